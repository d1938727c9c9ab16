/** The draw of a room: held once in an epoch, at its opening, for each line by itself. */

import { placeOf } from "./draw.ts";
import { roundsOf } from "./draw-rounds.ts";
import { type Line, withLineState } from "./line.ts";
import { type Room, type Turn, withEachLine, withState } from "./room-state.ts";

/**
 * Everybody in line who is not called is drawn. What is written is how many they are: the seed was
 * fixed with the epoch, and a place is worked out when somebody asks.
 */
export function holdDraw(room: Room, turn: Turn): Room {
  // The seed is known to all from its first draw on, and decides no second one.
  if (room.state.draw.heldAt !== null) return room;
  // Without anybody to draw, it stays a secret for an opening that is still to come.
  if (room.lines.every(({ state }) => state.issued === state.serving)) return room;
  const { settings, now, register } = turn;
  const publicRandomness = settings.publicRandomness ?? "";
  const held = withState(room, { draw: { ...room.state.draw, heldAt: now, publicRandomness } });
  const counted = withEachLine(held, (line) => {
    const { issued, serving } = line.state;
    if (issued === serving) return line;
    return withLineState(line, { drawn: { after: serving, count: issued - serving } });
  });
  const drawn = withDrawTables(counted, turn);
  for (const { state, draw } of drawn.lines) {
    for (const number of register.leftOf(state.name)) {
      register.markLeft(state.name, number, placeOf(draw, number));
    }
  }
  return drawn;
}

/** The tables that the places are looked up in; a restart forgets them. */
export const withDrawTables = (room: Room, turn: Turn): Room =>
  withEachLine(room, (line) => withTable(room, line, turn));

function withTable({ state }: Room, line: Line, { name: room, hmac }: Turn): Line {
  const { drawn, name } = line.state;
  if (drawn === null || line.draw !== null) return line;
  const { epoch, draw } = state;
  const { publicRandomness } = draw;
  const rounds = roundsOf(hmac, draw.seed, {
    room,
    epoch,
    line: name,
    count: drawn.count,
    publicRandomness,
  });
  return { ...line, draw: { ...drawn, rounds } };
}
