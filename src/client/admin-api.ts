/**
 * The management API as this screen uses it. An answer that is not the one hoped for is a value with
 * a kind of its own; nothing here throws.
 */

import type { RoomSettings } from "../domain/settings.ts";
import type { AuditEntry, FieldProblem, Problem, RoomLive } from "../protocol.ts";
import type { AnswerTimes } from "./admin-clock.ts";
import type { RoomFairness } from "./admin-fairness-answer.ts";

export interface RoomListing {
  readonly room: string;
  readonly hosts: readonly string[];
}

type Instants = "preQueueAt" | "opensAt" | "closesAt";

/** A room's settings as they travel: instants are RFC 3339 texts. */
export type GivenSettings = Omit<RoomSettings, Instants> & {
  readonly [Name in Instants]: string | null;
};

export interface RoomSettingsAnswer extends GivenSettings {
  readonly room: string;
  readonly version: number;
  readonly changedAt: string | null;
  readonly changedBy: string | null;
  readonly warnings: readonly string[];
}

export type Refused =
  | { readonly kind: "unauthorized" }
  | { readonly kind: "too-many"; readonly retryAfterSeconds: number | null }
  /** Somebody else changed the settings since they were read. */
  | { readonly kind: "stale" }
  | { readonly kind: "invalid"; readonly detail: string; readonly errors: readonly FieldProblem[] }
  | { readonly kind: "refused"; readonly detail: string }
  /** No answer, or one that nobody can read: whether it had an effect is not known. */
  | { readonly kind: "unreachable" };

export interface Given<Value> {
  readonly kind: "given";
  readonly value: Value;
  readonly times: AnswerTimes;
}

export type Answer<Value> = Given<Value> | Refused;

export interface ManagementApi {
  readonly rooms: () => Promise<Answer<{ readonly rooms: readonly RoomListing[] }>>;
  readonly live: (room: string) => Promise<Answer<RoomLive>>;
  readonly settings: (room: string) => Promise<Answer<RoomSettingsAnswer>>;
  /** Merges one change into the settings, provided that they are still at `version`. */
  readonly change: (
    room: string,
    version: number,
    values: object,
  ) => Promise<Answer<RoomSettingsAnswer>>;
  readonly audit: (room: string) => Promise<Answer<{ readonly entries: readonly AuditEntry[] }>>;
  readonly fairness: (room: string) => Promise<Answer<RoomFairness>>;
  /** Ends the room's epoch and begins the next. */
  readonly reset: (room: string) => Promise<Answer<RoomLive>>;
}

const apiPath = "/.stanchion/api/v1/rooms";

/** Long for a poll that is due each second, short for a merchant who looks at a standing figure. */
const answerWithinMs = 4_000;

/** A report on a hundred thousand admissions takes its time. */
const reportWithinMs = 30_000;

export function createManagementApi(token: string): ManagementApi {
  const ask = <Value>(path: string, init?: Ask) => askGateway<Value>(token, path, init);
  const address = (room: string) => `/${encodeURIComponent(room)}`;
  return {
    rooms: () => ask(""),
    live: (room) => ask(`${address(room)}/live`),
    settings: (room) => ask(address(room)),
    change: (room, version, values) =>
      ask(address(room), {
        method: "PATCH",
        // The version itself, not the ETag received: a cache that compresses may have weakened that.
        headers: { "Content-Type": "application/json", "If-Match": `"${version}"` },
        body: JSON.stringify(values),
      }),
    audit: (room) => ask(`${address(room)}/audit`),
    fairness: (room) => ask(`${address(room)}/fairness`, { withinMs: reportWithinMs }),
    reset: (room) => ask(`${address(room)}/reset`, { method: "POST" }),
  };
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly withinMs?: number;
}

async function askGateway<Value>(
  token: string,
  path: string,
  { withinMs = answerWithinMs, headers, ...ask }: Ask = {},
): Promise<Answer<Value>> {
  const askedAt = Date.now();
  try {
    const response = await fetch(apiPath + path, {
      ...ask,
      headers: { ...headers, Accept: "application/json", Authorization: `Bearer ${token}` },
      cache: "no-store",
      // A redirect could carry the token to somebody else.
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
    });
    const receivedAt = Date.now();
    if (!response.ok) return refusal(response, await response.json().catch(() => null));
    // The gateway and this page are one deployment: what a 200 carries is of the contract's shape.
    const value = (await response.json()) as Value;
    const gatewaySecond = parseDate(response.headers.get("Date"));
    return { kind: "given", value, times: { askedAt, receivedAt, gatewaySecond } };
  } catch {
    return { kind: "unreachable" };
  }
}

function refusal(response: Response, body: unknown): Refused {
  const problem = parseProblem(body);
  const detail = problem.detail ?? problem.title ?? `HTTP ${response.status}`;
  switch (response.status) {
    case 401:
      return { kind: "unauthorized" };
    case 412:
      return { kind: "stale" };
    case 422:
      return { kind: "invalid", detail, errors: problem.errors ?? [] };
    case 429: {
      const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
      return { kind: "too-many", retryAfterSeconds: Number.isFinite(seconds) ? seconds : null };
    }
    default:
      // A 5xx may come from half-way: the change may have been made.
      return response.status >= 500 ? { kind: "unreachable" } : { kind: "refused", detail };
  }
}

function parseProblem(body: unknown): Partial<Problem> {
  return typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
}

function parseDate(header: string | null): number | null {
  const instant = Date.parse(header ?? "");
  return Number.isNaN(instant) ? null : instant;
}
