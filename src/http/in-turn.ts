/**
 * One write of a pass after the other: a second press of the button, another tab, or another machine waits for
 * what becomes of the one before. Within a gateway it is known here; of all gateways together the room knows.
 */

import type { RoomSettings } from "../domain/settings.ts";
import { secondMs } from "../domain/time.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { createMemory } from "./memory.ts";
import { alreadyOrdered, orderKnown, orderUnknown } from "./orders.ts";
import { originLimitMs } from "./time-limit.ts";
import { askToSend, keepSaying, type Sending } from "./turn-of-room.ts";
import type { Visit } from "./visit.ts";

/** A write that is under way, and whether it is known what became of it at the shop. */
interface OnItsWay {
  readonly key: string;
  /** Awaited by others, and resolved by the request that sent it alone. */
  readonly isKnown: Promise<boolean>;
}

/** By the pass, the latest of each; null: that is over. */
const onTheirWay = createMemory<OnItsWay | null>(2_000);

/** Whoever sends another form waits no longer: what takes the shop so long is hardly an order. */
const longestBehindMs = 10 * secondMs;

interface Write {
  readonly pass: PassClaims;
  /** The same for the same form. */
  readonly key: string;
  /** Null: nobody knows what became of it at the shop. */
  readonly send: () => Promise<Response | null>;
}

/** Sends a write when it is its turn, and hears it to its end though its visitor may be gone. */
export async function inTurn(
  visit: Visit,
  settings: RoomSettings | null,
  write: Write,
): Promise<Response> {
  const { key, pass } = write;
  const answer = afterTheOneBefore(onTheirWay.get(pass.jti) ?? null, visit, settings, write);
  const isKnown = isItKnown(answer);
  const own = { key, isKnown };
  onTheirWay.set(pass.jti, own);
  const forget = () => {
    if (onTheirWay.get(pass.jti) === own) onTheirWay.set(pass.jti, null);
  };
  visit.ctx.waitUntil(isKnown.then(forget));
  return (await answer) ?? orderUnknown(visit, settings);
}

/** @returns null: of the very same form before it nobody knows what became, nor of this one */
async function afterTheOneBefore(
  before: OnItsWay | null,
  visit: Visit,
  settings: RoomSettings | null,
  { pass, key, send }: Write,
): Promise<Response | null> {
  const begunAt = Date.now();
  // Both the head of the answer and its end are waited for; by then it is known, or its gateway is gone.
  const wholeMs = 2 * originLimitMs(settings) + secondMs;
  const patienceMs = (isSame: boolean) => (isSame ? wholeMs : Math.min(wholeMs, longestBehindMs));
  if (before) {
    const isSame = before.key === key;
    const known = await Promise.race([before.isKnown, after(patienceMs(isSame))]);
    if (isSame && known === false) return null;
  }
  const placed = orderKnown(pass);
  if (placed) return alreadyOrdered(visit, settings, placed);
  const sending: Sending = { pass, id: newTokenId(), form: key };
  const leave = await askToSend(visit, sending, (isSame) => begunAt + patienceMs(isSame));
  if (leave.kind === "ordered") return alreadyOrdered(visit, settings, leave.confirmation);
  if (leave.kind === "unknown") return null;
  const answer = send();
  visit.ctx.waitUntil(keepSaying(visit, sending, isItKnown(answer)));
  return answer;
}

/** A shop that fails (5xx) may have failed behind the order: whoever waits with the very same form leaves it at that. */
const isItKnown = (answer: Promise<Response | null>): Promise<boolean> =>
  answer.then(
    (known) => known !== null && known.status < 500,
    () => false,
  );
