/**
 * Tokens of a visit: reading the ticket and the pass that a visitor presents, and writing new ones.
 * This is where a pass is checked; no object is asked.
 */

import type { Admission } from "../domain/admission.ts";
import type { WaitRangeMs } from "../domain/estimate.ts";
import type { RenewalChain } from "../domain/renewal-chain.ts";
import type { RoomSettings } from "../domain/settings.ts";
import type { RoomSnapshot } from "../domain/snapshot.ts";
import type { Joined } from "../domain/ticket.ts";
import { type Instant, minuteMs } from "../domain/time.ts";
import { tokenIssuer } from "../env.ts";
import { sha256Of } from "../hash.ts";
import { type AssertionContent, signAssertion } from "../tokens/assertion-token.ts";
import { claimedExpiry } from "../tokens/claimed-expiry.ts";
import type { TokenTimes } from "../tokens/claims.ts";
import { activeSigningKey, type Keyring } from "../tokens/keyring.ts";
import { type PassClaims, passToken } from "../tokens/pass-token.ts";
import { type TicketClaims, ticketToken } from "../tokens/ticket-token.ts";
import { type Signed, signClaims } from "../tokens/token-kind.ts";
import { createVerifier } from "../tokens/verification.ts";
import { type RememberingVerifier, rememberVerified } from "../tokens/verified-memory.ts";
import { createMemory } from "./memory.ts";
import { targetAtShop } from "./origin.ts";
import type { Visit } from "./visit.ts";
import { presentedTokens, type VisitorCookie } from "./visitor-cookies.ts";

export interface Presented<Claims> {
  readonly token: string;
  readonly claims: Claims;
}

interface SignedAssertion {
  readonly token: string;
  readonly until: Instant;
  readonly host: string;
  readonly kid: string;
}

/** Longer than any launch; a line that lasts longer starts another epoch. */
const ticketLifetimeMs = 7 * 24 * 60 * minuteMs;
/** An assertion is used for half of its life, so that it always has the other half left at the shop. */
const assertionReuseMs = 30_000;

const passes = rememberVerified(createVerifier({ kind: passToken, issuer: tokenIssuer }));
const tickets = rememberVerified(createVerifier({ kind: ticketToken, issuer: tokenIssuer }));

const signed = createMemory<string>(4_000);
const assertions = createMemory<SignedAssertion>(10_000);

/** The pass, if a genuine one of this room is presented and its session has not ended. */
export const presentedPass = (
  visit: Visit,
): Presented<PassClaims> | Promise<Presented<PassClaims> | null> | null =>
  presented(visit, "pass", passes);

/** The pass of a session that ended since then, if a genuine one of this room is presented. */
export async function passEndedSince(
  visit: Visit,
  since: Instant,
): Promise<Presented<PassClaims> | null> {
  for (const token of presentedTokens(visit, "pass")) {
    const expiresAt = claimedExpiry(token);
    if (expiresAt === null || expiresAt <= since || expiresAt > visit.now) continue;
    // In the last moment of its life it was as good as any.
    const pass = await firstGenuine({ ...visit, now: expiresAt - 1 }, [token], passes);
    if (pass) return pass;
  }
  return null;
}

/** Whether the shop, the merchant or the visitor ended the session before its time. */
export const isRevoked = ({ jti }: PassClaims, snapshot: RoomSnapshot): boolean =>
  snapshot.revoked.includes(jti);

/** Whether a pass that was good is one by these keys, too: its own may have been revoked since. */
export async function isPassBy(keyring: Keyring, token: string): Promise<boolean> {
  const at = (claimedExpiry(token) ?? 0) - 1;
  return (
    passes.recall(token, keyring, at) !== undefined ||
    (await passes.verify(token, keyring, at)).kind === "verified"
  );
}

/** The ticket, if a genuine one of this room is presented. Whether its epoch still lives is for the caller. */
export const presentedTicket = (visit: Visit) => presented(visit, "ticket", tickets);

/**
 * What is known of the room, and not of an epoch before the ticket's: a genuine one of a later epoch proves that the
 * room was reset since. Null: it does not answer just now.
 */
export const snapshotForTicket = (
  { room }: Visit,
  ticket: Presented<TicketClaims> | null,
  known: RoomSnapshot,
): RoomSnapshot | Promise<RoomSnapshot | null> =>
  ticket && ticket.claims.epoch > known.epoch ? room.look().catch(() => null) : known;

/** The same, of a ticket that need not be verified any more. */
export const rememberedTicket = (visit: Visit) =>
  remembered(visit, presentedTokens(visit, "ticket"), tickets);

/** What a pass is made of. */
interface Session extends Pick<Admission, "line" | "number" | "passId" | "admittedAt" | "endsAt"> {
  readonly chain?: Pick<RenewalChain, "latest">;
}

