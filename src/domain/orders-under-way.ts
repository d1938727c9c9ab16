/**
 * Writes of the admitted that are on their way to the shop, one of each pass at a time. Whichever gateway
 * another one comes to, it waits for what becomes of the one before: two at once are no two orders.
 *
 * In memory: whoever sends one says every second that it goes on, so what a restart forgot is known again
 * before anybody else may send. Durable is only until when there may be any, written once in many writes.
 */

import { type Instant, secondMs } from "./time.ts";

/** One write that a gateway would send, or sends. */
export interface SentWrite {
  /** The pass's own name. */
  readonly passId: string;
  /** Of this one sending. */
  readonly id: string;
  /** Where it goes: two that go to the same place may be the same order. */
  readonly path: string;
  /** Of one pass a gateway sends one after the other by itself. */
  readonly gateway: string;
  readonly word: WriteWord;
  /** The sending that it was told to wait for; null: it was not told of any. */
  readonly behind: string | null;
}

/**
 * May it go? It goes beside another, after waiting in vain. It goes on; it is over; the shop has failed on it;
 * nobody knows what became of it.
 */
export type WriteWord =
  | "asks"
  | "goes-beside"
  | "goes-on"
  | "is-over"
  | "has-failed"
  | "is-unknown";

export interface OrdersUnderWay {
  /** By the pass, whoever was heard of last at the end. */
  readonly byPass: Map<string, UnderWay>;
  /** Until then one that a restart forgot may be under way. */
  readonly knownFrom: Instant;
}

interface UnderWay extends Pick<SentWrite, "id" | "path" | "gateway"> {
  readonly heardAt: Instant;
  /** Null: it goes on. Else whoever waits with the same is told so. */
  readonly fate: "has-failed" | "is-unknown" | null;
}

export type WriteAnswer =
  /** Another one is under way; `behind` is null where a restart forgot which. */
  | { readonly kind: "wait-behind"; readonly behind: string | null; readonly isSame: boolean }
  /** Of what went to the same path before it nobody knows what became. */
  | { readonly kind: "order-unknown" };

/** How often a gateway says that a write goes on. */
export const goesOnEveryMs = secondMs;
/** A gateway that was not heard for so long has died with its write. */
const silentAfterMs = 3 * goesOnEveryMs;
/** So long after it nothing goes to the same path: whoever pressed in the same instant comes then. */
export const unknownForMs = secondMs;
/** Three times as long, and shorter than the ten seconds in which an idle object is put to sleep. */
const notedForMs = 3 * silentAfterMs;
/** And is forgotten when whoever waited for it has asked again. */
const forgottenAfterMs = 2 * silentAfterMs;

export const noneUnderWay = (knownFrom: Instant): OrdersUnderWay => ({
  byPass: new Map(),
  knownFrom,
});

/** @param mayBeUntil what was noted for the restart */
export const underWayAfterRestart = (mayBeUntil: Instant, now: Instant): OrdersUnderWay =>
  noneUnderWay(now < mayBeUntil && mayBeUntil <= now + notedForMs ? now + silentAfterMs : now);

/**
 * Until when a restart must reckon with writes: whoever is heard of now is heard of again before, or has died.
 * Noted for longer than that, so that it need not be noted with every write; and for no longer than a room
 * without visitors is kept awake, so that the next write finds it over.
 */
export const mayBeUnderWayUntil = (
  { byPass, knownFrom }: OrdersUnderWay,
  noted: Instant,
  now: Instant,
): Instant => {
  const mayBeAny = byPass.size > 0 || isUnsure(knownFrom, now);
  const isEnough = noted >= now + silentAfterMs && noted <= now + notedForMs;
  return mayBeAny && !isEnough ? now + notedForMs : noted;
};

/**
 * Hears of a write, and remembers it in place: a step that throws leaves it remembered, which harms nobody, for
 * it is the same write that asks again or goes on without an answer.
 * @returns null: it may go, or there was nothing to answer
 */
export function hearOfWrite(
  { byPass, knownFrom }: OrdersUnderWay,
  sent: SentWrite,
  now: Instant,
): WriteAnswer | null {
  forgetOld(byPass, now);
  const before = byPass.get(sent.passId);
  const isAnother = before !== undefined && before.id !== sent.id;
  if (sent.word === "is-over" || sent.word === "has-failed" || sent.word === "is-unknown") {
    if (isAnother || before === undefined) return null;
    byPass.delete(sent.passId);
    if (sent.word !== "is-over") remember(byPass, sent, { heardAt: now, fate: sent.word });
    return null;
  }
  // Whoever went beside it has taken its place.
  if (sent.word === "goes-on" && isAnother) return null;
  const wait = sent.word === "asks" ? waitOf(before, sent, { knownFrom, now }) : null;
  if (wait === null) remember(byPass, sent, { heardAt: now, fate: null });
  return wait;
}

function waitOf(
  before: UnderWay | undefined,
  { id, path, gateway, behind }: SentWrite,
  { knownFrom, now }: { readonly knownFrom: Instant; readonly now: Instant },
): WriteAnswer | null {
  if (before === undefined) {
    return isUnsure(knownFrom, now) ? { kind: "wait-behind", behind: null, isSame: false } : null;
  }
  const isSame = before.path === path;
  const agoMs = Math.abs(now - before.heardAt);
  if (before.fate !== null || agoMs >= silentAfterMs) {
    const isJustUnknown = before.fate === "is-unknown" && agoMs < unknownForMs;
    const isTold = isSame && (isJustUnknown || behind === before.id);
    return isTold ? { kind: "order-unknown" } : null;
  }
  if (before.id === id || before.gateway === gateway) return null;
  return { kind: "wait-behind", behind: before.id, isSame };
}

/** Bounded from both sides: a clock that went back keeps nobody waiting. */
const isUnsure = (knownFrom: Instant, now: Instant): boolean =>
  now < knownFrom && knownFrom <= now + silentAfterMs;

function remember(
  byPass: Map<string, UnderWay>,
  { passId, id, path, gateway }: SentWrite,
  heard: Pick<UnderWay, "heardAt" | "fate">,
): void {
  // Taken out first, so that it stands at the end.
  byPass.delete(passId);
  byPass.set(passId, { id, path, gateway, ...heard });
}

/** The oldest stand first. */
function forgetOld(byPass: Map<string, UnderWay>, now: Instant): void {
  for (const [passId, { heardAt }] of byPass) {
    if (Math.abs(now - heardAt) < forgottenAfterMs) return;
    byPass.delete(passId);
  }
}
