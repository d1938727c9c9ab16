/**
 * The visitors' pages: each joins, polls as told, enters when called, stays and goes. An instant at
 * which a page acts is the instant at which its request reaches the gateway.
 */

import { mayEnter } from "../../domain/access.ts";
import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import { pollAfterMs, prequeuePollAfterMs, shortestPollMs } from "../../domain/polling.ts";
import { type RoomSnapshot, standingOf } from "../../domain/snapshot.ts";
import type { TicketNote } from "../../domain/ticket.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/time.ts";
import { placeInLine } from "../../http/places.ts";
import type { Random } from "../rush/random.ts";
import type { VisitorPlan } from "./crowd.ts";
import { type Gateway, type KnownSnapshot, usableMs } from "./gateway.ts";
import type { TroubledRoom } from "./troubled-room.ts";
import type { Troubles } from "./troubles.ts";
import { newVisitor, type Visitor } from "./visitor.ts";
import type { Watch } from "./watch.ts";

export interface Visitors {
  /** Something that this page planned is due. */
  wake(page: number, now: Instant): void;
  readonly people: readonly Visitor[];
  /** How many of them are inside, gone, or turned away. */
  readonly settled: number;
}

interface Page {
  readonly id: number;
  readonly visitor: Visitor;
  /** In a tab in the background. */
  readonly sleeps: boolean;
  next: Step;
  /** Null: not as far as it knows. */
  closesAt: Instant | null;
}

type Step = "join" | "status" | "enter" | "renew" | "end" | "come back";

/** What a page does next; null when it has nothing more to ask. */
type Plan = { readonly step: Step; readonly at: Instant } | null;

/** A page asks again at the door no sooner than this, whatever it is told. */
const shortestPauseMs = 500;
/** Within this time the joins of a flood come. */
const floodMs = 20 * secondMs;

