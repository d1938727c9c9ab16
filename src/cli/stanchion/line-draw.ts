/** One line's draw, made again out of what was published. Nothing is taken on trust but the hashes. */

import { type LineDraw, placeOf } from "../../domain/draw.ts";
import { roundsOf } from "../../domain/draw-rounds.ts";
import { bytesOf } from "../../domain/hex.ts";
import { commitmentOf, hmacSha256 } from "../../hash.ts";
import type { PublishedDraw } from "../../protocol.ts";
import { WrongUse } from "./wrong-use.ts";

/** A draw that has taken place. */
export interface RevealedDraw extends PublishedDraw {
  readonly seed: string;
  readonly counts: Readonly<Record<string, number>>;
}

export const isRevealed = (draw: PublishedDraw): draw is RevealedDraw =>
  draw.seed !== null && draw.counts !== null;

/** Whether the seed is the one that was fixed before anybody could join. */
export const keepsItsCommitment = ({ seed, commitment }: RevealedDraw): boolean =>
  commitmentOf(bytesOf(seed)) === commitment;

/** @returns null when nobody had joined the line before the opening */
export function drawOfLine(published: RevealedDraw, line: string): LineDraw | null {
  const { room, epoch, counts } = published;
  const count = Object.hasOwn(counts, line) ? counts[line] : undefined;
  if (count === undefined) {
    const lines = Object.keys(counts).join(", ") || "none";
    throw new WrongUse(
      `There is no line "${line}" in this draw. Its lines: ${lines}. Give --line.`,
    );
  }
  if (count === 0) return null;
  const publicRandomness = published.publicRandomness ?? "";
  const drawn = { room, epoch, line, count, publicRandomness };
  const after = published.after?.[line] ?? 0;
  return { after, count, rounds: roundsOf(hmacSha256, published.seed, drawn) };
}

/**
 * Every drawn number's place, from the lowest number on, a run at a time.
 * @throws Error when two have one place: then it was no draw
 */
export function* allPlaces(draw: LineDraw, runLength: number): Generator<readonly PlaceOf[]> {
  const taken = new Uint8Array(draw.count + 1);
  const last = draw.after + draw.count;
  for (let first = draw.after + 1; first <= last; first += runLength) {
    const run: PlaceOf[] = [];
    for (let number = first; number < first + runLength && number <= last; number++) {
      const place = placeOf(draw, number);
      if (taken[place - draw.after] === 1) throw new Error(`Place ${place} was drawn twice`);
      taken[place - draw.after] = 1;
      run.push({ number, place });
    }
    yield run;
  }
}

export interface PlaceOf {
  readonly number: number;
  readonly place: number;
}
