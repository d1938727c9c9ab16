/**
 * What a gateway goes by that has never heard of a room, because the room has not answered since it
 * started: where the shop is and how it is spoken to, and who may come in meanwhile. The Directory keeps it.
 */

import { accessOf } from "./access.ts";
import { nothingHappened } from "./schedule.ts";
import { defaultSettings, type RoomSettings } from "./settings.ts";
import type { RoomSnapshot } from "./snapshot.ts";
import type { Instant } from "./time.ts";

/** What a merchant chose, but for the hosts, which the Directory knows anyway, and for long texts. */
export type KeptSettings = Omit<Partial<RoomSettings>, "hosts" | "message" | "publicRandomness">;

export const keptOf = ({
  hosts,
  message,
  publicRandomness,
  ...kept
}: Partial<RoomSettings>): KeptSettings => kept;

/** What decides who comes in while the room itself cannot be asked. */
export type SilentRoom = Pick<RoomSnapshot, "settings" | "access" | "epoch">;

/** Taken for as closed as the room may be: where stock is counted, nobody here knows what is left. */
export function silentRoom(settings: RoomSettings, now: Instant): SilentRoom {
  const soldOut = settings.stock !== null;
  const access = accessOf({ happened: nothingHappened, soldOut }, settings, now);
  return { settings, access, epoch: 1 };
}

export const settingsOfKept = (kept: KeptSettings): RoomSettings => ({
  ...defaultSettings,
  ...kept,
});
