/** `stanchion/origin`: how a shop knows that a request was let through by its waiting room. */

export type { WebRequest } from "./asked.ts";
export type { AssertionClaims } from "./claims.ts";
export type { Jwks } from "./key-source.ts";
export type { AssertionOptions, Mode } from "./options.ts";
export type { Refusal, RefusalReason } from "./refusal.ts";
export { type Verdict, verifyAssertion } from "./verify-assertion.ts";
