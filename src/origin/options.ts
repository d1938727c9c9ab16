/** What a shop chooses about verifying assertions, and the check of it: a typing error must not open the shop. */

import type { Jwks } from "./key-source.ts";
import type { Refusal } from "./refusal.ts";

/** `report-only` lets everybody pass and says who would have been refused; `off` does not even look. */
export const modes = ["enforce", "report-only", "off"] as const;
export type Mode = (typeof modes)[number];

/** At least one of `jwksUrl` and `jwks`; all else may be left out. */
export interface AssertionOptions {
  /** Where the gateway publishes its keys: `https://shop.example/.stanchion/jwks.json`. */
  readonly jwksUrl?: string | URL | undefined;
  /** Keys to begin with. With `jwksUrl` they serve until the first fetch, else for good. */
  readonly jwks?: Jwks | undefined;
  readonly issuer?: string | undefined;
  /** The hosts that customers ask for; by default the request's own Host must be the assertion's. */
  readonly host?: string | readonly string[] | undefined;
  readonly room?: string | undefined;
  /** How far the gateway's clock and this one may differ; 0 to 300. */
  readonly clockToleranceSeconds?: number | undefined;
  readonly mode?: Mode | undefined;
  /** Exact paths that need no assertion: health checks, webhooks. */
  readonly exempt?: readonly string[] | undefined;
  /** Takes only assertions that are bound to this method and this path with its query. */
  readonly strict?: boolean | undefined;
  /** Hears of each request that `report-only` let pass. */
  readonly onReport?: ((refusal: Refusal, request: Reported) => void) | undefined;
}

export interface Reported {
  readonly method: string;
  readonly host: string;
  readonly path: string;
}

export interface Rules {
  readonly jwksUrl: URL | null;
  readonly jwks: Jwks | null;
  readonly issuer: string;
  /** Lower case, without the default port; null: as the request says. */
  readonly hosts: readonly string[] | null;
  readonly room: string | null;
  readonly toleranceSeconds: number;
  readonly mode: Mode;
  readonly exempt: ReadonlySet<string>;
  readonly strict: boolean;
  readonly onReport: (refusal: Refusal, request: Reported) => void;
}

/** Of characters that no server reads as anything but themselves, and without dot segments. */
const plainPath = /^(?:\/[\w~-](?:[\w.~-]*[\w~-])?)+\/?$|^\/$/;

/** @throws TypeError, which names the option and says what to write instead */
export function readRules(options: AssertionOptions): Rules {
  const { jwksUrl, jwks = null, issuer = "stanchion", host, room = null } = options;
  const { clockToleranceSeconds = 30, mode = "enforce", exempt = [], strict = false } = options;
  if (!modes.includes(mode)) throw wrong("mode", `one of ${modes.join(", ")}`, mode);
  const url = jwksUrl === undefined ? null : readUrl(String(jwksUrl));
  if (url === null && jwks === null && mode !== "off") {
    throw wrong("jwksUrl or jwks", "the gateway's keys", undefined);
  }
  if (!(clockToleranceSeconds >= 0 && clockToleranceSeconds <= 300)) {
    throw wrong("clockToleranceSeconds", "0 to 300", clockToleranceSeconds);
  }
  for (const path of exempt) {
    if (!plainPath.test(path)) throw wrong("exempt", "exact paths of plain characters", path);
  }
  const hosts = host === undefined ? null : [host].flat().map(plainHost);
  if (hosts?.length === 0) throw wrong("host", "at least one host", host);
  return {
    jwksUrl: url,
    jwks,
    issuer,
    hosts,
    room,
    toleranceSeconds: clockToleranceSeconds,
    mode,
    exempt: new Set(exempt),
    strict,
    onReport: options.onReport ?? (() => {}),
  };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw wrong("jwksUrl", "an absolute http or https address", text);
}

/** As hosts are compared: names have no case, and a default port may be named or not. */
export const plainHost = (host: string): string => host.toLowerCase().replace(/:(?:80|443)$/, "");

function wrong(option: string, expected: string, received: unknown): TypeError {
  return new TypeError(
    `Cannot verify assertions: ${option} must be ${expected}, received ${JSON.stringify(received)}`,
  );
}
