/**
 * What goes on for long after its request was judged: WebSockets and event streams. They end with the session
 * that opened them, whatever the shop does; see docs/decisions/0023.
 */

import { sessionMs } from "../domain/session.ts";
import { defaultSettings, type RoomSettings } from "../domain/settings.ts";
import { type Instant, secondMs } from "../domain/time.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import { after } from "./after.ts";
import { eventStream } from "./event-streams.ts";
import { isPassBy, isRevoked, type Presented } from "./passes.ts";
import { sessionEnd } from "./renewals.ts";
import { joinedSockets } from "./sockets.ts";
import type { Visit } from "./visit.ts";

export interface Lasting {
  /** What the visitor gets in place of the shop's own answer. */
  readonly answer: Response;
  isOpen(): boolean;
  /** For the visitor and for the shop. */
  end(): void;
}

/**
 * How often it is looked whether the session or its pass was ended before its time: a snapshot is a second older, and
 * five seconds are promised. Ten thousand that are open take an eighth of a thread.
 */
const lookEveryMs = 3 * secondMs;

export function untilSessionEnds(
  visit: Visit,
  pass: Presented<PassClaims>,
  answer: Response,
): Response {
  const lasting = answer.webSocket
    ? joinedSockets(answer.webSocket, answer.headers)
    : eventStream(answer);
  if (lasting === null) return answer;
  void endWithSession(visit, pass, lasting);
  return lasting.answer;
}

async function endWithSession(
  visit: Visit,
  { token, claims }: Presented<PassClaims>,
  lasting: Lasting,
): Promise<void> {
  const { room, directory, ctx } = visit;
  let { keyring } = visit;
  let settings = visit.keptSettings ?? defaultSettings;
  let endsAt = claims.expiresAt;
  /** When somebody may last have renewed the session, as far as is known here. */
  let heardAt = visit.now;

  async function isOver(): Promise<boolean> {
    if (Date.now() < endsAt) return false;
    // Nothing is said here of what else the visitor does: the session may have been renewed since.
    const end = await sessionEnd(visit, claims);
    if (end === "over") return true;
    if (end === "unheard") return Date.now() >= latestEnd({ endsAt, heardAt }, settings);
    endsAt = end;
    heardAt = Date.now();
    return false;
  }

  async function isVoid(): Promise<boolean> {
    const snapshot = await room.snapshot.get(ctx).catch(() => null);
    if (snapshot) {
      if (isRevoked(claims, snapshot)) return true;
      ({ settings } = snapshot);
      heardAt = Math.max(heardAt, snapshot.asOf);
    }
    const known = await directory.get(ctx).catch(() => null);
    if (known === null || known.keyring === keyring) return false;
    ({ keyring } = known);
    return !(await isPassBy(keyring, token));
  }

  while (lasting.isOpen() && !(await isOver())) {
    const leftMs = endsAt - Date.now();
    await after(leftMs > 0 ? Math.min(lookEveryMs, leftMs) : lookEveryMs);
    if (await isVoid()) break;
  }
  if (lasting.isOpen()) lasting.end();
}

/**
 * Until when a session can have been renewed by a room that is silent now: the pass that its visitor then has
 * is good for so long, and so is whatever else the session opened. A snapshot may be a little older than the
 * last renewal.
 */
const latestEnd = (
  { endsAt, heardAt }: { readonly endsAt: Instant; readonly heardAt: Instant },
  settings: RoomSettings,
): Instant =>
  settings.sessionRenewal === "fixed" ? endsAt : heardAt + sessionMs(settings) + lookEveryMs;
