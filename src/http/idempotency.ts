/**
 * The name of an order, for the shop to know it again: the same for the same form of the same admission,
 * whichever gateway it comes through, and for nobody else's.
 */

import { base64UrlOf, hmacSha256 } from "../hash.ts";
import { newTokenId } from "../tokens/claims.ts";
import type { PassClaims } from "../tokens/pass-token.ts";
import type { Visit } from "./visit.ts";

/** Methods that may place an order. Nothing of them is ever sent twice by us. */
const writes = new Set(["POST", "PUT", "PATCH"]);

export const isWrite = ({ method }: Pick<Request, "method">): boolean => writes.has(method);

/**
 * The value of `Idempotency-Key`, a string of RFC 9651. A body that went out unread may be any: each
 * sending of it has a name of its own.
 */
export function idempotencyKey(
  { method, target }: Pick<Visit, "method" | "target">,
  { jti }: Pick<PassClaims, "jti">,
  digest: string | null,
): string {
  if (digest === null) return `"${newTokenId()}"`;
  const order = hmacSha256(new TextEncoder().encode(jti), `${method}\n${target}\n${digest}`);
  return `"${base64UrlOf(order)}"`;
}
