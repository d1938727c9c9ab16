/**
 * The visitors' pages: each joins, polls as told, enters when called, stays and goes. An instant at
 * which a page acts is the instant at which its request reaches the gateway.
 */

import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import { pollAfterMs } from "../../domain/polling.ts";
import { type RoomSnapshot, standingOf } from "../../domain/snapshot.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/time.ts";
import type { Random } from "../rush/random.ts";
import type { VisitorPlan } from "./crowd.ts";
import type { Gateway } from "./gateway.ts";
import { newVisitor, type Visitor } from "./visitor.ts";
import type { Watch } from "./watch.ts";

export interface Visitors {
  /** Something that this page planned is due. */
  wake(page: number, now: Instant): void;
  readonly people: readonly Visitor[];
}

interface Page {
  readonly id: number;
  readonly visitor: Visitor;
  next: Step;
  closesAt: Instant;
}

type Step = "join" | "status" | "enter" | "renew" | "end" | "come back";

/** What a page does next; null when it has nothing more to ask. */
type Plan = { readonly step: Step; readonly at: Instant } | null;

/** A page asks again at the door no sooner than this, whatever it is told. */
const shortestPauseMs = 500;

export function createVisitors({
  plans,
  gateway,
  random,
  lostAnswers,
  stayMs,
  planWake,
  watch,
}: {
  readonly plans: readonly VisitorPlan[];
  readonly gateway: Gateway;
  readonly random: Random;
  readonly lostAnswers: number;
  readonly stayMs: number;
  readonly planWake: (page: number, at: Instant) => void;
  readonly watch: Watch;
}): Visitors {
  const pages: Page[] = [];
  const people = plans.map((plan, id) => {
    const visitor = newVisitor(plan, id);
    open(visitor, { step: "join", at: plan.arrivesAt });
    return visitor;
  });

  function open(visitor: Visitor, { step, at }: NonNullable<Plan>): void {
    const id = pages.length;
    pages.push({ id, visitor, next: step, closesAt: Number.POSITIVE_INFINITY });
    planWake(id, at);
  }

  /** There and back again: mostly a few hundredths of a second, sometimes nearly two tenths. */
  const networkMs = () => 20 + 160 * random() ** 3;

  function follow(page: Page, plan: Plan): void {
    if (plan === null) return;
    page.next = plan.step;
    const sleeps = page.visitor.plan.behaviour === "background" && plan.step !== "join";
    planWake(page.id, Math.min(sleeps ? nextMinute(page.id, plan.at) : plan.at, page.closesAt));
  }

  function wake(id: number, now: Instant): void {
    const page = pages[id];
    if (page === undefined) return;
    if (now >= page.closesAt) follow(page, close(page, now));
    else if (page.next === "status" || page.next === "come back") follow(page, look(page, now));
    else ask(page, callOf(page, page.next), now);
  }

  function ask(page: Page, call: RoomCall, now: Instant): void {
    if (call.kind === "enter") page.visitor.asks++;
    gateway.ask(
      call,
      (answer, at) => {
        if (answer) watch.answered(page.visitor, call, answer, at);
        const isLost = answer === null || random() < lostAnswers;
        if (isLost) watch.happened(answer ? "answer lost" : "crash under a call");
        follow(page, isLost ? tryAgain(page, at) : hear(page, answer, at));
      },
      now,
    );
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
        visitor.number ??= answer.joined?.number ?? null;
        return stay(page, answer.admission.admittedAt, at);
      case "at-the-door": {
        const pauseMs = Math.max(shortestPauseMs, answer.retryAfterMs);
        return { step: "enter", at: at + pauseMs + networkMs() };
      }
      case "not-called":
        return { step: "status", at: at + 2 * secondMs * random() + networkMs() };
      case "refused":
        return visitor.number === null ? null : poll(page, at);
      default:
        return null;
    }
  }

  function join(page: Page, number: number, at: Instant): void {
    const { visitor } = page;
    const { behaviour, cloned, closesAfterMs } = visitor.plan;
    visitor.number = number;
    visitor.joinedAt = at;
    setPresent(visitor, behaviour !== "background", at);
    if (cloned) open(visitor, { step: "status", at: at + 5 * secondMs * random() });
    if (closesAfterMs !== null) page.closesAt = at + closesAfterMs;
  }

  /** The tab is closed: for good, or to be opened again. */
  function close(page: Page, now: Instant): Plan {
    const { visitor } = page;
    const { returnsAfterMs, saysLeave } = visitor.plan;
    setPresent(visitor, false, now);
    page.closesAt = Number.POSITIVE_INFINITY;
    if (returnsAfterMs !== null) {
      return { step: "come back", at: visitor.joinedAt + returnsAfterMs };
    }
    if (saysLeave && visitor.number !== null) {
      visitor.hasLeft = true;
      gateway.ask({ ...ticketOf(visitor), kind: "leave" }, () => watch.happened("left"), now);
    }
    return null;
  }

  function look(page: Page, now: Instant): Plan {
    const { visitor, next } = page;
    if (next === "come back" && visitor.admittedAt === null) setPresent(visitor, true, now);
    return poll(page, now);
  }

  function poll(page: Page, now: Instant): Plan {
    const { visitor } = page;
    visitor.polls++;
    const snapshot = gateway.snapshot(now);
    page.next = "status";
    if (!snapshot || visitor.number === null || random() < lostAnswers) return tryAgain(page, now);
    return tell(visitor, visitor.number, snapshot, now);
  }

  function tell(visitor: Visitor, number: number, snapshot: RoomSnapshot, now: Instant): Plan {
    const standing = standingOf(number, snapshot);
    const later = (waitMs: number) => now + waitMs + networkMs();
    if (standing.kind === "called") {
      const { state } = snapshot.settings;
      if (state === "open" || state === "draining") return { step: "enter", at: later(0) };
      const waitMs = pollAfterMs(state === "paused" ? 0 : null, random());
      return { step: "status", at: later(waitMs) };
    }
    watch.sawAhead(visitor, standing.ahead);
    if (standing.wait) visitor.told ??= { at: now, ...standing.wait };
    return { step: "status", at: later(pollAfterMs(standing.untilCalledMs, random())) };
  }

  function stay(page: Page, admittedAt: Instant, at: Instant): Plan {
    const { visitor } = page;
    visitor.admittedAt ??= admittedAt;
    setPresent(visitor, false, Math.max(admittedAt, at));
    page.closesAt = Number.POSITIVE_INFINITY;
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

  return { wake, people };
}

const ticketOf = ({ number }: Visitor) => ({ epoch: 1, number: number ?? 0 });

function callOf({ id, visitor }: Page, step: Exclude<Step, "status" | "come back">): RoomCall {
  const passId = `pass of page ${id}`;
  switch (step) {
    case "join":
      return { kind: "join", key: `key ${visitor.id}`, ticketId: `ticket ${visitor.id}`, passId };
    case "enter":
      return { ...ticketOf(visitor), kind: "enter", passId };
    case "renew":
      return { ...ticketOf(visitor), kind: "renew" };
    case "end":
      return { ...ticketOf(visitor), kind: "end", reason: "complete" };
  }
}

/** Tabs in the background wake once a minute, each at its own second. */
function nextMinute(page: number, at: Instant): Instant {
  const offset = (page * 7_919) % minuteMs;
  return offset + Math.ceil((at - offset) / minuteMs) * minuteMs;
}
