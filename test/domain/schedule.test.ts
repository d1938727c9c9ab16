import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothingHappened, type Phase, phaseOf, type Schedule } from "../../src/domain/schedule.ts";
import type { RoomState } from "../../src/domain/settings.ts";

const at = (time: string): number => Date.parse(`2014-11-17T${time}Z`);
const launch: Schedule = {
  preQueueAt: at("14:30:00"),
  opensAt: at("15:00:00"),
  closesAt: at("16:00:00"),
};
const never: Schedule = { preQueueAt: null, opensAt: null, closesAt: null };

/** The phases and the next changes of one room at several times, one after the other. */
function follow(schedule: Schedule, times: readonly number[], state: RoomState = "open") {
  let happened = nothingHappened;
  return times.map((now) => {
    const { phase, changesAt, happened: after } = phaseOf(schedule, { state, happened }, now);
    happened = after;
    return { phase, changesAt };
  });
}

const phasesAt = (schedule: Schedule, ...times: string[]): Phase[] =>
  follow(schedule, times.map(at)).map(({ phase }) => phase);

describe("the phase of a room", () => {
  test("goes from not open over the pre-queue and open to closed, at the instants themselves", () => {
    const times = ["14:29:59", "14:30:00", "14:59:59", "15:00:00", "15:59:59", "16:00:00"];
    expect(follow(launch, times.map(at))).toEqual([
      { phase: "not-open", changesAt: launch.preQueueAt },
      { phase: "pre-queue", changesAt: launch.opensAt },
      { phase: "pre-queue", changesAt: launch.opensAt },
      { phase: "open", changesAt: launch.closesAt },
      { phase: "open", changesAt: launch.closesAt },
      { phase: "closed", changesAt: null },
    ]);
  });

  test("is open for ever without a schedule", () => {
    expect(follow(never, [0, at("15:00:00")])).toEqual([
      { phase: "open", changesAt: null },
      { phase: "open", changesAt: null },
    ]);
  });

  test("skips the pre-queue when none is set, or one that begins after the opening", () => {
    const late = { ...launch, preQueueAt: at("15:30:00") };
    for (const schedule of [{ ...launch, preQueueAt: null }, late]) {
      expect(phasesAt(schedule, "14:59:59", "15:00:00", "15:30:00")).toEqual([
        "not-open",
        "open",
        "open",
      ]);
    }
  });

  test("stays a pre-queue as long as no opening is set", () => {
    const unset = { ...launch, opensAt: null, closesAt: null };
    expect(phasesAt(unset, "14:00:00", "14:30:00", "23:00:00")).toEqual([
      "not-open",
      "pre-queue",
      "pre-queue",
    ]);
  });

  test("never opens when the end comes before the opening", () => {
    const wrong = { ...launch, closesAt: at("14:45:00") };
    expect(phasesAt(wrong, "14:40:00", "14:45:00", "15:30:00")).toEqual([
      "pre-queue",
      "closed",
      "closed",
    ]);
  });

  test("does not fall back behind the opening, nor behind the end, when the clock does", () => {
    expect(phasesAt(launch, "15:00:00", "14:59:00", "14:00:00")).toEqual(["open", "open", "open"]);
    expect(phasesAt(launch, "16:00:00", "15:59:00", "14:00:00")).toEqual([
      "closed",
      "closed",
      "closed",
    ]);
  });

  test("skips what a clock that jumps ahead skips", () => {
    expect(phasesAt(launch, "14:00:00", "15:10:00")).toEqual(["not-open", "open"]);
    expect(phasesAt(launch, "14:00:00", "17:00:00")).toEqual(["not-open", "closed"]);
  });

  test("stays open when the merchant moves an opening that has been", () => {
    const { happened } = phaseOf(
      launch,
      { state: "open", happened: nothingHappened },
      at("15:00:01"),
    );
    const moved = { ...launch, opensAt: at("15:30:00") };
    expect(phaseOf(moved, { state: "open", happened }, at("15:00:02")).phase).toBe("open");
  });

  test("opens again when the merchant moves an end that has been into the future", () => {
    const { happened } = phaseOf(
      launch,
      { state: "open", happened: { opened: true, closedAt: null } },
      at("16:00:00"),
    );
    const longer = { ...launch, closesAt: at("17:00:00") };
    expect(phaseOf(longer, { state: "open", happened }, at("16:00:01"))).toMatchObject({
      phase: "open",
      changesAt: longer.closesAt,
    });
    expect(
      phaseOf({ ...launch, closesAt: null }, { state: "open", happened }, at("23:00:00")),
    ).toMatchObject({ phase: "open", changesAt: null });
  });

  test("is closed while the merchant says so; the opening waits until it is not", () => {
    const closed = phaseOf(launch, { state: "closed", happened: nothingHappened }, at("15:10:00"));
    expect(closed).toEqual({ phase: "closed", changesAt: null, happened: nothingHappened });
    const open = phaseOf(launch, { state: "open", happened: closed.happened }, at("15:20:00"));
    expect(open).toMatchObject({ phase: "open", happened: { opened: true } });
  });

  test("comes by itself while the room is paused, draining or sold out", () => {
    for (const state of ["paused", "draining", "sold-out"] as const) {
      expect(
        follow(launch, [at("14:40:00"), at("15:00:00")], state).map((one) => one.phase),
      ).toEqual(["pre-queue", "open"]);
    }
  });
});

describe("whatever the instants, and however the clock jumps", () => {
  const time = fc.integer({ min: 0, max: 12 });
  const instant = fc.option(time);
  const schedules = fc.record({ preQueueAt: instant, opensAt: instant, closesAt: instant });
  const rank = { "not-open": 0, "pre-queue": 1, open: 2, closed: 3 };

  test("the phase changes at `changesAt` and not before", () => {
    fc.assert(
      fc.property(schedules, time, (schedule, now) => {
        const before = phaseOf(schedule, { state: "open", happened: nothingHappened }, now);
        const next = before.changesAt ?? 100;
        expect(next).toBeGreaterThan(now);
        for (let later = now; later <= next; later++) {
          const context = { state: "open", happened: before.happened } as const;
          const { phase } = phaseOf(schedule, context, later);
          if (later < next || before.changesAt === null) expect(phase).toBe(before.phase);
          else expect(phase).not.toBe(before.phase);
        }
      }),
    );
  });

  test("an opened room is never again not open, and a closed one stays closed", () => {
    fc.assert(
      fc.property(schedules, fc.array(time), (schedule, times) => {
        const phases = follow(schedule, times).map(({ phase }) => rank[phase]);
        phases.forEach((phase, index) => {
          const before = phases[index - 1] ?? 0;
          if (before >= rank.open) expect(phase).toBeGreaterThanOrEqual(before);
        });
      }),
    );
  });

  test("nobody is let in before the opening, or from the end on, on the clock of that moment", () => {
    fc.assert(
      fc.property(schedules, time, (schedule, now) => {
        const { phase } = phaseOf(schedule, { state: "open", happened: nothingHappened }, now);
        if (schedule.opensAt !== null && now < schedule.opensAt) expect(phase).not.toBe("open");
        if (schedule.closesAt !== null && now >= schedule.closesAt) expect(phase).toBe("closed");
      }),
    );
  });
});
