/**
 * The visitors' pages: each joins, polls as told, enters when called, stays and goes. An instant at
 * which a page acts is the instant at which its request reaches the gateway.
 */

import { mayEnter } from "../../domain/access.ts";
import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import { fromNow } from "../../domain/estimate.ts";
import {
  pollAfterMs,
  pollInTurnMs,
  prequeuePollAfterMs,
  shortestPollMs,
} from "../../domain/polling.ts";
import { type RoomSnapshot, standingOf, untilCalled, untilMs } from "../../domain/snapshot.ts";
import type { TicketNote } from "../../domain/ticket.ts";
import { type Instant, minuteMs, secondMs } from "../../domain/time.ts";
import { placeInLine } from "../../http/places.ts";
import { createRandom, type Random } from "../rush/random.ts";
import type { VisitorPlan } from "./crowd.ts";
import { type Gateway, type KnownSnapshot, usableMs } from "./gateway.ts";
import { begun } from "./scenario.ts";
import type { Shop } from "./shop.ts";
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
  /** In the shop, the pages still to be seen; null: not there yet. */
  pagesLeft: number | null;
  /** The gateway was asked for a longer session, for the next page. */
  hasRenewed: boolean;
  /** Null: not as far as it knows. */
  closesAt: Instant | null;
}

