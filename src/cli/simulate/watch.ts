/**
 * What must hold, looked at after every step and every answer; and the notes that the figures are made of.
 * A promise that is broken is written down with the instant, and the simulation goes on.
 */

import { burstOf, furthestAheadMs } from "../../domain/allowance.ts";
import type { JoinCall, RoomAnswer, RoomCall } from "../../domain/calls.ts";
import { unseenOf } from "../../domain/cohort.ts";
import type { Line } from "../../domain/line.ts";
import { admittedIn, lineOf, type Room, savedOf } from "../../domain/room-state.ts";
import { sessionMs } from "../../domain/session.ts";
import type { RoomSettings } from "../../domain/settings.ts";
import { sessionsThatMayBegin } from "../../domain/stock.ts";
import type { Instant } from "../../domain/time.ts";
import { createBatcherPromises } from "./batcher-promises.ts";
import { createDrawPromises } from "./draw-promises.ts";
import { createLiveness } from "./liveness.ts";
import { createOriginPromises, longestAfterSilenceMs, quietUntilMs } from "./origin-promises.ts";
import type { Check } from "./promises.ts";
import { createRateBound, type RateBound } from "./rate-bound.ts";
import { createSharePromises } from "./share-promises.ts";
import { sightingsIn } from "./sightings.ts";
import type { Step } from "./simulated-room.ts";
import { createStockPromises } from "./stock-promises.ts";
import type { Visitor } from "./visitor.ts";

export interface Watch {
  /** @param clockAheadMs by how much the room's clock is ahead of the true time */
  afterStep(step: Step, clockAheadMs?: number): void;
  answered(
    visitor: Visitor,
    call: RoomCall,
    answer: RoomAnswer,
    at: Instant,
    clockAheadMs?: number,
  ): void;
  /** A gateway was shown a ticket, and knew its key or did not. */
  presented(visitor: Visitor, isKnown: boolean): void;
  /** What a batcher says to a gateway. */
  joinAnswered(call: JoinCall, answer: RoomAnswer, at: Instant): void;
  /** @param asOf when that was true */
  sawAhead(visitor: Visitor, ahead: number, asOf: Instant): void;
  /** Something went wrong: what must happen soon may take its time from here. */
  trouble(what: string, now: Instant): void;
  /** The room's clock jumped. */
  clockJumped(byMs: number, now: Instant): void;
  /** The shop answered nothing at all since then, though it was asked: looked at when the quiet time after it is over. */
  shopWasSilent(since: Instant): void;
  /** A change of the settings came once more, after others had been made. */
  changeCameLate(settings: LateChange): void;
  presence(change: 1 | -1, at: Instant): void;
  happened(what: string): void;
  sessionMs(): number;
  /** Looks at what can only be seen of the whole. */
  atTheEnd(people: readonly Visitor[]): void;
  readonly notes: Notes;
}

export interface LateChange {
  readonly before: RoomSettings;
  readonly after: RoomSettings;
  readonly now: Instant;
}

export interface Notes {
  /** The slots of all admissions, fetched or not, in order. */
  readonly slots: readonly Instant[];
  /** When somebody began to be present, and when somebody was no longer; in no order. */
  readonly presence: { readonly came: readonly Instant[]; readonly went: readonly Instant[] };
  readonly rate: RateBound;
  /** When the merchant changed anything. */
  readonly changedAt: readonly Instant[];
  /** Broken promises, the first of each kind with its story, and how many. */
  readonly violations: ReadonlyMap<string, { readonly first: string; readonly count: number }>;
  readonly events: ReadonlyMap<string, number>;
  /** Sessions that were active while somebody present waited, and that the capacity allowed, times time. */
  readonly sessionTime: { readonly used: number; readonly allowed: number };
  /** When there was less to sell than people who could have been let in, in order. */
  readonly spokenFor: readonly { readonly from: Instant; readonly until: Instant }[];
  /** How long the shop was out, in milliseconds, each time. */
  readonly outagesMs: readonly number[];
  /** Of number and place in the draw; null without one. */
  readonly drawCorrelation: number | null;
  readonly peakAtTheDoor: number;
  readonly peakCohorts: number;
  /** The durable state as JSON, looked at now and then. */
  readonly largestStateBytes: number;
  /** Each was looked at. */
  readonly steps: number;
}

