/** The order of calling, worked out from a ticket's number: as it came, or as the draw put it. */

import { type LineDraw, placeOf } from "../domain/draw.ts";
import { roundsOf } from "../domain/draw-rounds.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { hmacSha256 } from "../hash.ts";
import { createMemory } from "./memory.ts";

/** A table takes some milliseconds to make and a few kilobytes to keep. */
const draws = createMemory<LineDraw>(64);

export function placeInLine(
  room: string,
  line: string,
  number: number,
  snapshot: RoomSnapshot,
): number {
  const drawn = snapshot.lines[line]?.drawn;
  const { held } = snapshot.draw;
  if (!drawn || held === null) return number;
  const { epoch } = snapshot;
  const { seed, publicRandomness } = held;
  const name = `${room} ${epoch} ${line} ${drawn.after} ${drawn.count} ${seed} ${publicRandomness}`;
  const known = draws.get(name);
  if (known) return placeOf(known, number);
  const { count } = drawn;
  const rounds = roundsOf(hmacSha256, seed, { room, epoch, line, count, publicRandomness });
  const draw = { ...drawn, rounds };
  draws.set(name, draw);
  return placeOf(draw, number);
}