type Step = "join" | "status" | "enter" | "shop" | "renew" | "end" | "come back";

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
  shop,
  counts,
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
  /** Null: nobody asks it for anything. */
  readonly shop: { readonly shop: Shop; readonly thinkMs: number } | null;
  /** Whether the shop counts what it sells. */
  readonly counts: boolean;
  readonly stayMs: number;
  readonly planWake: (page: number, at: Instant) => void;
  readonly atTime: (at: Instant, run: (now: Instant) => void) => void;
  readonly troubles: Troubles;
  readonly room: Pick<TroubledRoom, "aheadMs" | "jumpedAt" | "restartedAt">;
  readonly watch: Watch;
}): Visitors {
  const pages: Page[] = [];
  // Chance of its own: what is asked of the visitors in the end changes nothing of what they do.
  const pollster = createRandom(plans.length);
  let settled = 0;
  const people = plans.map((plan, id) => {
    const visitor = newVisitor(plan, id);
    open(visitor, { step: "join", at: plan.arrivesAt });
    return visitor;
  });

  function open(visitor: Visitor, { step, at }: NonNullable<Plan>): void {
    const id = pages.length;
    const sleeps = visitor.plan.behaviour === "background";
    const closed = { pagesLeft: null, hasRenewed: false, closesAt: null };
    pages.push({ id, visitor, sleeps, next: step, ...closed });
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
    else if (page.next === "shop") shopOn(page, now);
    else ask(page, callOf(page, page.next), now);
  }

  function ask(page: Page, call: RoomCall, now: Instant): void {
    const { visitor } = page;
    if (call.kind === "enter") visitor.asks++;
    if (call.kind === "end") visitor.hasEnded = true;
    const floods = call.kind === "join" && page.id === visitor.id;
    if (floods && visitor.plan.flood) flood(visitor, visitor.plan.flood, now);
    const isDelayed = troubles.strikes("delayedCalls", now);
    if (isDelayed || troubles.strikes("doubledCalls", now)) stray(page, call, now);
    if (isDelayed || troubles.strikes("lostCalls", now)) follow(page, tryAgain(page, now));
    else {
      const asked = present(visitor, now);
      asked.ask(
        call,
        (answer, at) => {
          if (answer?.kind === "joined") visitor.kid ??= asked.keyring?.signing(at) ?? null;
          answered(page, call, answer, { at, asked });
        },
        now,
      );
    }
  }

  /** A visitor comes to any of the gateways, which must know the key of their ticket. */
  function present(visitor: Visitor, now: Instant): Gateway {
    const asked = gateway();
    if (visitor.kid !== null && asked.keyring) {
      watch.presented(visitor, asked.keyring.verifies(visitor.kid, now));
      if (asked.keyring.isRetired(visitor.kid, now)) watch.happened("shown after a rotation");
    }
    return asked;
  }

  function answered(
    page: Page,
    call: RoomCall,
    answer: RoomAnswer | null,
    { at, asked }: { readonly at: Instant; readonly asked: Gateway },
  ): void {
    if (!answer) watch.happened("crash under a call");
    else watch.answered(page.visitor, call, answer, at, room.aheadMs);
    const isLost = answer === null || troubles.strikes("lostAnswers", at);
    follow(page, isLost ? tryAgain(page, at) : hear(page, answer, { at, asked }));
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
      const call = joinCall(visitor, sameKey ? visitor.id : name, `flood ${name}`, `flood ${name}`);
      atTime(now + floodMs * random(), (at) => gateway().ask(call, () => undefined, at));
    }
  }

  function tryAgain(page: Page, at: Instant): Plan {
    page.visitor.troubled = true;
    return { step: page.next, at: at + (2 + 2 * random()) * secondMs };
  }

  function hear(
    page: Page,
    answer: RoomAnswer,
    { at, asked }: { readonly at: Instant; readonly asked: Gateway },
  ): Plan {
    const { visitor } = page;
    switch (answer.kind) {
      case "joined":
        // Another device of somebody who gave the place up.
        if (visitor.hasLeft && visitor.number !== null) return null;
        if (visitor.number === null) join(page, answer.joined.number, at);
        // The answer to the join tells the place itself.
        return poll(page, at, asked);
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
        if (visitor.number !== null) return poll(page, at);
        return answer.access === "not-open" ? joinLater(at) : null;
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
      const step = visitor.plan.isInvited ? "join" : "status";
      open(visitor, { step, at: at + 5 * secondMs * random() });
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

  function poll(page: Page, now: Instant, asked = present(page.visitor, now)): Plan {
    const { visitor } = page;
    visitor.polls++;
    // A room that restarts forgets what it told the pages, and counts on everybody who is far from the front
    // to come as soon as those who are near it.
    if (visitor.sleptFromMs >= 0 && begun + visitor.sleptFromMs < room.restartedAt) {
      visitor.troubled = true;
    }
    visitor.sleptFromMs = -1;
    const known = asked.snapshot(now);
    page.next = "status";
    if (!known || visitor.number === null || troubles.strikes("lostAnswers", now)) {
      return tryAgain(page, now);
    }
    return tell(visitor, visitor.number, known, now);
  }

  function tell(visitor: Visitor, number: number, known: KnownSnapshot, now: Instant): Plan {
    const { snapshot, readAt } = known;
    if (isOver(snapshot)) {
      watch.happened("told that it is sold out");
      setPresent(visitor, false, now);
      return null;
    }
    // Older than any that a gateway has while all is well: whoever hears of the call from it comes later.
    if (now - readAt > usableMs) visitor.troubled = true;
    const { line } = visitor;
    const place = placeInLine("default", line, number, snapshot);
    const lineNow = snapshot.lines[line];
    const until = lineNow
      ? untilCalled(place, lineNow, snapshot)
      : { ahead: null, untilCalledMs: 0 };
    const later = (waitMs: number) => now + waitMs + networkMs();
    if (until === null) {
      const { access } = snapshot;
      if (mayEnter(access)) return { step: "enter", at: later(0) };
      // Told that it is over for now, they are late when it is not.
      if (access !== "paused") visitor.troubled = true;
      const waitMs = pollAfterMs(access === "paused" ? 0 : null, random());
      return { step: "status", at: later(waitMs) };
    }
    if (until.ahead !== null) watch.sawAhead(visitor, until.ahead, readAt);
    noteTold(visitor, place, snapshot, now);
    const opensInMs = untilOpeningMs(snapshot, now);
    const waitMs =
      opensInMs === null
        ? pollInTurnMs(until.untilCalledMs, { number, now, chance: random() })
        : prequeuePollAfterMs(opensInMs, random());
    if (waitMs > shortestPollMs) visitor.sleptFromMs = Math.floor(readAt - begun);
    return { step: "status", at: later(waitMs) };
  }

  /**
   * One of all that they were told is looked at in the end, each as likely as the others, and the first:
   * what the others say need not be worked out.
   */
  function noteTold(visitor: Visitor, place: number, snapshot: RoomSnapshot, now: Instant): void {
    visitor.timesTold++;
    const isChosen = pollster() * visitor.timesTold < 1;
    if (!isChosen && visitor.told !== null) return;
    const standing = standingOf(place, visitor.line, snapshot);
    if (standing.kind === "called" || standing.wait === null) return;
    const told = { at: now, ...fromNow(standing.wait, snapshot.asOf, now) };
    visitor.told ??= told;
    if (isChosen) visitor.toldOnce = told;
  }

  function stay(page: Page, admittedAt: Instant, at: Instant): Plan {
    const { visitor } = page;
    if (room.jumpedAt > visitor.joinedAt) visitor.slotIsUncertain = true;
    visitor.admittedAt ??= admittedAt;
    setPresent(visitor, false, Math.max(admittedAt, at));
    settle(visitor);
    page.closesAt = null;
    if (!Number.isFinite(stayMs)) return null;
    const stay = stayMs * visitor.plan.staysTimes;
    if (shop) {
      page.hasRenewed = page.next === "renew";
      page.pagesLeft ??= Math.max(1, Math.round(stay / shop.thinkMs));
      return { step: "shop", at: page.hasRenewed ? at : Math.max(admittedAt, at) };
    }
    const doneAt = admittedAt + stay;
    const renewsAt = at + 0.6 * watch.sessionMs();
    if (doneAt > renewsAt) return { step: "renew", at: renewsAt };
    return finish(page, Math.max(at, doneAt));
  }

  /** A page of the shop; before it a longer session, if more than half of it is over. */
  function shopOn(page: Page, now: Instant): void {
    const { visitor } = page;
    if (!shop) return;
    const isHalfOver = now + room.aheadMs > visitor.sessionEndsAt - watch.sessionMs() / 2;
    if (isHalfOver && !page.hasRenewed) {
      page.next = "renew";
      ask(page, callOf(page, "renew"), now);
      return;
    }
    page.hasRenewed = false;
    gateway().forward(shop.shop, (isGood, at) => follow(page, turnPage(page, isGood, at)), now);
  }

  function turnPage(page: Page, isGood: boolean, at: Instant): Plan {
    if (!shop) return null;
    // Whoever gets an error tries again, by hand.
    if (!isGood) return { step: "shop", at: at + (3 + 3 * random()) * secondMs };
    page.pagesLeft = (page.pagesLeft ?? 1) - 1;
    if (page.pagesLeft === 0) return finish(page, at);
    return { step: "shop", at: at + shop.thinkMs * (0.5 + random()) };
  }

  /** Orders, or says that it will not; or goes without a word. */
  function finish({ visitor }: Page, at: Instant): Plan {
    const isKnown = at + room.aheadMs < visitor.sessionEndsAt || shop !== null;
    // Nobody gets to the shop, and orders there, when the session is over.
    if (visitor.plan.units === null || (counts && !isKnown)) return null;
    return { step: "end", at };
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

/** The opening is not told to whoever does not look: they try again now and then. */
const joinLater = (at: Instant): Plan => ({ step: "join", at: at + 7 * secondMs });

/** Nobody waits for what is sold out. */
const isOver = ({ access }: RoomSnapshot): boolean => access === "sold-out";

/** Null when the room is open, or nobody knows when it will be. */
function untilOpeningMs(snapshot: RoomSnapshot, now: Instant): number | null {
  const { opensAt } = snapshot.settings;
  return snapshot.access === "pre-queue" && opensAt !== null
    ? untilMs(snapshot, opensAt, now)
    : null;
}

const ticketOf = ({ plan, number }: Visitor) => ({
  epoch: 1,
  line: plan.line,
  number: number ?? 0,
});

const noteOf = ({ joinedAt, told }: Visitor): TicketNote => ({ joinedAt, told, wave: null });

const joinCall = (
  { id, plan: { line, isInvited } }: Visitor,
  key: number | string,
  ticket: string,
  passId: string,
): RoomCall => ({
  kind: "join",
  line,
  invitation: isInvited ? { subject: `customer ${id}`, wave: null } : null,
  key: `key ${key}`,
  ticketId: `ticket ${ticket}`,
  passId,
});

function callOf(
  { id, visitor }: Page,
  step: Exclude<Step, "status" | "shop" | "come back">,
): RoomCall {
  const passId = `pass of page ${id}`;
  switch (step) {
    case "join":
      return joinCall(visitor, keyOf(id, visitor), String(visitor.id), passId);
    case "enter":
      return { ...ticketOf(visitor), kind: "enter", passId, ticket: noteOf(visitor) };
    case "renew":
      return { ...ticketOf(visitor), kind: "renew" };
    case "end": {
      const { passId, sessionEndsAt: endsAt, plan } = visitor;
      return {
        ...ticketOf(visitor),
        ...(passId !== null && { pass: { id: passId, endsAt } }),
        kind: "end",
        reason: "complete",
        units: plan.units,
      };
    }
  }
}

/** Another device has a key of its own, and the place by the invitation. */
const keyOf = (page: number, { id, plan }: Visitor): number | string =>
  plan.isInvited && page !== id ? `${id} on ${page}` : id;

/** Tabs in the background wake once a minute, each at its own second. */
function nextMinute(page: number, at: Instant): Instant {
  const offset = (page * 7_919) % minuteMs;
  return offset + Math.ceil((at - offset) / minuteMs) * minuteMs;
}
