/**
 * What a shard does for a room that lets in more than one object is asked with ease: it gathers, for a moment,
 * what hundreds of gateways ask of the room, asks the room once for all of them, and tells each its own answer.
 *
 * It decides nothing and keeps nothing. Who goes in when is for the room alone, in one step for everybody of a
 * question, so the rate, the order of places and the cap are what they are without shards. What a shard forgets
 * when it ends is asked again, and repeating a call has the same answer and no second effect. That is also why
 * it does not matter by which shard a call goes.
 */

import { type Instant, secondMs } from "./time.ts";

/** The room that a shard stands before, as the gateway that chose it saw the room. */
export interface ShardAddress {
  readonly room: string;
  /** How many the room has. */
  readonly shards: number;
}

/** All shards of a room together ask it at most so often: a fifth of what one object should be asked. */
const asksPerSecond = 100;

/** The least time between two questions of a shard: the more of them there are, the longer. */
export const shardGatherMs = (shards: number): number => (shards * secondMs) / asksPerSecond;

/**
 * How long until the room is to be asked for those who wait; not above 0: now. After a quiet moment the first one
 * is asked for at once. After a failure, too: whoever stands at the door is to be heard within half a second of
 * the time that they were told, or others go first.
 */
export function untilShardAsksMs(
  askedAt: Instant,
  { shards }: Pick<ShardAddress, "shards">,
  now: Instant,
): number {
  // A clock that was set back: nobody knows how long it has been.
  return now < askedAt ? 0 : askedAt + shardGatherMs(shards) - now;
}
