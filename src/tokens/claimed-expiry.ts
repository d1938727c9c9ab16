/** When a token says that it ends. Nothing is proved by it: it only tells at which instant to verify. */

import { decodeJwt } from "jose/jwt/decode";
import type { Instant } from "../domain/time.ts";

export function claimedExpiry(token: string): Instant | null {
  try {
    const { exp } = decodeJwt(token);
    return typeof exp === "number" && Number.isFinite(exp) ? exp * 1_000 : null;
  } catch {
    return null;
  }
}
