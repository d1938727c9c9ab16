/**
 * The room under anything: calls in any order and any batches, settings that change, time that passes,
 * stands or goes back, steps that throw after they wrote, restarts. After every step every promise is
 * looked at, and everybody who joined is counted one by one.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Crash } from "../../src/cli/simulate/simulated-room.ts";
import type { RoomCall } from "../../src/domain/calls.ts";
import { cohortOf, unseenOf } from "../../src/domain/cohort.ts";
import { atTheDoor } from "../../src/domain/door.ts";
import { figuresOf } from "../../src/domain/room-view.ts";
import { trickledNumber } from "../../src/domain/trickled.ts";
import { enterCall, type RoomInHand, roomInHand, start } from "../support/room-in-hand.ts";

const number = fc.integer({ min: 1, max: 60 });

const call = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.nat(80).map((key): RoomCall => {
      return {
        kind: "join",
        line: "general",
        invitation: null,
        key: `k${key}`,
        ticketId: `t${key}`,
        passId: `p${key}`,
      };
    }),
  },
  { weight: 8, arbitrary: number.map((which) => enterCall(which)) },
  { weight: 1, arbitrary: number.map((which) => enterCall(which, 2)) },
  {
    weight: 1,
    arbitrary: fc.constant<RoomCall>({ kind: "pass", line: "general", passId: "passing" }),
  },
  {
    weight: 1,
    arbitrary: number.map(
      (which): RoomCall => ({ kind: "leave", epoch: 1, line: "general", number: which }),
    ),
  },
  {
    weight: 2,
    arbitrary: number.map(
      (which): RoomCall => ({ kind: "renew", epoch: 1, line: "general", number: which }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(number, fc.constantFrom("complete", "revoked", "left")).map(
      ([which, reason]): RoomCall => ({
        kind: "end",
        epoch: 1,
        line: "general",
        number: which,
        reason,
        units: null,
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("complete", "revoked", "left"), fc.constantFrom(0.1, 0.2), fc.nat(2))
      .map(
        ([reason, chance, epoch]): RoomCall => ({
          ...{ kind: "end", reason, units: null },
          ...{ epoch, line: "general", number: trickledNumber(chance) },
          pass: { id: `trickled ${chance}`, endsAt: start },
        }),
      ),
  },
);

const settings = fc.record(
  {
    queue: fc.constantFrom("always", "when-needed"),
    state: fc.constantFrom("open", "open", "open", "paused", "draining", "closed", "sold-out"),
    admissionsPerMinute: fc.constantFrom(0, 0.5, 1, 60, 90, 600, 60_000),
    capacity: fc.constantFrom(null, 0, 1, 3, 20),
    claimWindowSeconds: fc.constantFrom(10, 60, 180),
    sessionMinutes: fc.constantFrom(1, 15),
  },
  { requiredKeys: [] },
);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ calls: fc.array(call, { minLength: 1, maxLength: 12, size: "max" }) }),
  },
  { weight: 6, arbitrary: fc.record({ waitMs: fc.nat(6_000) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.nat(300_000) }) },
  { weight: 1, arbitrary: fc.record({ clockBackMs: fc.nat(7_200_000) }) },
  { weight: 2, arbitrary: fc.record({ change: settings }) },
  { weight: 1, arbitrary: fc.constant({ restart: true }) },
  { weight: 1, arbitrary: fc.record({ failing: fc.array(call, { maxLength: 12, size: "max" }) }) },
);

const steps = fc.array(step, { maxLength: 80, size: "max" });

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

function takeStep(room: RoomInHand, one: Step): void {
  if ("calls" in one) room.take(...one.calls);
  if ("waitMs" in one) room.wait(one.waitMs);
  if ("clockBackMs" in one) room.now -= one.clockBackMs;
  if ("change" in one) room.change(one.change);
  if ("restart" in one) room.restart();
  if ("failing" in one) {
    room.fails = true;
    expect(() => room.take(...one.failing)).toThrow(Crash);
    room.fails = false;
  }
}

/** Where each of those who joined is, found out one by one. */
function countOneByOne({ line, door, register }: RoomInHand) {
  const counts = {
    waiting: 0,
    leftUncalled: 0,
    admitted: 0,
    lent: 0,
    leftCalled: 0,
    door: 0,
    unseen: 0,
    noShows: 0,
  };
  const { issued, serving, cohorts } = line;
  for (let place = 1; place <= issued; place++) {
    const hasLeft = register.hasLeft("general", place);
    const admission = register.find("general", place);
    if (admission) counts[admission.fetched ? "admitted" : "lent"]++;
    else if (place > serving) counts[hasLeft ? "leftUncalled" : "waiting"]++;
    else if (hasLeft) counts.leftCalled++;
    else if (atTheDoor(door, place)) counts.door++;
    else if (cohortOf(cohorts, place)) counts.unseen++;
    else counts.noShows++;
  }
  return counts;
}

