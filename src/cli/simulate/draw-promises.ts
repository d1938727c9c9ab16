/**
 * Of the draw: all who joined before the opening, each at a place of their own, as the seed says that was
 * committed to before anybody could join; and to have come early is worth nothing.
 */

import { type LineDraw, placeOf } from "../../domain/draw.ts";
import { roundsOf } from "../../domain/draw-rounds.ts";
import { bytesOf } from "../../domain/hex.ts";
import { lineOf, type Room } from "../../domain/room-state.ts";
import { commitmentOf, hmacSha256 } from "../../hash.ts";
import type { Check } from "./promises.ts";
import type { Step } from "./simulated-room.ts";
import type { Visitor } from "./visitor.ts";

export interface DrawPromises {
  afterStep(step: Step): void;
  /** @returns the correlation of number and place over all that were drawn; null without enough of them */
  atTheEnd(room: Room, people: readonly Visitor[]): number | null;
}

/** Fewer are related by chance. */
const enoughToRelate = 100;
/** In standard deviations: chance goes beyond it in one draw of two million. */
const furthestByChance = 5;

export function createDrawPromises(check: Check): DrawPromises {
  let committed: string | null = null;

  function checkHeld({ before, after }: Step): void {
    for (const { state } of after.lines) {
      const { issued, serving } = lineOf(before, state.name).state;
      const expected = issued === serving ? null : { after: serving, count: issued - serving };
      check(
        JSON.stringify(state.drawn) === JSON.stringify(expected),
        "everybody who joined before the opening is drawn",
        () => `${state.name}: ${JSON.stringify({ drawn: state.drawn, expected })}`,
      );
    }
  }

  function checkLine(draw: LineDraw, line: string, people: readonly Visitor[]): number | null {
    const { after, count } = draw;
    const taken = new Uint8Array(count);
    let once = 0;
    let products = 0;
    const middle = after + (count + 1) / 2;
    for (let number = after + 1; number <= after + count; number++) {
      const place = placeOf(draw, number);
      if (place > after && place <= after + count && taken[place - after - 1] === 0) once++;
      taken[place - after - 1] = 1;
      products += (number - middle) * (place - middle);
    }
    check(once === count, "the draw is a permutation", () => `${line}: ${once} of ${count} places`);
    const moved = people.find(
      ({ plan, passNumber, place }) =>
        plan.line === line && passNumber !== null && placeOf(draw, passNumber) !== place,
    );
    check(moved === undefined, "the place is the one that the published seed says", () =>
      JSON.stringify(moved),
    );
    if (count < enoughToRelate) return null;
    const correlation = products / ((count * (count * count - 1)) / 12);
    check(
      Math.abs(correlation) * Math.sqrt(count) < furthestByChance,
      "when somebody came says nothing of their place",
      () => `${line}: a correlation of ${correlation} among ${count}`,
    );
    return correlation;
  }

  return {
    afterStep(step) {
      const { before, after } = step;
      const { commitment, heldAt } = after.state.draw;
      committed ??= commitment;
      check(commitment === committed, "the commitment stays", () => `${committed}, ${commitment}`);
      if (before.state.draw.heldAt === null && heldAt !== null) checkHeld(step);
    },
    atTheEnd({ state, lines }, people) {
      const { seed, heldAt, publicRandomness } = state.draw;
      if (heldAt === null) return null;
      check(commitmentOf(bytesOf(seed)) === committed, "the seed is the committed one", () => seed);
      const correlations = lines.map(({ state: { name, drawn } }) => {
        if (drawn === null) return null;
        const { epoch } = state;
        const { count } = drawn;
        // As anybody does who has nothing but what is published.
        const about = { room: "default", epoch, line: name, count, publicRandomness };
        return checkLine({ ...drawn, rounds: roundsOf(hmacSha256, seed, about) }, name, people);
      });
      return correlations.find((one) => one !== null) ?? null;
    },
  };
}