export function createVisitors({
  plans,
  gateways,
  random,
  stayMs,
  planWake,
  atTime,
  troubles,
  room,
  watch,
}: {
  readonly plans: readonly VisitorPlan[];
  readonly gateways: readonly Gateway[];
  readonly random: Random;
  readonly stayMs: number;
  readonly planWake: (page: number, at: Instant) => void;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  readonly troubles: Troubles;
  readonly room: Pick<TroubledRoom, "aheadMs" | "jumpedAt" | "restartedAt">;
  readonly watch: Watch;
}): Visitors {
  const pages: Page[] = [];
  let settled = 0;
  const people = plans.map((plan, id) => {
    const visitor = newVisitor(plan, id);
    open(visitor, { step: "join", at: plan.arrivesAt });
    return visitor;
  });

  function open(visitor: Visitor, { step, at }: NonNullable<Plan>): void {
    const id = pages.length;
    const sleeps = visitor.plan.behaviour === "background";
    pages.push({ id, visitor, sleeps, next: step, closesAt: null });
    planWake(id, at);
  }

  /** There and back again: mostly a few hundredths of a second, sometimes nearly two tenths. */
  function networkMs(): number {
    const chance = random();
    return 20 + 160 * chance * chance * chance;
  }

  function gateway(): Gateway {
    const index = gateways.length === 1 ? 0 : Math.floor(random() * gateways.length);
    const chosen = gateways[index];
    if (!chosen) throw new RangeError("Cannot ask: there is no gateway");
    return chosen;
  }

  function follow(page: Page, plan: Plan): void {
    if (plan === null) {
      settle(page.visitor);
      return;
    }
    page.next = plan.step;
    const sleeps = page.sleeps && plan.step !== "join";
    const at = sleeps ? nextMinute(page.id, plan.at) : plan.at;
    planWake(page.id, page.closesAt === null ? at : Math.min(at, page.closesAt));
  }

  function settle(visitor: Visitor): void {
    if (!visitor.settled) settled++;
    visitor.settled = true;
  }

  function wake(id: number, now: Instant): void {
    const page = pages[id];
    if (page === undefined) return;
    if (page.closesAt !== null && now >= page.closesAt) follow(page, close(page, now));
    else if (page.next === "status" || page.next === "come back") follow(page, look(page, now));
    else ask(page, callOf(page, page.next), now);
  }

  function ask(page: Page, call: RoomCall, now: Instant): void {
    const { visitor } = page;
    if (call.kind === "enter") visitor.asks++;
    if (call.kind === "end") visitor.hasEnded = true;
    if (call.kind === "join" && visitor.plan.flood) flood(visitor, visitor.plan.flood, now);
    const isDelayed = troubles.strikes("delayedCalls", now);
    if (isDelayed || troubles.strikes("doubledCalls", now)) stray(page, call, now);
    if (isDelayed || troubles.strikes("lostCalls", now)) follow(page, tryAgain(page, now));
    else gateway().ask(call, (answer, at) => answered(page, call, answer, at), now);
  }

  function answered(page: Page, call: RoomCall, answer: RoomAnswer | null, at: Instant): void {
    if (!answer) watch.happened("crash under a call");
    else watch.answered(page.visitor, call, answer, at, room.aheadMs);
    const isLost = answer === null || troubles.strikes("lostAnswers", at);
    follow(page, isLost ? tryAgain(page, at) : hear(page, answer, at));
  }

  /** The same call comes again, or only now; its visitor does not wait for the answer any more. */
  function stray({ visitor }: Page, call: RoomCall, now: Instant): void {
    const arrives = (at: Instant) =>
      gateway().ask(
        call,
        (answer, heardAt) => {
          // A join may have become another one: its key is remembered for a minute, and until a crash.
          if (answer && call.kind === "enter") {
            watch.answered(visitor, call, answer, heardAt, room.aheadMs);
          }
        },
        at,
      );
    atTime(now + troubles.callDelayMs(), arrives);
  }

  function flood(
    visitor: Visitor,
    { joins, sameKey }: NonNullable<VisitorPlan["flood"]>,
    now: Instant,
  ): void {
    watch.happened(sameKey ? "flood of one key" : "flood of keys");
    for (let turn = 0; turn < joins; turn++) {
      const name = `${visitor.id} ${turn}`;
      const call = joinCall(
        visitor.plan,
        sameKey ? visitor.id : name,
        `flood ${name}`,
        `flood ${name}`,
      );
      atTime(now + floodMs * random(), (at) => gateway().ask(call, () => undefined, at));
    }
  }

  function tryAgain(page: Page, at: Instant): Plan {
    page.visitor.troubled = true;
    return { step: page.next, at: at + (2 + 2 * random()) * secondMs };
  }

  function hear(page: Page, answer: RoomAnswer, at: Instant): Plan {
    const { visitor } = page;
    switch (answer.kind) {
      case "joined":
        if (visitor.number === null) join(page, answer.joined.number, at);
        return poll(page, at);
      case "admitted":
        if (page.next === "join") watch.happened("let in at once");
        visitor.number ??= answer.joined?.number ?? null;
        return stay(page, answer.admission.admittedAt - room.aheadMs, at);
      case "at-the-door": {
        const pauseMs = Math.max(shortestPauseMs, answer.retryAfterMs);
        return { step: "enter", at: at + pauseMs + networkMs() };
      }
      case "not-called":
        return { step: "status", at: at + 2 * secondMs * random() + networkMs() };
      case "refused":
        watch.happened(visitor.number === null ? "turned away" : "refused at the door");
        return visitor.number === null ? null : poll(page, at);
      default:
        // Void, or over: nothing is left to wait for.
        setPresent(visitor, false, at);
        return null;
    }
  }

  function join(page: Page, number: number, at: Instant): void {
    const { visitor } = page;
    const { behaviour, clones, closesAfterMs } = visitor.plan;
    visitor.number = number;
    visitor.joinedAt = at;
    setPresent(visitor, behaviour !== "background", at);
    for (let clone = 0; clone < clones; clone++) {
      open(visitor, { step: "status", at: at + 5 * secondMs * random() });
    }
    if (closesAfterMs !== null) page.closesAt = at + closesAfterMs;
  }

  /** The tab is closed: for good, or to be opened again. */
  function close(page: Page, now: Instant): Plan {
    const { visitor } = page;
    const { returnsAfterMs, saysLeave } = visitor.plan;
    setPresent(visitor, false, now);
    page.closesAt = null;
    if (returnsAfterMs !== null) {
      return { step: "come back", at: visitor.joinedAt + returnsAfterMs };
    }
    if (saysLeave && visitor.number !== null) {
      visitor.hasLeft = true;
      const call: RoomCall = { ...ticketOf(visitor), kind: "leave" };
      gateway().ask(call, () => watch.happened("left"), now);
    }
    return null;
  }

  function look(page: Page, now: Instant): Plan {
    const { visitor, next } = page;
    if (next === "come back" && visitor.admittedAt === null) {
      watch.happened("came back");
      setPresent(visitor, true, now);
    }
    return poll(page, now);
  }

  function poll(page: Page, now: Instant): Plan {
    const { visitor } = page;
    visitor.polls++;
    // A room that restarts forgets what it told the pages, and counts on everybody who is far from the front
    // to come as soon as those who are near it.
    if (visitor.sleptFrom !== null && visitor.sleptFrom < room.restartedAt) visitor.troubled = true;
    visitor.sleptFrom = null;
    const known = gateway().snapshot(now);
    page.next = "status";
    if (!known || visitor.number === null || troubles.strikes("lostAnswers", now)) {
      return tryAgain(page, now);
    }
    return tell(visitor, visitor.number, known, now);
  }

  function tell(visitor: Visitor, number: number, known: KnownSnapshot, now: Instant): Plan {
    const { snapshot, readAt } = known;
    if (isOver(snapshot)) {
      setPresent(visitor, false, now);
      return null;
    }
    // Older than any that a gateway has while all is well: whoever hears of the call from it comes later.
    if (now - readAt > usableMs) visitor.troubled = true;
    const { line } = visitor.plan;
    const standing = standingOf(placeInLine("default", line, number, snapshot), line, snapshot);
    const later = (waitMs: number) => now + waitMs + networkMs();
    if (standing.kind === "called") {
      const { access } = snapshot;
      if (mayEnter(access)) return { step: "enter", at: later(0) };
      // Told that it is over for now, they are late when it is not.
      if (access !== "paused") visitor.troubled = true;
      const waitMs = pollAfterMs(access === "paused" ? 0 : null, random());
      return { step: "status", at: later(waitMs) };
    }
    if (standing.ahead !== null) watch.sawAhead(visitor, standing.ahead, readAt);
    if (standing.wait) visitor.told ??= { at: now, ...standing.wait };
    const opensInMs = untilOpeningMs(snapshot, now);
    const waitMs =
      opensInMs === null
        ? pollAfterMs(standing.untilCalledMs, random())
        : prequeuePollAfterMs(opensInMs, random());
    if (waitMs > shortestPollMs) visitor.sleptFrom = now;
    return { step: "status", at: later(waitMs) };
  }

  function stay(page: Page, admittedAt: Instant, at: Instant): Plan {
    const { visitor } = page;
    if (room.jumpedAt > visitor.joinedAt) visitor.slotIsUncertain = true;
    visitor.admittedAt ??= admittedAt;
    setPresent(visitor, false, Math.max(admittedAt, at));
    settle(visitor);
    page.closesAt = null;
    if (!Number.isFinite(stayMs)) return null;
    const doneAt = admittedAt + stayMs * visitor.plan.staysTimes;
    const renewsAt = at + 0.6 * watch.sessionMs();
    if (doneAt > renewsAt) return { step: "renew", at: renewsAt };
    return { step: "end", at: Math.max(at, doneAt) };
  }

  function setPresent(visitor: Visitor, present: boolean, at: Instant): void {
    if (visitor.present === present) return;
    visitor.present = present;
    watch.presence(present ? 1 : -1, at);
  }

  return {
    wake,
    people,
    get settled() {
      return settled;
    },
  };
}

