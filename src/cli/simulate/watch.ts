/**
 * What must hold, looked at after every step and every answer; and the notes that the figures are made of.
 * A promise that is broken is written down with the instant, and the simulation goes on.
 */

import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import { unseenOf } from "../../domain/cohort.ts";
import { sessionMs } from "../../domain/session.ts";
import type { Instant } from "../../domain/time.ts";
import { createRateBound, type RateBound } from "./rate-bound.ts";
import type { Step } from "./simulated-room.ts";
import type { Visitor } from "./visitor.ts";

export interface Watch {
  afterStep(step: Step): void;
  answered(visitor: Visitor, call: RoomCall, answer: RoomAnswer, at: Instant): void;
  sawAhead(visitor: Visitor, ahead: number): void;
  presence(change: 1 | -1, at: Instant): void;
  happened(what: string): void;
  sessionMs(): number;
  readonly notes: Notes;
}

export interface Notes {
  /** The slots of all admissions, fetched or not, in order. */
  readonly slots: readonly Instant[];
  readonly presence: readonly { readonly at: Instant; readonly change: 1 | -1 }[];
  readonly rate: RateBound;
  /** Broken promises, the first of each kind with its story, and how many. */
  readonly violations: ReadonlyMap<string, { readonly first: string; readonly count: number }>;
  readonly events: ReadonlyMap<string, number>;
  /** Sessions that were active while somebody present waited, and that the capacity allowed, times time. */
  readonly sessionTime: { readonly used: number; readonly allowed: number };
  readonly peakAtTheDoor: number;
  readonly peakCohorts: number;
  /** The durable state as JSON, looked at now and then. */
  readonly largestStateBytes: number;
}

export function createWatch(begun: Instant): Watch {
  const slots: Instant[] = [];
  const presence: { at: Instant; change: 1 | -1 }[] = [];
  const violations = new Map<string, { first: string; count: number }>();
  const events = new Map<string, number>();
  const rate = createRateBound(begun);
  const sessionTime = { used: 0, allowed: 0 };
  let present = 0;
  let lastStepAt = begun;
  let peakAtTheDoor = 0;
  let peakCohorts = 0;
  let largestStateBytes = 0;
  let steps = 0;
  let sessionLengthMs = 0;

  function check(holds: boolean, promise: string, story: () => string): void {
    if (holds) return;
    const known = violations.get(promise);
    violations.set(promise, { first: known?.first ?? story(), count: (known?.count ?? 0) + 1 });
  }

  const happened = (what: string) => void events.set(what, (events.get(what) ?? 0) + 1);

  function checkStep(step: Step): void {
    const { before, after, settings, register, now } = step;
    const [old, state] = [before.state, after.state];
    check(
      state.issued >= old.issued &&
        state.serving >= old.serving &&
        state.epoch >= old.epoch &&
        state.totals.admitted >= old.totals.admitted &&
        state.serving <= state.issued,
      "numbers never go down",
      () => `at ${now - begun}: ${JSON.stringify(state)}`,
    );
    checkCounts(step);
    check(
      state.inside === register.active.size,
      "inside is the number of active sessions",
      () => `at ${now - begun}: ${state.inside} inside, ${register.active.size} rows`,
    );
    check(
      settings.capacity === null || state.inside <= Math.max(settings.capacity, old.inside),
      "capacity is never exceeded",
      () => `at ${now - begun}: ${state.inside} of ${settings.capacity}`,
    );
  }

  /** Everybody who joined is in one place: waiting, called, at the door, inside or past it, gone, or a no-show. */
  function checkCounts({ after, register, now }: Step): void {
    const { issued, serving, cohorts, totals } = after.state;
    const waiting = issued - serving - totals.leftUncalled;
    const leftCalled = totals.left - totals.leftUncalled;
    const unseen = cohorts.map((cohort) => unseenOf(cohort, after.door));
    const onTheWay = unseen.reduce((sum, count) => sum + count, 0);
    const noShows = serving - leftCalled - register.rows.size - after.door.length - onTheWay;
    check(
      waiting >= 0 &&
        leftCalled >= 0 &&
        noShows >= 0 &&
        totals.left === register.departed.size &&
        totals.admitted === register.rows.size - register.lent.size &&
        unseen.every((count) => count >= 0),
      "everybody who joined is counted once",
      () =>
        `at ${now - begun}: ${JSON.stringify({ waiting, leftCalled, noShows, unseen, ...after.state })}`,
    );
  }

  return {
    afterStep(step) {
      const { before, after, register, now } = step;
      sessionLengthMs = sessionMs(step.settings);
      if (present > 0) {
        sessionTime.used += before.state.inside * (now - lastStepAt);
        sessionTime.allowed += (step.settings.capacity ?? 0) * (now - lastStepAt);
      }
      lastStepAt = now;
      if (after.state.rate.perSecond !== before.state.rate.perSecond) {
        rate.changeRate(after.state.rate, Math.max(now, before.state.allowance.at));
      }
      for (const number of register.inserted()) {
        const row = register.find(number);
        if (!row) continue;
        slots.push(row.admittedAt);
        rate.countSlot(row.admittedAt);
        check(
          rate.worstExcess() < 0.05,
          "the rate is kept in every window",
          () => `at ${now - begun}: ${rate.worstExcess()} too many`,
        );
      }
      checkStep(step);
      peakAtTheDoor = Math.max(peakAtTheDoor, after.door.length);
      peakCohorts = Math.max(peakCohorts, after.state.cohorts.length);
      if (steps++ % 100 === 0) {
        largestStateBytes = Math.max(largestStateBytes, JSON.stringify(after.state).length);
      }
    },
    answered(visitor, call, answer, at) {
      const story = () =>
        `at ${at - begun}: visitor ${visitor.id}, number ${visitor.number}, ${call.kind}: ${JSON.stringify(answer)}`;
      if (answer.kind === "joined" && visitor.number !== null) {
        const same = answer.joined.number === visitor.number;
        check(same, "a repeated join is one join", story);
        happened("join repeated");
      }
      if (call.kind === "enter") {
        if (answer.kind === "at-the-door" || answer.kind === "admitted") visitor.doorAt ??= at;
        check(answer.kind !== "void" || visitor.hasLeft, "an acknowledged ticket stays", story);
      }
      if (answer.kind === "admitted") {
        const { passId, endsAt } = answer.admission;
        check((visitor.passId ?? passId) === passId, "one ticket has one pass", story);
        if (visitor.passId !== null && call.kind === "enter") happened("entered twice");
        if (endsAt > visitor.sessionEndsAt && call.kind === "renew") happened("renewed");
        visitor.passId = passId;
        visitor.sessionEndsAt = endsAt;
      }
      if (answer.kind === "ended") {
        const mayEnd = visitor.hasEnded || at >= visitor.sessionEndsAt;
        check(mayEnd, "a valid pass is never refused", story);
      }
      if (call.kind === "end") visitor.hasEnded = true;
    },
    sawAhead(visitor, ahead) {
      check(ahead <= visitor.ahead, "the number ahead never grows", () => `visitor ${visitor.id}`);
      visitor.ahead = ahead;
    },
    presence(change, at) {
      presence.push({ at, change });
      present += change;
    },
    happened,
    sessionMs: () => sessionLengthMs,
    get notes() {
      return {
        slots,
        presence,
        rate,
        sessionTime,
        violations,
        events,
        peakAtTheDoor,
        peakCohorts,
        largestStateBytes,
      };
    },
  };
}
