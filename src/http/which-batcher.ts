/** Which batcher a join goes to: by a keyed hash, so that the same join meets the same one and nobody can aim. */

import type { JoinCall } from "../domain/calls.ts";
import { bytesOf } from "../domain/hex.ts";
import type { Batching } from "../domain/snapshot.ts";
import { hmacSha256 } from "../hash.ts";

/** An invited customer's by the customer, whatever the device; anybody else's by the key of the join. */
export function batcherOf(
  { key, invitation }: JoinCall,
  { batchers, key: hashKey }: Batching,
): number {
  const [high = 0, low = 0] = hmacSha256(bytesOf(hashKey), invitation?.subject ?? key);
  return (high * 256 + low) % batchers;
}