/** Nobody waits for what is sold out. */
const isOver = ({ access }: RoomSnapshot): boolean => access === "sold-out";

/** Null when the room is open, or nobody knows when it will be. */
const untilOpeningMs = ({ access, settings }: RoomSnapshot, now: Instant): number | null =>
  access === "pre-queue" && settings.opensAt !== null ? settings.opensAt - now : null;

const ticketOf = ({ plan, number }: Visitor) => ({
  epoch: 1,
  line: plan.line,
  number: number ?? 0,
});

const noteOf = ({ joinedAt, told }: Visitor): TicketNote => ({ joinedAt, told, wave: null });

const joinCall = (
  { line }: VisitorPlan,
  key: number | string,
  ticket: string,
  passId: string,
): RoomCall => ({
  kind: "join",
  line,
  invitation: null,
  key: `key ${key}`,
  ticketId: `ticket ${ticket}`,
  passId,
});

function callOf({ id, visitor }: Page, step: Exclude<Step, "status" | "come back">): RoomCall {
  const passId = `pass of page ${id}`;
  switch (step) {
    case "join":
      return joinCall(visitor.plan, visitor.id, String(visitor.id), passId);
    case "enter":
      return { ...ticketOf(visitor), kind: "enter", passId, ticket: noteOf(visitor) };
    case "renew":
      return { ...ticketOf(visitor), kind: "renew" };
    case "end":
      return { ...ticketOf(visitor), kind: "end", reason: "complete", units: null };
  }
}

/** Tabs in the background wake once a minute, each at its own second. */
function nextMinute(page: number, at: Instant): Instant {
  const offset = (page * 7_919) % minuteMs;
  return offset + Math.ceil((at - offset) / minuteMs) * minuteMs;
}
