/** Who was passed: the promise that whoever is there is let in in order of place, looked at in the end. */

import { type Instant, secondMs } from "../../domain/time.ts";
import type { Visitor } from "./visitor.ts";

/** Rule 4: up to one poll near the front. */
const overtakingBoundMs = 2 * secondMs;
/** About the root of the largest crowd. */
const blockSize = 1_024;

/**
 * Those who were passed although they were there: by somebody behind them, more than the bound before
 * they first asked at the door, or more than the bound after it.
 */
export const inversions = (people: readonly Visitor[]): readonly Visitor[] =>
  [...Map.groupBy(people, ({ plan }) => plan.line).values()].flatMap(inversionsInLine);

function inversionsInLine(people: readonly Visitor[]): readonly Visitor[] {
  const { ats, highestOf } = admissionsOf(people);
  return people.filter((visitor) => {
    const { plan, troubled, slotIsUncertain, number, place, joinedAt, doorAt, admittedAt } =
      visitor;
    if (plan.behaviour !== "stays" || troubled || slotIsUncertain || number === null) return false;
    if (doorAt === null || admittedAt === null) return false;
    const own = indexAt(ats, admittedAt);
    const passedBefore = Math.min(own, indexAt(ats, doorAt - overtakingBoundMs));
    const passedAfter = indexAt(ats, doorAt + overtakingBoundMs);
    // Another device of theirs may have joined before they came themselves.
    const cameAt = indexAt(ats, joinedAt);
    return highestOf(cameAt, passedBefore) > place || highestOf(passedAfter, own) > place;
  });
}

/** When people were let in, in order, and the highest place among those from one index up to another. */
function admissionsOf(people: readonly Visitor[]) {
  const sorted = people
    .flatMap(({ number, place, admittedAt, slotIsUncertain }) =>
      number === null || admittedAt === null || slotIsUncertain ? [] : { place, at: admittedAt },
    )
    .sort((a, b) => a.at - b.at);
  const ats = Float64Array.from(sorted, ({ at }) => at);
  const places = Float64Array.from(sorted, ({ place }) => place);
  const blocks = new Float64Array(Math.ceil(places.length / blockSize));
  for (const [index, place] of places.entries()) {
    const block = Math.floor(index / blockSize);
    blocks[block] = Math.max(blocks[block] ?? 0, place);
  }
  return {
    ats,
    highestOf(from: number, to: number): number {
      let highest = 0;
      for (let index = from; index < to; ) {
        const isWhole = index % blockSize === 0 && index + blockSize <= to;
        highest = Math.max(highest, (isWhole ? blocks[index / blockSize] : places[index]) ?? 0);
        index += isWhole ? blockSize : 1;
      }
      return highest;
    },
  };
}

/** The index of the first that is not earlier. */
function indexAt(sorted: Float64Array, instant: Instant): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