export function createWatch(begun: Instant): Watch {
  const slots: Instant[] = [];
  /** When each of those was decided: up to two seconds before it begins. */
  const decisions: Instant[] = [];
  const presence: { came: Instant[]; went: Instant[] } = { came: [], went: [] };
  const violations = new Map<string, { first: string; count: number }>();
  const events = new Map<string, number>();
  const rate = createRateBound(begun);
  const liveness = createLiveness(begun);
  const changedAt: Instant[] = [];
  let settings: RoomSettings | null = null;
  const sessionTime = { used: 0, allowed: 0 };
  let present = 0;
  let clockJumpedAt = Number.NEGATIVE_INFINITY;
  let lastStepAt = begun;
  let peakAtTheDoor = 0;
  let peakCohorts = 0;
  let largestStateBytes = 0;
  let steps = 0;
  let sessionLengthMs = 0;
  let latest: Step | null = null;
  let troubleAt = Number.NEGATIVE_INFINITY;
  let drawCorrelation: number | null = null;
  const spokenFor: { from: Instant; until: Instant }[] = [];

  const check: Check = (holds, promise, story) => {
    if (holds) return;
    const known = violations.get(promise);
    violations.set(promise, { first: known?.first ?? story(), count: (known?.count ?? 0) + 1 });
  };
  const happened = (what: string) => void events.set(what, (events.get(what) ?? 0) + 1);
  const stock = createStockPromises(check);
  const draw = createDrawPromises(check);
  const shares = createSharePromises(check, happened);
  const origin = createOriginPromises(check);
  const batchers = createBatcherPromises(check);

  const see = (sightings: readonly string[]) => {
    for (const what of sightings) happened(what);
  };

  function checkStep(step: Step): void {
    const { before, after, settings, register, now } = step;
    check(
      after.state.epoch >= before.state.epoch &&
        before.lines.every((line) => neverDown(line, after)),
      "numbers never go down",
      () => `at ${now - begun}: ${JSON.stringify(after.lines.map((line) => line.state))}`,
    );
    checkCounts(step);
    check(
      after.state.inside === register.active.size,
      "inside is the number of active sessions",
      () => `at ${now - begun}: ${after.state.inside} inside, ${register.active.size} rows`,
    );
    check(
      settings.capacity === null ||
        after.state.inside <= Math.max(settings.capacity, before.state.inside),
      "capacity is never exceeded",
      () => `at ${now - begun}: ${after.state.inside} of ${settings.capacity}`,
    );
  }

  /** The rate cannot be used where there is not enough to sell for it. */
  function noteSpokenFor(
    { before, settings }: Step,
    { from, until }: { from: Instant; until: Instant },
  ): void {
    const { stock, rate } = before.state;
    if (settings.stock === null || stock === null || until <= from) return;
    if (sessionsThatMayBegin(stock.stock, settings.stock) >= burstOf(rate)) return;
    const last = spokenFor.at(-1);
    if (last?.until === from) last.until = until;
    else spokenFor.push({ from, until });
  }

  /** Everybody who joined is in one place: waiting, called, at the door, inside or past it, gone, or a no-show. */
  function checkCounts({ after, register, now }: Step): void {
    const counts = after.lines.map(({ state, door }) => {
      const { issued, serving, cohorts, left, leftUncalled } = state;
      const unseen = cohorts.map((cohort) => unseenOf(cohort, door));
      const onTheWay = unseen.reduce((sum, count) => sum + count, 0);
      return {
        waiting: issued - serving - leftUncalled,
        left,
        leftCalled: left - leftUncalled,
        called: serving - (left - leftUncalled) - door.length - onTheWay,
        leastUnseen: Math.min(0, ...unseen),
      };
    });
    const sum = (of: (count: (typeof counts)[number]) => number) =>
      counts.reduce((total, count) => total + of(count), 0);
    const noShows = sum(({ called }) => called) - register.rows.size;
    check(
      counts.every(
        ({ waiting, leftCalled, leastUnseen }) =>
          waiting >= 0 && leftCalled >= 0 && leastUnseen === 0,
      ) &&
        noShows >= 0 &&
        sum(({ left }) => left) === register.departed.size &&
        admittedIn(after) === register.rows.size - register.lent.size,
      "everybody who joined is counted once",
      () => `at ${now - begun}: ${JSON.stringify({ noShows, counts })}`,
    );
  }

  return {
    afterStep(step, clockAheadMs = 0) {
      const { before, after, register } = step;
      const now = step.now - clockAheadMs;
      sessionLengthMs = sessionMs(step.settings);
      if (settings && step.settings !== settings) changedAt.push(now);
      settings = step.settings;
      if (present > 0 && step.settings.capacity !== null) {
        sessionTime.used += before.state.inside * (now - lastStepAt);
        sessionTime.allowed += step.settings.capacity * (now - lastStepAt);
      }
      noteSpokenFor(step, { from: lastStepAt, until: now });
      lastStepAt = now;
      latest = step;
      if (after.state.rate.perSecond !== before.state.rate.perSecond) {
        // From where the debt was counted under the rate before; a clock that went back brings it near.
        const countedAt = before.state.allowance.at - clockAheadMs;
        const from = Math.max(now, Math.min(countedAt, now + furthestAheadMs));
        rate.changeRate(after.state.rate, from);
        // The shop's trouble and its recovery; an opening is known beforehand.
        if (before.state.rate.perSecond > 0) changedAt.push(now);
      }
      for (const { admittedAt } of register.inserted()) {
        const slot = admittedAt - clockAheadMs;
        slots.push(slot);
        decisions.push(now);
        rate.countSlot(slot);
        check(
          rate.worstExcess() < 0.05,
          "the rate is kept in every window",
          () => `at ${now - begun}: ${rate.worstExcess()} too many`,
        );
      }
      checkStep(step);
      stock.afterStep(step, clockAheadMs);
      for (const promises of [draw, shares, origin]) promises.afterStep(step);
      see(sightingsIn(step));
      const longest = liveness.afterStep(step, present, now);
      check(
        longest <= 0,
        "somebody present is let in within half a minute",
        () => `at ${now - begun}: ${longest} ms too late, ${present} present`,
      );
      for (const { door, state } of after.lines) {
        peakAtTheDoor = Math.max(peakAtTheDoor, door.length);
        peakCohorts = Math.max(peakCohorts, state.cohorts.length);
      }
      if (steps++ % 100 === 0) {
        largestStateBytes = Math.max(largestStateBytes, JSON.stringify(savedOf(after)).length);
      }
    },
    answered(visitor, call, answer, at, clockAheadMs = 0) {
      const story = () =>
        `at ${at - begun}: visitor ${visitor.id}, number ${visitor.number}, ${call.kind}: ${JSON.stringify(answer)}`;
      if (answer.kind === "joined" && visitor.number !== null) {
        const same = answer.joined.number === visitor.number;
        // Whoever said that they leave joins anew.
        check(same || visitor.hasLeft, "a repeated join is one join", story);
        happened("join repeated");
        if (call.kind === "join" && call.invitation) happened("invited twice");
      }
      if (call.kind === "enter") {
        if (answer.kind === "at-the-door" || answer.kind === "admitted") visitor.doorAt ??= at;
        check(answer.kind !== "void" || visitor.hasLeft, "an acknowledged ticket stays", story);
      }
      if (answer.kind === "admitted") {
        const { number, passId, endsAt, way } = answer.admission;
        visitor.place = way.place;
        if (number !== visitor.passNumber) visitor.passId = null;
        visitor.passNumber = number;
        check((visitor.passId ?? passId) === passId, "one ticket has one pass", story);
        if (visitor.passId !== null && call.kind === "enter") happened("entered twice");
        if (endsAt > visitor.sessionEndsAt && call.kind === "renew") happened("renewed");
        const session = { endsAt: visitor.sessionEndsAt, heardAt: visitor.sessionHeardAt };
        const isSame = visitor.passId === passId;
        // How long an outage took, nobody knows by a clock that jumped meanwhile.
        const isCertain = clockJumpedAt <= visitor.joinedAt;
        check(
          !isSame || !isCertain || endsAt >= origin.endOf(session),
          "no session loses time to an outage",
          story,
        );
        visitor.passId = passId;
        visitor.sessionEndsAt = endsAt;
        visitor.sessionHeardAt = at + clockAheadMs;
      }
      if (answer.kind === "ended") {
        // A clock that was ahead for a while may have ended it: no room can know better.
        const session = { endsAt: visitor.sessionEndsAt, heardAt: visitor.sessionHeardAt };
        const mayEnd =
          visitor.hasEnded ||
          visitor.hasLeft ||
          origin.mayBeOver(session, at + clockAheadMs) ||
          clockJumpedAt > visitor.joinedAt;
        check(mayEnd, "a valid pass is never refused", story);
      }
    },
    presented(visitor, isKnown) {
      check(
        isKnown,
        "a ticket outlives its key",
        () => `visitor ${visitor.id}, signed with ${visitor.kid}`,
      );
    },
    joinAnswered(call, answer, at) {
      if (latest) batchers.answered(call, answer, { at, register: latest.register });
    },
    sawAhead(visitor, ahead, asOf) {
      // An older truth that comes later: the page keeps what it was told.
      const asOfMs = Math.floor(asOf - begun);
      // Two of the same millisecond, in which a crowd moves on: which one is older cannot be told by it.
      const isOfSameMs = asOfMs === visitor.aheadAsOfMs;
      if (asOfMs < visitor.aheadAsOfMs || (isOfSameMs && ahead > visitor.ahead)) {
        happened("older snapshot after a younger one");
        return;
      }
      // Of the same millisecond, nobody knows which is older: the lower number may be.
      const isOlder = asOfMs === visitor.aheadAsOfMs && ahead > visitor.ahead;
      check(
        isOlder || ahead <= visitor.ahead,
        "the number ahead never grows",
        () => `visitor ${visitor.id}`,
      );
      visitor.ahead = Math.min(ahead, visitor.ahead);
      visitor.aheadAsOfMs = asOfMs;
    },
    presence(change, at) {
      if (change === 1) presence.came.push(at);
      else presence.went.push(at);
      present += change;
    },
    shopWasSilent(since) {
      // What goes wrong besides may keep the room from hearing of it.
      if (troubleAt >= since || settings?.originHealth === "off") return;
      const [from, until] = [since + longestAfterSilenceMs, since + quietUntilMs];
      const last = decisions.findLast((at) => at < until);
      check(
        last === undefined || last <= from,
        "nobody is let in five seconds after the shop fell silent",
        () => `silent at ${since - begun}, let in at ${(last ?? since) - begun}`,
      );
      happened("shop silent");
    },
    trouble(what, now) {
      troubleAt = now;
      happened(what);
      liveness.excuse(now);
    },
    clockJumped(byMs, now) {
      if (byMs > 0) rate.clockWentForward();
      clockJumpedAt = now;
      origin.clockJumped();
      troubleAt = now;
      liveness.excuse(now);
      happened(byMs > 0 ? "clock jumped forward" : "clock jumped back");
    },
    changeCameLate({ before, after, now }) {
      check(
        after === before,
        "a change that comes late takes no later one back",
        () => `at ${now - begun}: ${JSON.stringify(before)}, then ${JSON.stringify(after)}`,
      );
    },
    happened,
    sessionMs: () => sessionLengthMs,
    atTheEnd(people) {
      if (latest) drawCorrelation = draw.atTheEnd(latest.after, people);
    },
    get notes() {
      return {
        slots,
        presence,
        rate,
        changedAt,
        sessionTime,
        spokenFor,
        outagesMs: origin.outages.flatMap(({ since, until }) =>
          until === null ? [] : until - since,
        ),
        drawCorrelation,
        violations,
        events,
        peakAtTheDoor,
        peakCohorts,
        largestStateBytes,
        steps,
      };
    },
  };
}

function neverDown({ state: before }: Line, room: Room): boolean {
  const { state } = lineOf(room, before.name);
  return (
    state.issued >= before.issued &&
    state.serving >= before.serving &&
    state.admitted >= before.admitted &&
    state.serving <= state.issued
  );
}
