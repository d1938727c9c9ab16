import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgenda } from "../../src/cli/simulate/agenda.ts";

/** Close together, so that many are equal; apart by fractions; and so far apart that they are in other turns of the wheel. */
const instants = fc.oneof(
  fc.nat(20),
  fc.double({ min: 0, max: 3, noNaN: true }),
  fc.nat(1_000_000),
);

test("whatever is planned comes in order of time, and at equal times in the order of planning", () => {
  fc.assert(
    fc.property(fc.array(instants, { maxLength: 200, size: "max" }), (times) => {
      const agenda = createAgenda();
      times.forEach((at, who) => {
        agenda.plan(at, who);
      });
      const came = times.map(() => agenda.next());
      const expected = times.map((at, who) => ({ at, who })).sort((a, b) => a.at - b.at);
      expect(came).toEqual(expected);
      expect(agenda.next()).toBeUndefined();
    }),
  );
});

test("what is planned while time passes takes its turn among the rest", () => {
  fc.assert(
    fc.property(fc.array(instants, { maxLength: 200, size: "max" }), (pauses) => {
      const agenda = createAgenda();
      const planned: { at: number; who: number }[] = [];
      const plan = (at: number, who: number) => {
        planned.push({ at, who });
        agenda.plan(at, who);
      };
      plan(0, -1);
      let now = 0;
      for (const [who, pause] of pauses.entries()) {
        const next = agenda.next();
        const earliest = planned.toSorted((a, b) => a.at - b.at)[0];
        expect(next).toEqual(earliest);
        if (earliest) planned.splice(planned.indexOf(earliest), 1);
        now = next?.at ?? now;
        plan(now + pause, who);
        plan(now + 2 * pause, who);
      }
    }),
  );
});
