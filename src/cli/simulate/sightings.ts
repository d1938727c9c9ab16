/** What is interesting in a step: moments in which it is easy to go wrong, and which a run must have had. */

import type { Line } from "../../domain/line.ts";
import { isSoldOut, lineOf } from "../../domain/room-state.ts";
import type { Step } from "./simulated-room.ts";

export function sightingsIn(step: Step): readonly string[] {
  const { before, after, settings, register } = step;
  const [old, state] = [before.state, after.state];
  const seen = after.lines.flatMap((line) =>
    sightingsInLine(lineOf(before, line.state.name), line),
  );
  if (old === state) return seen;
  const called = before.lines.some((line) => line.state.cohorts.length > 0);
  const atTheDoor = after.lines.some(({ door }) => door.length > 0);
  const waiting = before.lines.some((line) => line.state.issued > line.state.serving);
  const stops = state.rate.perSecond === 0 && old.rate.perSecond > 0;
  const starts = state.rate.perSecond > 0 && old.rate.perSecond === 0;
  if (state.rate.perSecond < old.rate.perSecond && called)
    seen.push("rate lowered under the called");
  if (stops && before.lines.some(({ door }) => door.length > 0)) {
    seen.push("stopped with somebody at the door");
  }
  if (starts && called) seen.push("went on");
  if (starts && !called && waiting) seen.push("opened to a line");
  const isFull = settings.capacity !== null && state.inside >= settings.capacity;
  if (isFull && atTheDoor) seen.push("full with somebody at the door");
  if (register.inserted().length > 0 && register.lent.size > 0) seen.push("slot lent");
  if (state.inside < old.inside) seen.push("session ended");
  if (state.draw.heldAt !== old.draw.heldAt) seen.push("drawn");
  if (isSoldOut(state, settings) && !isSoldOut(old, settings)) {
    seen.push("sold out");
    if (atTheDoor) seen.push("sold out with somebody at the door");
  }
  if (state.outages.length > old.outages.length) seen.push("outage");
  if (state.outages.at(-1)?.until && old.outages.at(-1)?.until === null) seen.push("outage over");
  return seen;
}

function sightingsInLine({ state: old }: Line, { state }: Line): string[] {
  if (old === state) return [];
  const seen: string[] = [];
  const hadCalled = old.cohorts.length > 0;
  if (hadCalled && state.cohorts.length > 0 && state.cohorts[0]?.from !== old.cohorts[0]?.from) {
    seen.push("claim window over");
  }
  if (state.serving - old.serving > 1) seen.push("called ahead");
  return seen;
}