test("in whatever happens, everybody who joined is in exactly one place, and the room's counts say so", () => {
  fc.assert(
    fc.property(settings, steps, (chosen, all) => {
      const room = roomInHand(chosen);
      for (const one of all) {
        takeStep(room, one);
        room.wait(0);
        const counts = countOneByOne(room);
        const { last, door } = room;
        const { cohorts, admitted, left, leftUncalled } = room.line;
        const heads = figuresOf(last.after, last);
        expect(heads.waiting).toBe(counts.waiting);
        expect(heads.called).toBe(counts.door + counts.unseen);
        expect(door.length).toBe(counts.door);
        expect({ admitted, left, leftUncalled }).toEqual({
          admitted: counts.admitted,
          left: counts.leftUncalled + counts.leftCalled,
          leftUncalled: counts.leftUncalled,
        });
        const unseen = cohorts.map((cohort) => unseenOf(cohort, door));
        expect(unseen.reduce((sum, count) => sum + count, 0)).toBe(counts.unseen);
        expect(unseen.every((count) => count >= 0)).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test("in whatever happens, no promise is broken: not the rate, not the capacity, not one admission per ticket", () => {
  fc.assert(
    fc.property(settings, steps, (chosen, all) => {
      const room = roomInHand(chosen);
      // The rate is judged by a clock that does not jump; that it is kept by one that does, the allowance proves.
      for (const one of all) if (!("clockBackMs" in one)) takeStep(room, one);
      expect([...room.notes.violations]).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a step that throws after it wrote leaves nothing behind", () => {
  fc.assert(
    fc.property(
      settings,
      steps,
      fc.array(call, { maxLength: 20, size: "max" }),
      (chosen, all, failing) => {
        const room = roomInHand(chosen);
        for (const one of all) takeStep(room, one);
        const { after, register } = room.last;
        const rows = JSON.stringify([...register.rows, ...register.departed]);
        takeStep(room, { failing });
        expect(room.last.after).toBe(after);
        expect(JSON.stringify([...register.rows, ...register.departed])).toBe(rows);
      },
    ),
    { numRuns: 60 },
  );
});

test("after any of it, once the room is open and quick, everybody who still asks gets in within seconds", () => {
  fc.assert(
    fc.property(settings, steps, (chosen, all) => {
      const room = roomInHand(chosen);
      for (const one of all) takeStep(room, one);
      room.change({ state: "open", capacity: null, admissionsPerMinute: 60_000 });
      const { issued } = room.line;
      const numbers = Array.from({ length: issued }, (_, index) => index + 1);
      const waiting = new Set(numbers.filter((one) => !room.register.hasLeft("general", one)));
      // Whoever was told to ask in a minute, before the rate was raised, is given the minute.
      for (let second = 0; second < 75 && waiting.size > 0; second++) {
        room.wait(1_000);
        const asking = [...waiting];
        room.take(...asking.map((one) => enterCall(one))).forEach((answer, index) => {
          const done = answer.kind === "admitted" || answer.kind === "ended";
          if (done) waiting.delete(asking[index] ?? 0);
          expect(answer.kind).not.toBe("void");
        });
      }
      expect([...waiting]).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a restart between any two steps changes no answer that promised something", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(call, { maxLength: 8, size: "max" }), { maxLength: 30, size: "max" }),
      (batches) => {
        const room = roomInHand({ queue: "always", admissionsPerMinute: 60_000 });
        const passes = new Map<number, string>();
        for (const batch of batches) {
          room.wait(1_500);
          const answers = room.take(...batch);
          batch.forEach((asked, index) => {
            const answer = answers[index];
            if (asked.kind !== "enter" || answer?.kind !== "admitted") return;
            const { passId } = answer.admission;
            expect(passId).toBe(passes.get(asked.number) ?? passId);
            passes.set(asked.number, passId);
          });
          const { issued } = room.line;
          room.restart();
          room.wait(0);
          expect(room.line.issued).toBe(issued);
          for (const [number, passId] of passes) {
            expect(room.register.find("general", number)).toMatchObject({ passId });
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
