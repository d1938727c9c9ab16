import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgenda } from "../../src/cli/simulate/agenda.ts";

test("whatever is planned comes in order of time, and at equal times in the order of planning", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200, size: "max" }), (times) => {
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
    fc.property(fc.array(fc.nat(50), { maxLength: 200, size: "max" }), (pauses) => {
      const agenda = createAgenda();
      agenda.plan(0, -1);
      let now = 0;
      for (const [who, pause] of pauses.entries()) {
        const next = agenda.next();
        expect(next?.at).toBeGreaterThanOrEqual(now);
        now = next?.at ?? now;
        agenda.plan(now + pause, who);
        agenda.plan(now + 2 * pause, who);
      }
    }),
  );
});
