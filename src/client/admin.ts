/**
 * The merchant's screen: what happens in a room, at most two seconds old, and the settings that a
 * launch needs at hand. This file signs in, picks the room and hands over; the rest is in its parts.
 */

import { part } from "./admin-elements.ts";
import { openRoom } from "./admin-room.ts";
import { createRoomPicker } from "./admin-room-picker.ts";
import { createSignIn, type SignedIn } from "./admin-sign-in.ts";
import { texts } from "./admin-texts.ts";

const screen = part("screen", HTMLElement);
const signIn = createSignIn(showRooms);
signIn.start();

function showRooms({ api, rooms }: SignedIn): void {
  /** Ends whatever belongs to the room shown: its requests, timers and listeners. */
  let shown = new AbortController();

  function open(room: string): void {
    shown.abort();
    shown = new AbortController();
    openRoom({
      api,
      room,
      signal: shown.signal,
      onUnauthorized: () => end(texts.signIn.tokenEnded),
    });
  }

  function end(why: string): void {
    shown.abort();
    screen.hidden = true;
    signIn.end(why);
  }

  screen.hidden = false;
  part("sign-out", HTMLButtonElement).onclick = () => end(texts.signIn.signedOut);
  open(createRoomPicker(rooms, open));
  part("live-heading", HTMLElement).focus();
}
