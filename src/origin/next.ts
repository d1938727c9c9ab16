/**
 * For a shop on Next.js, in `proxy.ts`: `export const proxy = requireAssertion({ jwksUrl })`. Without a
 * `matcher` it stands before every page, action, route and file; a matcher leaves open what it omits.
 */

import { askedByWeb, type WebRequest } from "./asked.ts";
import type { AssertionOptions } from "./options.ts";
import { type Refusal, refusedResponse } from "./refusal.ts";
import { createVerifier } from "./verify-assertion.ts";

export interface NextOptions extends AssertionOptions {
  /** Answers instead of the 403. */
  readonly onRefused?:
    | ((refusal: Refusal, request: WebRequest) => Response | Promise<Response>)
    | undefined;
}

/** The proxy says nothing to a request that may go on, and Next.js takes that for its leave. */
export function requireAssertion({ onRefused = refusedResponse, ...options }: NextOptions) {
  const verify = createVerifier(options);
  return async function proxy(request: WebRequest): Promise<Response | undefined> {
    const verdict = await verify(askedByWeb(request));
    return verdict.ok ? undefined : onRefused(verdict, request);
  };
}