/** Signs the pass of an admission. The same admission gives the same pass for as long as this isolate remembers. */
export async function passFor(visit: Visit, admission: Session, epoch: number): Promise<string> {
  const { line, number, passId: jti, endsAt: expiresAt, chain } = admission;
  const renewal = chain?.latest ?? 0;
  return sameForAll(visit, `${jti} ${expiresAt} ${renewal}`, {
    memory: passes,
    sign: () =>
      signClaims(
        passToken,
        visit.keyring,
        { room: visit.room.name, epoch, line, number, jti, renewal, expiresAt },
        { now: Math.max(visit.now, admission.admittedAt), issuer: tokenIssuer },
      ),
  });
}

export async function ticketFor(
  visit: Visit,
  { epoch, line, number, ticketId: jti, joinedAt, wave }: Joined,
  { target, told }: TicketContent,
): Promise<string> {
  const expiresAt = joinedAt + ticketLifetimeMs;
  const range = told && ([Math.round(told.lowMs), Math.round(told.highMs)] as const);
  return sameForAll(visit, jti, {
    memory: tickets,
    sign: () =>
      signClaims(
        ticketToken,
        visit.keyring,
        { room: visit.room.name, epoch, line, number, jti, target, told: range, wave, expiresAt },
        { now: joinedAt, issuer: tokenIssuer },
      ),
  });
}

/** What a ticket holds beside the number. */
interface TicketContent {
  /** Path and query of the page first asked for. */
  readonly target: string;
  /** The wait that is told with it. */
  readonly told: WaitRangeMs | null;
}

/** The proof for the shop: for this one request, or signed anew every half minute for each pass. */
export const assertionFor = (
  visit: Visit,
  pass: PassClaims,
  settings: RoomSettings | null,
): Promise<string> =>
  settings?.assertions === "per-request"
    ? boundAssertion(visit, pass, settings.origin)
    : reusableAssertion(visit, pass);

function boundAssertion(visit: Visit, pass: PassClaims, origin: string | null): Promise<string> {
  const { keyring, now, method } = visit;
  const content = {
    ...assertionContent(visit, pass),
    method,
    targetHash: sha256Of(targetAtShop(visit, origin)),
  };
  return signAssertion(keyring, content, now, tokenIssuer);
}

async function reusableAssertion(visit: Visit, pass: PassClaims): Promise<string> {
  const { keyring, host, now } = visit;
  const { kid } = activeSigningKey(keyring, now);
  const known = assertions.get(pass.jti);
  if (known && known.until > now && known.host === host && known.kid === kid) return known.token;
  const token = await signAssertion(keyring, assertionContent(visit, pass), now, tokenIssuer);
  assertions.set(pass.jti, { token, until: now + assertionReuseMs, host, kid });
  return token;
}

const assertionContent = (
  { host }: Visit,
  { room, epoch, line, number, jti: pass }: PassClaims,
): AssertionContent => ({ room, epoch, line, number, pass, host });

type RoomClaims = TokenTimes & { readonly room: string };

function presented<Claims extends RoomClaims>(
  visit: Visit,
  cookie: VisitorCookie,
  verifier: RememberingVerifier<Claims>,
): Presented<Claims> | Promise<Presented<Claims> | null> | null {
  const candidates = presentedTokens(visit, cookie);
  if (candidates.length === 0) return null;
  return remembered(visit, candidates, verifier) ?? firstGenuine(visit, candidates, verifier);
}

function remembered<Claims extends RoomClaims>(
  { keyring, now, room }: Visit,
  candidates: readonly string[],
  verifier: RememberingVerifier<Claims>,
): Presented<Claims> | null {
  for (const token of candidates) {
    const claims = verifier.recall(token, keyring, now);
    if (claims?.room === room.name) return { token, claims };
  }
  return null;
}

async function firstGenuine<Claims extends RoomClaims>(
  { keyring, now, room }: Visit,
  candidates: readonly string[],
  verifier: RememberingVerifier<Claims>,
): Promise<Presented<Claims> | null> {
  for (const token of candidates) {
    const verification = await verifier.verify(token, keyring, now);
    if (verification.kind === "verified" && verification.claims.room === room.name) {
      return { token, claims: verification.claims };
    }
  }
  return null;
}

/** ECDSA signs differently each time; of several requests that sign the same at once the first one's is everybody's. */
async function sameForAll<Claims>(
  { keyring, now }: Visit,
  what: string,
  { memory, sign }: Signing<Claims>,
): Promise<string> {
  // What a revoked key has signed is not handed out again.
  const name = `${what} ${activeSigningKey(keyring, now).kid}`;
  const known = signed.get(name);
  if (known) return known;
  const own = await sign();
  const first = signed.get(name);
  if (first) return first;
  signed.set(name, own.token);
  memory.remember(own, keyring);
  return own.token;
}

interface Signing<Claims> {
  /** Where it will be looked for when the visitor presents it. */
  readonly memory: Pick<RememberingVerifier<Claims>, "remember">;
  readonly sign: () => Promise<Signed<Claims>>;
}
