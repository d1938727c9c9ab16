/**
 * One write of a pass after the other: a second press of the button, another tab, or another machine waits for
 * what becomes of the one before. Within a gateway it is known here; of all gateways together the room knows.
 */

import { unknownForMs } from "../domain/orders-under-way.ts";
import type { RoomSettings } from "../domain/settings.ts";
import { type Instant, secondMs } from "../domain/time.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { createMemory } from "./memory.ts";
import { alreadyOrdered, orderKnown, orderUnknown } from "./orders.ts";
import { commonSpelling } from "./same-path.ts";
import { originLimitMs } from "./time-limit.ts";
import { askToSend, type Fate, keepSaying, type Sending } from "./turn-of-room.ts";
import type { Visit } from "./visit.ts";

/** A write that is under way, and whether it is known what became of it at the shop. */
interface OnItsWay {
  readonly path: string;
  /** Awaited by others, and resolved by the request that sent it alone. */
  readonly isKnown: Promise<boolean>;
}

/** By the pass, the latest of each. As many as there are: one that is forgotten too soon is a second order. */
const onTheirWay = new Map<string, OnItsWay>();

/** By the pass, to what path and until when nothing is sent: whoever pressed in the same instant comes a moment later. */
const unknownLately = createMemory<{ readonly path: string; readonly until: Instant }>(2_000);

/** Whoever writes to another path waits no longer: what takes the shop so long there is hardly an order. */
const longestBehindMs = 10 * secondMs;

interface Write {
  readonly pass: PassClaims;
  /** Null: nobody knows what became of it at the shop. */
  readonly send: () => Promise<Response | null>;
}

/** Sends a write when it is its turn, and hears it to its end though its visitor may be gone. */
export async function inTurn(
  visit: Visit,
  settings: RoomSettings | null,
  write: Write,
): Promise<Response> {
  const { pass } = write;
  const answer = afterTheOneBefore(onTheirWay.get(pass.jti) ?? null, visit, settings, write);
  const isKnown = fateOf(answer).then((fate) => fate === "is-over");
  const own = { path: commonSpelling(visit.path), isKnown };
  onTheirWay.set(pass.jti, own);
  const forget = () => {
    if (onTheirWay.get(pass.jti) === own) onTheirWay.delete(pass.jti);
  };
  visit.ctx.waitUntil(isKnown.then(forget));
  return (await answer) ?? orderUnknown(visit, settings);
}

/** @returns null: of what went to the same path before it nobody knows what became, nor of this one */
async function afterTheOneBefore(
  before: OnItsWay | null,
  visit: Visit,
  settings: RoomSettings | null,
  { pass, send }: Write,
): Promise<Response | null> {
  const begunAt = Date.now();
  const path = commonSpelling(visit.path);
  // Both the head of the answer and its end are waited for; by then it is known, or its gateway is gone.
  const wholeMs = 2 * originLimitMs(settings) + secondMs;
  const patienceMs = (isSame: boolean) => (isSame ? wholeMs : Math.min(wholeMs, longestBehindMs));
  if (before) {
    const isSame = before.path === path;
    const known = await Promise.race([before.isKnown, after(patienceMs(isSame))]);
    if (isSame && known === false) return null;
  }
  const unknown = unknownLately.get(pass.jti);
  if (unknown?.path === path && Date.now() < unknown.until) return null;
  const placed = orderKnown(pass);
  if (placed) return alreadyOrdered(visit, settings, placed);
  const sending: Sending = { pass, id: newTokenId(), path };
  const leave = await askToSend(visit, sending, (isSame) => begunAt + patienceMs(isSame));
  if (leave.kind === "ordered") return alreadyOrdered(visit, settings, leave.confirmation);
  if (leave.kind === "unknown") return null;
  const answer = send();
  const fate = fateOf(answer);
  const note = (became: Fate) => {
    if (became !== "is-unknown") return;
    unknownLately.set(pass.jti, { path, until: Date.now() + unknownForMs });
  };
  visit.ctx.waitUntil(fate.then(note));
  visit.ctx.waitUntil(keepSaying(visit, sending, fate));
  return answer;
}

/** A shop that fails (5xx) may have failed behind the order: whoever waits with the same leaves it at that. */
const fateOf = (answer: Promise<Response | null>): Promise<Fate> =>
  answer.then(
    (known) => (known === null ? "is-unknown" : known.status < 500 ? "is-over" : "has-failed"),
    () => "is-unknown",
  );
