/**
 * The visitors: each has a page that joins, polls as told, enters when called, stays and goes. An
 * instant at which a page acts is the instant at which its request reaches the gateway.
 */

import type { RoomAnswer } from "../../domain/calls.ts";
import { pollAfterMs } from "../../domain/polling.ts";
import { type RoomSnapshot, standingOf } from "../../domain/snapshot.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/time.ts";
import type { Random } from "../rush/random.ts";
import type { VisitorPlan } from "./crowd.ts";
import type { Gateway } from "./gateway.ts";
import type { Watch } from "./watch.ts";

/** One person, as far as the simulation knows them. */
export interface Visitor {
  readonly id: number;
  readonly plan: VisitorPlan;
  number: number | null;
  joinedAt: Instant;
  /** The first range that was told, and when. */
  told: { readonly at: Instant; readonly lowMs: number; readonly highMs: number } | null;
  ahead: number;
  polls: number;
  /** An answer was lost or the room crashed: this visitor asked later than told. */
  troubled: boolean;
  /** Whether a page is open that polls as told. */
  present: boolean;
  /** When the room first heard that they had come. */
  doorAt: Instant | null;
  /** The slot of their admission. */
  admittedAt: Instant | null;
  passId: string | null;
  sessionEndsAt: Instant;
  hasLeft: boolean;
  /** Said to the room that they are done. */
  hasEnded: boolean;
}

interface Page {
  readonly visitor: Visitor;
  next: "join" | "status" | "enter" | "renew" | "end" | "return" | "nothing";
  closesAt: Instant;
}

