/** For a shop on Hono: `app.use(requireAssertion({ jwksUrl }))`, before everything else. */

import { askedByWeb, type WebRequest } from "./asked.ts";
import type { AssertionClaims } from "./claims.ts";
import type { AssertionOptions } from "./options.ts";
import { type Refusal, refusedResponse } from "./refusal.ts";
import { createVerifier } from "./verify-assertion.ts";

/** `new Hono<AssertionEnv>()`: then `c.get("assertion")` is the claims, or null where nobody was asked. */
export interface AssertionEnv {
  Variables: { assertion: AssertionClaims | null };
}

/** As much of Hono's context as is used. */
export interface HonoContext {
  readonly req: { readonly raw: WebRequest };
  set(name: "assertion", claims: AssertionClaims | null): void;
}

export interface HonoOptions extends AssertionOptions {
  /** Answers instead of the 403. */
  readonly onRefused?:
    | ((refusal: Refusal, request: WebRequest) => Response | Promise<Response>)
    | undefined;
}

export function requireAssertion({ onRefused = refusedResponse, ...options }: HonoOptions) {
  const verify = createVerifier(options);
  return async function assertion(
    c: HonoContext,
    next: () => Promise<void>,
  ): Promise<Response | undefined> {
    const verdict = await verify(askedByWeb(c.req.raw));
    if (!verdict.ok) return onRefused(verdict, c.req.raw);
    c.set("assertion", verdict.claims);
    await next();
    return undefined;
  };
}
