/**
 * The room's word on a write: whether this admission may still order, and whether another gateway has one of the
 * same pass on its way. While that one is, the room hears of it every second.
 */

import type { Confirmation } from "../domain/admission.ts";
import type { RoomAnswer } from "../domain/calls.ts";
import { goesOnEveryMs, type SentWrite, type WriteWord } from "../domain/orders-under-way.ts";
import { type Instant, secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { isolateName } from "./isolate-name.ts";
import { noteOrder } from "./orders.ts";
import { passInLine } from "./pass-in-line.ts";
import type { Visit } from "./visit.ts";

export interface Sending extends Pick<SentWrite, "id" | "path"> {
  readonly pass: PassClaims;
}

export type Leave =
  | { readonly kind: "granted" }
  | { readonly kind: "ordered"; readonly confirmation: Confirmation }
  /** Of what went to the same path before it nobody knows what became. */
  | { readonly kind: "unknown" };

/** What became of a write at the shop. */
export type Fate = Exclude<WriteWord, "asks" | "goes-beside" | "goes-on">;

/** How long a write waits for the room. Without its word it goes on: the admitted never depend on it. */
const patienceMs = secondMs;
/** How long a room that gave none is left alone, from when it was asked: or else every write waits for it. */
const leftAloneMs = patienceMs + secondMs;
/** Whoever waits for another gateway asks again so soon, and then half as often each time. */
const shortestWaitMs = 50;
const longestWaitMs = 500;

const leftAloneUntil = new Map<string, Instant>();

/** @param waitsUntil for how long it waits behind one to the same path, or to another */
export async function askToSend(
  visit: Visit,
  sending: Sending,
  waitsUntil: (isSame: boolean) => Instant,
): Promise<Leave> {
  let until = waitsUntil(false);
  for (let behind: string | null | undefined, waitMs = shortestWaitMs; ; ) {
    if (Date.now() >= until) {
      say(visit, sending, "goes-beside");
      return { kind: "granted" };
    }
    const answer = await askRoom(visit, sending, behind);
    if (answer?.kind === "ended" && answer.reason === "complete") {
      return { kind: "ordered", confirmation: noteOrder(sending.pass, answer.confirmation) };
    }
    if (answer?.kind === "order-unknown") return { kind: "unknown" };
    if (answer?.kind === "wait-behind") {
      until = waitsUntil(answer.isSame);
      ({ behind } = answer);
    } else if (answer || behind === undefined) return { kind: "granted" };
    // A room that has fallen silent has not taken back that somebody is before us.
    await after(waitMs);
    waitMs = Math.min(2 * waitMs, longestWaitMs);
  }
}

/** Tells the room that a write goes on, and at last what became of it. Nobody waits for the room. */
export async function keepSaying(
  visit: Visit,
  sending: Sending,
  fate: Promise<Fate>,
): Promise<void> {
  for (;;) {
    const known = await Promise.race([fate, after(goesOnEveryMs)]);
    say(visit, sending, known ?? "goes-on");
    if (known !== undefined) return;
  }
}

/** @param behind undefined: it waits for nobody yet */
async function askRoom(
  visit: Visit,
  sending: Sending,
  behind: string | null | undefined,
): Promise<RoomAnswer | undefined> {
  const { room, ctx } = visit;
  const askedAt = Date.now();
  if (behind === undefined && (leftAloneUntil.get(room.name) ?? 0) > askedAt) return undefined;
  const call = orderCall(sending, "asks", behind ?? null);
  const answer = await Promise.race([
    room.ask(call, ctx).catch(() => undefined),
    after(patienceMs),
  ]);
  if (answer === undefined && behind === undefined) {
    leftAloneUntil.set(room.name, askedAt + leftAloneMs);
    // biome-ignore lint/suspicious/noConsole: two gateways may send two orders of one pass meanwhile.
    console.warn(`The room "${room.name}" does not answer: what people order goes on without it`);
  }
  return answer;
}

function say({ room, ctx }: Visit, sending: Sending, word: Exclude<WriteWord, "asks">): void {
  ctx.waitUntil(room.ask(orderCall(sending, word, null), ctx).catch(() => undefined));
}

function orderCall({ pass, id, path }: Sending, word: SentWrite["word"], behind: string | null) {
  const sent = { passId: pass.jti, id, path, gateway: isolateName(), word, behind };
  return { kind: "order", ...passInLine(pass), sent } as const;
}