export interface Visitors {
  /** Something that this page planned is due. */
  wake(page: number, now: Instant): void;
  readonly people: readonly Visitor[];
}

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
    open(visitor, "join", plan.arrivesAt);
    return visitor;
  });

  function open(visitor: Visitor, next: Page["next"], at: Instant): void {
    const page = { visitor, next, closesAt: Number.POSITIVE_INFINITY };
    planWake(pages.push(page) - 1, at);
  }

  /** There and back again, skewed towards the fast. */
  const networkMs = () => 20 + 160 * random() ** 3;

  function plan(id: number, page: Page, next: Page["next"], at: Instant): void {
    page.next = next;
    const { behaviour } = page.visitor.plan;
    const wakesAt = behaviour === "background" && next !== "join" ? nextMinute(id, at) : at;
    planWake(id, Math.min(wakesAt, page.closesAt));
  }

  function act(id: number, now: Instant): void {
    const page = pages[id];
    if (!page || page.next === "nothing") return;
    if (now >= page.closesAt) return close(id, page, now);
    const { visitor } = page;
    switch (page.next) {
      case "join":
        return ask(id, page, now, {
          kind: "join",
          key: `key ${visitor.id}`,
          ticketId: `ticket ${visitor.id}`,
          passId: `pass ${visitor.id} of page ${id}`,
        });
      case "return":
        page.next = "status";
        page.closesAt = Number.POSITIVE_INFINITY;
        if (visitor.admittedAt === null) setPresent(visitor, true, now);
        return poll(id, page, now);
      case "status":
        return poll(id, page, now);
      case "enter":
        return ask(id, page, now, { ...ticketOf(visitor), kind: "enter", passId: `page ${id}` });
      case "renew":
        return ask(id, page, now, { ...ticketOf(visitor), kind: "renew" });
      case "end":
        return ask(id, page, now, { ...ticketOf(visitor), kind: "end", reason: "complete" });
    }
  }

  function close(id: number, page: Page, now: Instant): void {
    const { visitor } = page;
    setPresent(visitor, false, now);
    page.next = "nothing";
    const { returnsAfterMs, saysLeave } = visitor.plan;
    if (returnsAfterMs !== null) {
      page.next = "return";
      page.closesAt = Number.POSITIVE_INFINITY;
      planWake(id, visitor.joinedAt + returnsAfterMs);
    } else if (saysLeave) {
      visitor.hasLeft = true;
      gateway.ask({ ...ticketOf(visitor), kind: "leave" }, () => undefined, now);
    }
  }

  function ask(id: number, page: Page, now: Instant, call: Parameters<Gateway["ask"]>[0]): void {
    gateway.ask(
      call,
      (answer, at) => {
        if (answer) watch.answered(page.visitor, call, answer, at);
        if (answer && random() >= lostAnswers) return hear(id, page, answer, at);
        watch.happened(answer ? "answer lost" : "crash under a call");
        page.visitor.troubled = true;
        plan(id, page, page.next, at + 2_000 + 2_000 * random());
      },
      now,
    );
  }

  function hear(id: number, page: Page, answer: RoomAnswer, at: Instant): void {
    const { visitor } = page;
    switch (answer.kind) {
      case "joined":
        if (visitor.number === null) join(page, answer.joined.number, at);
        return poll(id, page, at);
      case "admitted":
        if (answer.joined) visitor.number ??= answer.joined.number;
        return stay(id, page, answer.admission.admittedAt, at);
      case "at-the-door":
        return plan(
          id,
          page,
          "enter",
          at + Math.max(shortestPauseMs, answer.retryAfterMs) + networkMs(),
        );
      case "not-called":
      case "busy":
        return plan(id, page, "status", at + 2 * secondMs * random() + networkMs());
      case "refused":
        if (visitor.number === null) page.next = "nothing";
        else poll(id, page, at);
        return;
      case "void":
      case "ended":
      case "done":
        page.next = "nothing";
        return;
    }
  }

  function join(page: Page, number: number, at: Instant): void {
    const { visitor } = page;
    visitor.number = number;
    visitor.joinedAt = at;
    setPresent(visitor, visitor.plan.behaviour !== "background", at);
    if (visitor.plan.cloned) open(visitor, "status", at + 5_000 * random());
    if (visitor.plan.closesAfterMs !== null) page.closesAt = at + visitor.plan.closesAfterMs;
  }

  function poll(id: number, page: Page, now: Instant): void {
    const { visitor } = page;
    visitor.polls++;
    const snapshot = gateway.snapshot(now);
    if (!snapshot || visitor.number === null || random() < lostAnswers) {
      visitor.troubled = true;
      return plan(id, page, page.next, now + 2_000 + 2_000 * random());
    }
    const told = tell(visitor, visitor.number, snapshot, now);
    if (told === "enter") return plan(id, page, "enter", now + networkMs());
    return plan(id, page, "status", now + told + networkMs());
  }

  /** What the page is told: to enter, or in how many milliseconds to ask again. */
  function tell(visitor: Visitor, number: number, snapshot: RoomSnapshot, now: Instant) {
    const standing = standingOf(number, snapshot);
    const isOpen = snapshot.settings.state === "open" || snapshot.settings.state === "draining";
    if (standing.kind === "called") return isOpen ? "enter" : pollAfterMs(null, random());
    watch.sawAhead(visitor, standing.ahead);
    if (standing.wait && visitor.told === null) visitor.told = { at: now, ...standing.wait };
    return pollAfterMs(standing.untilCalledMs, random());
  }

  function stay(id: number, page: Page, admittedAt: Instant, at: Instant): void {
    const { visitor } = page;
    visitor.admittedAt ??= admittedAt;
    if (visitor.present) setPresent(visitor, false, Math.max(admittedAt, at));
    page.closesAt = Number.POSITIVE_INFINITY;
    const leavesShopAt = admittedAt + stayMs;
    const renewsAt = at + 0.6 * watch.sessionMs();
    if (leavesShopAt <= renewsAt) plan(id, page, "end", Math.max(at, leavesShopAt));
    else if (Number.isFinite(stayMs)) plan(id, page, "renew", renewsAt);
    else page.next = "nothing";
  }

  function setPresent(visitor: Visitor, present: boolean, at: Instant): void {
    if (visitor.present === present) return;
    visitor.present = present;
    watch.presence(present ? 1 : -1, at);
  }

  return { wake: act, people };
}

const newVisitor = (plan: VisitorPlan, id: number): Visitor => ({
  id,
  plan,
  number: null,
  joinedAt: plan.arrivesAt,
  told: null,
  ahead: Number.POSITIVE_INFINITY,
  polls: 0,
  troubled: false,
  present: false,
  doorAt: null,
  admittedAt: null,
  passId: null,
  sessionEndsAt: Number.NEGATIVE_INFINITY,
  hasLeft: false,
  hasEnded: false,
});

const ticketOf = ({ number }: Visitor) => ({ epoch: 1, number: number ?? 0 });

/** Tabs in the background wake once a minute, each at its own second. */
function nextMinute(page: number, at: Instant): Instant {
  const offset = (page * 7_919) % minuteMs;
  return offset + Math.ceil((at - offset) / minuteMs) * minuteMs;
}
