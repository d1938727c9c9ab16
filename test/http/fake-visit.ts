/** A visit as the gateway makes it of a request, with a room that nobody asks. */

import type { Config } from "../../src/env.ts";
import { createOriginWatch } from "../../src/http/origin-watch.ts";
import { readAddress, type Visit } from "../../src/http/visit.ts";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { waiting } from "./waiting.ts";

export const keyring = await importKeyring({ keys: [await generateSigningKey()] });

export const emptyConfig: Config = {
  origin: null,
  originService: null,
  adminToken: null,
  signingKeys: null,
  demoHosts: [],
  adminHosts: [],
  clientAddressHeader: null,
  clientProtocolHeader: null,
  turnstile: null,
  sharesSnapshots: false,
};

export function visitWith(request: Request, change: Partial<Visit> = {}): Visit {
  const address = readAddress(request.url);
  if (address === null) throw new TypeError(`Cannot visit ${request.url}: it has no path`);
  const nobodyAsks = () => {
    throw new TypeError("Nobody should have asked the room");
  };
  return {
    request,
    method: request.method,
    headers: request.headers,
    cookies: request.headers.get("Cookie") ?? "",
    ctx: waiting().ctx,
    now: Date.now(),
    config: emptyConfig,
    room: {
      name: "default",
      look: nobodyAsks,
      snapshot: { peek: nobodyAsks, get: nobodyAsks, offer: nobodyAsks },
      watch: createOriginWatch(() => Date.now()),
      ask: nobodyAsks,
      tell: nobodyAsks,
    },
    keyring,
    directory: { get: nobodyAsks },
    keptSettings: null,
    ...address,
    ...change,
  };
}
