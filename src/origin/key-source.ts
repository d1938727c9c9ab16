/**
 * The gateway's public keys as a shop holds them: fetched, kept while they are fresh, fetched anew
 * behind the requests' backs. What was known last serves on while the gateway is out; a seed serves
 * when nothing was ever fetched. So an outage of the gateway never locks the shop.
 */

import { type CryptoKey, importJWK } from "jose";

export interface Jwks {
  readonly keys: readonly unknown[];
}

export interface KeySource {
  /** Never rejects. */
  find(kid: string, now: number): Promise<CryptoKey | "unknown-key" | "keys-unavailable">;
}

type Keys = ReadonlyMap<string, CryptoKey>;

/** Between one attempt and the next, whatever asks for one: strangers choose the `kid`s they send. */
const pauseMs = 5_000;
/** Shorter than the pause, so that no two attempts run at once. */
const patienceMs = 3_000;
/**
 * How long stale keys are used while new ones are on their way. Later a request waits for them, or the
 * first visitor after a quiet hour could come in by a key that was revoked in that hour.
 */
const graceMs = 30_000;
/** Where the gateway does not say how long its keys may be kept, and at most, whatever it says. */
const usualLifeMs = 300_000;
const longestLifeMs = 3_600_000;

/** @throws TypeError when a seed is given that has no key of the gateway's kind */
export function createKeySource(jwksUrl: URL | null, seed: Jwks | null): KeySource {
  const listed = gatewayKeys(seed);
  if (seed !== null && listed.length === 0) {
    throw new TypeError("Cannot verify assertions: jwks holds no ES256 key with a kid");
  }
  const seeded = importKeys(listed);
  let keys: Keys | null = null;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let lifeMs = 0;
  let triedAt = Number.NEGATIVE_INFINITY;
  let attempt: Promise<void> = Promise.resolve();
  let hasFailed = false;

  async function fetchAnew(url: URL, now: number): Promise<void> {
    try {
      const fetched = await fetchKeys(url);
      keys = fetched.keys;
      lifeMs = fetched.lifeMs;
      fetchedAt = now;
      hasFailed = false;
    } catch {
      // Whatever the cause, there is one thing to do: go on with what is known, and try again soon.
      hasFailed = true;
    }
  }

  return {
    async find(kid, now) {
      // All who wait here go on in one turn, before anything fetched can arrive to be overwritten.
      keys ??= await seeded;
      if (jwksUrl !== null) {
        const isMissing = !keys.has(kid);
        const isStale = !isWithin(now - fetchedAt, lifeMs);
        if ((isStale || isMissing) && !isWithin(now - triedAt, pauseMs)) {
          triedAt = now;
          attempt = fetchAnew(jwksUrl, now);
        }
        const isLongStale = !isWithin(now - fetchedAt, lifeMs + graceMs);
        if (isMissing || (isLongStale && !hasFailed)) await atMost(attempt, patienceMs);
      }
      return keys.get(kid) ?? (keys.size > 0 ? "unknown-key" : "keys-unavailable");
    },
  };
}

/** A clock set back makes ages negative; they count as long ago, or keys would be fresh for ever. */
const isWithin = (age: number, limit: number): boolean => age >= 0 && age < limit;

async function fetchKeys(url: URL): Promise<{ readonly keys: Keys; readonly lifeMs: number }> {
  const response = await fetch(url, {
    headers: { Accept: "application/jwk-set+json, application/json" },
    // Keys come from the address that the merchant wrote down, and from no other.
    redirect: "manual",
    signal: AbortSignal.timeout(patienceMs),
  });
  if (response.status !== 200) throw new TypeError(`the gateway answered ${response.status}`);
  const keys = await importKeys(gatewayKeys(await response.json()));
  // An answer without keys is a fault somewhere, and must not make the shop forget the keys it has.
  if (keys.size === 0) throw new TypeError("the gateway answered without keys");
  return { keys, lifeMs: lifeOf(response.headers.get("Cache-Control")) };
}

function lifeOf(cacheControl: string | null): number {
  const [, seconds] = /(?:^|[\s,])max-age="?(\d+)/i.exec(cacheControl ?? "") ?? [];
  return seconds === undefined ? usualLifeMs : Math.min(Number(seconds) * 1_000, longestLifeMs);
}

/** A promise that another request's end may leave hanging, as some platforms do, is not waited for. */
function atMost(promise: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    void promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const kidForm = /^[\w.~-]{1,64}$/;

async function importKeys(listed: readonly GatewayKey[]): Promise<Keys> {
  const keys = new Map<string, CryptoKey>();
  for (const { kid, x, y } of listed) {
    try {
      // Named one by one: a private half, should there be one, is no business of a shop.
      const key = await importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256");
      if (!(key instanceof Uint8Array)) keys.set(kid, key);
    } catch {
      // Not a point of the curve: nothing was ever signed with it, and the others are good.
    }
  }
  return keys;
}

/** The keys of the gateway's kind; a set may hold others, which are nobody's business here. */
function gatewayKeys(jwks: unknown): readonly GatewayKey[] {
  const listed = isRecord(jwks) ? jwks["keys"] : undefined;
  return Array.isArray(listed) ? listed.filter(isGatewayKey) : [];
}

interface GatewayKey {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
}

function isGatewayKey(value: unknown): value is GatewayKey {
  if (!isRecord(value)) return false;
  const { kty, crv, alg = "ES256", use = "sig", kid, x, y } = value;
  if (kty !== "EC" || crv !== "P-256" || alg !== "ES256" || use !== "sig") return false;
  return (
    typeof kid === "string" && kidForm.test(kid) && typeof x === "string" && typeof y === "string"
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
