/**
 * Before a place is given: what it costs, and whether it is paid. Asked of whoever joins without a ticket,
 * a pass or an invitation, in a room whose merchant wants it. Nobody is refused: who cannot calculate
 * waits instead, and the price has an end.
 */

import {
  attemptsFor,
  crowdOf,
  isAsked,
  leastAttempts,
  mostPatienceOfAllMs,
  patienceMs,
} from "../domain/challenge.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import { secondMs } from "../domain/time.ts";
import { tokenIssuer } from "../env.ts";
import type { PatiencePageValues } from "../pages/patience-page.tsx";
import type { ChallengeAnswer } from "../protocol.ts";
import { isTokenId, newTokenId } from "../tokens/claims.ts";
import { type PatienceClaims, patienceToken, signPatience } from "../tokens/patience-token.ts";
import { createVerifier } from "../tokens/verification.ts";
import { addressOf, createAddressCount } from "./addresses.ts";
import { onDemand } from "./on-demand.ts";
import { ownProblem } from "./own-problems.ts";
import { pageHeaders } from "./page-headers.ts";
import { challengeFor, isProven, proofLifetimeMs } from "./proofs.ts";
import { languageOf, readsHtml } from "./queued.ts";
import { isVouchedFor } from "./turnstile.ts";
import type { Visit } from "./visit.ts";

/** What a join brings that may pay for its place. */
export interface Payment {
  readonly key?: string | undefined;
  readonly proof?: string | undefined;
  readonly patience?: string | undefined;
  readonly turnstile?: string | undefined;
}

const joining = createAddressCount();
const waiting = createAddressCount();
/** Without a header to believe, all who wait are counted as one; what one of them does must not cost the others much. */
const anywhere = "anywhere";

const verifier = createVerifier({ kind: patienceToken, issuer: tokenIssuer });

/** Whether whoever joins this room now is asked for anything. */
export const asksForWork = (snapshot: RoomSnapshot): boolean =>
  snapshot.settings.challenge !== "off" && isAsked(snapshot.settings.challenge, crowdOf(snapshot));

/** Null: the place is paid for. Otherwise what to do first, in a form that whoever asks can use. */
export async function unpaidAnswer(
  visit: Visit,
  snapshot: RoomSnapshot,
  payment: Payment & { readonly target: string },
): Promise<Response | null> {
  const { proof, patience, turnstile, target } = payment;
  const { epoch } = snapshot;
  const key = isTokenId(payment.key) ? payment.key : newTokenId();
  if (proof && (await isProven(visit, { epoch, key }, proof))) return null;
  const waited = patience ? await patienceIn(visit, { epoch, key }, patience) : null;
  if (waited && waited.from <= visit.now) return null;
  if (readsHtml(visit)) {
    const from = waited?.from ?? visit.now + countedPatienceMs(visit);
    const token = (waited && patience) || (await patienceFrom(visit, { epoch, key }, from));
    return patiencePage(visit, {
      target,
      joinKey: key,
      from,
      patience: token,
      isEarly: waited !== null,
    });
  }
  const isVouched = turnstile ? await vouchedFor(visit, snapshot, turnstile) : false;
  return ownProblem("challenge-needed", {
    challenge: await pricedChallenge(visit, snapshot, key, isVouched),
  });
}

/** `GET /.stanchion/challenge`: for apps that would rather know beforehand. Makes no place. */
export async function challengeAnswer(visit: Visit, snapshot: RoomSnapshot): Promise<Response> {
  const wanted = new URLSearchParams(visit.target.split("?")[1] ?? "").get("key");
  const key = isTokenId(wanted) ? wanted : newTokenId();
  const challenge = asksForWork(snapshot)
    ? await pricedChallenge(visit, snapshot, key, false)
    : null;
  const body: ChallengeAnswer = { challenge };
  return Response.json(body, { headers: { "Cache-Control": "no-store" } });
}

function pricedChallenge(visit: Visit, snapshot: RoomSnapshot, key: string, isVouched: boolean) {
  const { epoch } = snapshot;
  if (isVouched) return challengeFor(visit, { epoch, key }, leastAttempts);
  const address = addressOf(visit);
  const fromAddress = address === null ? 0 : joining.of(address, visit.now);
  if (address !== null) joining.add(address, visit.now);
  return challengeFor(visit, { epoch, key }, attemptsFor(crowdOf(snapshot), fromAddress));
}

const vouchedFor = (visit: Visit, { settings }: RoomSnapshot, token: string) =>
  settings.turnstile !== null && isVouchedFor(visit, token);

/** Genuine and for this join, be it early or not. */
async function patienceIn(
  { keyring, now, room }: Visit,
  { epoch, key }: { readonly epoch: number; readonly key: string },
  token: string,
): Promise<PatienceClaims | null> {
  const verification = await verifier.verify(token, keyring, now);
  if (verification.kind !== "verified") return null;
  const { claims } = verification;
  return claims.room === room.name && claims.epoch === epoch && claims.key === key ? claims : null;
}

function countedPatienceMs(visit: Visit): number {
  const address = addressOf(visit);
  const among = address ?? anywhere;
  const before = waiting.of(among, visit.now);
  waiting.add(among, visit.now);
  return address === null ? patienceMs(before, mostPatienceOfAllMs) : patienceMs(before);
}

const patienceFrom = (
  { keyring, now, room }: Visit,
  { epoch, key }: { readonly epoch: number; readonly key: string },
  from: number,
): Promise<string> =>
  signPatience(
    keyring,
    { room: room.name, epoch, key, from, expiresAt: from + proofLifetimeMs },
    now,
    tokenIssuer,
  );

async function patiencePage(
  { request, now }: Visit,
  {
    from,
    ...values
  }: Omit<PatiencePageValues, "language" | "waitSeconds" | "withinSeconds"> & {
    readonly from: number;
  },
): Promise<Response> {
  const { renderPatiencePage, patiencePageSecurityPolicy } = await patiencePages();
  const page = await renderPatiencePage({
    ...values,
    language: languageOf(request),
    waitSeconds: Math.ceil((from - now) / secondMs),
    withinSeconds: Math.floor(proofLifetimeMs / secondMs),
  });
  return new Response(page, { status: 428, headers: pageHeaders(patiencePageSecurityPolicy) });
}

const patiencePages = onDemand(() => import("../pages/patience-page.tsx"));
