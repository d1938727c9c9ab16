/**
 * What the doctor tries at a shop's own address: requests that did not come through the gateway, from
 * the plain stranger to the careful forger. A shop that is shielded turns all of them away.
 */

import { request as requestPlain } from "node:http";
import { type RequestOptions, request as requestTls } from "node:https";
import { isIP } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";

export interface OriginTarget {
  readonly url: URL;
  /** The host that customers ask for, when it is not the address's own. */
  readonly host: string | null;
  /** A name of a key that the gateway has, so that a forgery is as good as it can be. */
  readonly kid: string | null;
  /** An assertion that was genuine once, out of a log. */
  readonly expired: string | null;
  /** A genuine one, made for another page. */
  readonly caught: string | null;
  /** Takes any certificate: what is tested is not whose address it is. */
  readonly insecure: boolean;
}

export interface Probe {
  /** Ends the sentence "A request …". */
  readonly name: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** What became of one probe. */
export type ProbeOutcome =
  /** The shop served it: it serves anybody. */
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "refused"; readonly status: number; readonly byStanchion: boolean }
  /** Sent to another host: the front door, if it is the gateway's. */
  | { readonly kind: "sent-away"; readonly status: number; readonly to: string }
  /** Neither served nor refused, such as 404: whoever wrote that may have got past the check. */
  | { readonly kind: "unclear"; readonly status: number }
  | { readonly kind: "unreachable"; readonly cause: string };

export async function originProbes(target: OriginTarget, now: number): Promise<readonly Probe[]> {
  const good = await forge(target, now, 0);
  const late = target.expired ?? (await forge(target, now, -600));
  const header = "Stanchion-Assertion";
  return [
    { name: "without an assertion", headers: {} },
    { name: "with a forged assertion", headers: { [header]: good } },
    { name: "with an expired assertion", headers: { [header]: late } },
    { name: "with an unsigned assertion", headers: { [header]: unsigned(target, now) } },
    { name: "with two assertions", headers: { [header]: [good, late] } },
    { name: "with the underscore twin", headers: { Stanchion_Assertion: good } },
    ...(target.caught === null
      ? []
      : [{ name: "with another page's assertion", headers: { [header]: target.caught } }]),
  ];
}

const patienceMs = 10_000;

/** Sends one probe, and follows no redirect. */
export function tryProbe(target: OriginTarget, { headers }: Probe): Promise<ProbeOutcome> {
  const { url, insecure } = target;
  const host = hostOf(target);
  const options: RequestOptions = {
    method: "GET",
    headers: {
      Host: host,
      Accept: "text/html, */*;q=0.5",
      "User-Agent": "stanchion-doctor",
      ...headers,
    },
    agent: false,
    signal: AbortSignal.timeout(patienceMs),
  };
  return new Promise((resolve) => {
    const request =
      url.protocol === "https:"
        ? requestTls(url, {
            ...options,
            servername: serverName(host),
            rejectUnauthorized: !insecure,
          })
        : requestPlain(url, options);
    request.once("error", ({ message }) => {
      // Behind the semicolon comes advice about Node, which is not the merchant's concern.
      resolve({ kind: "unreachable", cause: message.split(";", 1)[0] ?? message });
    });
    request.once("response", async (response) => {
      const { statusCode: status = 0, headers: said } = response;
      const body = await readStart(response);
      resolve(judge({ status, location: said.location ?? null, body }, url, host));
    });
    request.end();
  });
}

interface ShopAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

const refusals = new Set([401, 403, 421]);

function judge({ status, location, body }: ShopAnswer, url: URL, host: string): ProbeOutcome {
  if (refusals.has(status)) {
    return { kind: "refused", status, byStanchion: body.includes("not-let-through") };
  }
  if (status >= 200 && status < 300) return { kind: "answered", status };
  if (status < 300 || status >= 400) return { kind: "unclear", status };
  const base = `${url.protocol}//${host}`;
  const to = location !== null && URL.canParse(location, base) ? new URL(location, base) : null;
  if (to === null || to.hostname === new URL(base).hostname || to.hostname === url.hostname) {
    return { kind: "answered", status };
  }
  return { kind: "sent-away", status, to: to.host };
}

/** A few kilobytes say who refused; the rest may be a film. */
async function readStart(response: AsyncIterable<unknown>): Promise<string> {
  let start = "";
  try {
    for await (const chunk of response) {
      start += String(chunk);
      if (start.length > 4_096) break;
    }
  } catch {
    // Cut off in the middle: the status is what counts.
  }
  return start;
}

/** TLS names servers by name only; an address goes without. */
function serverName(host: string): string {
  const { hostname } = new URL(`https://${host}`);
  return isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? hostname : "";
}

const hostOf = ({ url, host }: OriginTarget): string => host ?? url.host;

/** As the gateway would write it, with a key that the gateway does not have. */
async function forge(target: OriginTarget, now: number, offsetSeconds: number): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const kid = target.kid ?? (await exportJWK(publicKey)).x ?? "forged";
  return new SignJWT(claims(target, now, offsetSeconds))
    .setProtectedHeader({ alg: "ES256", kid, typ: "stanchion-assertion+jwt" })
    .sign(privateKey);
}

const unsigned = (target: OriginTarget, now: number): string =>
  new UnsecuredJWT(claims(target, now, 0)).encode();

function claims(target: OriginTarget, now: number, offsetSeconds: number) {
  const iat = Math.floor(now / 1_000) + offsetSeconds;
  return {
    iss: "stanchion",
    aud: "stanchion-origin",
    room: "default",
    epoch: 1,
    line: "general",
    number: 1,
    pass: "stanchion-doctor",
    host: hostOf(target),
    jti: crypto.randomUUID(),
    iat,
    exp: iat + 61,
  };
}
