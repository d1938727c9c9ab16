/**
 * The joins of the last minute or two by their key. In memory, because losing it costs nothing: a join
 * repeated after a crash gets a new number, and the lost one is a no-show.
 */

import type { Joined } from "./ticket.ts";
import { type Instant, minuteMs } from "./time.ts";

/** Two generations: the older one is dropped whole, so forgetting costs nothing per join. */
export interface RecentJoins {
  readonly since: Instant;
  readonly young: Map<string, Joined>;
  readonly old: ReadonlyMap<string, Joined>;
}

/** Bounds the memory under a flood of joins; beyond it the oldest are forgotten early. */
const mostOfAGeneration = 200_000;

export const noJoins = (now: Instant): RecentJoins => ({
  since: now,
  young: new Map(),
  old: new Map(),
});

export const recallJoin = ({ young, old }: RecentJoins, key: string): Joined | undefined =>
  young.get(key) ?? old.get(key);

/** Remembers a join that is durable; call it after the transaction, never within. */
export function rememberJoin(
  joins: RecentJoins,
  key: string,
  joined: Joined,
  now: Instant,
): RecentJoins {
  const isOver = now - joins.since > minuteMs || joins.young.size >= mostOfAGeneration;
  const current = isOver
    ? { since: now, young: new Map<string, Joined>(), old: joins.young }
    : joins;
  current.young.set(key, joined);
  return current;
}
