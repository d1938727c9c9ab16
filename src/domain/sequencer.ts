/**
 * Ticket numbers: 1, 2, 3 … in the order in which joins reach the room, each given once in an epoch.
 * They come in runs, so that a batch of a thousand joins costs what one join costs.
 */

import type { Instant } from "./time.ts";

/** Consecutive ticket numbers, from `first` on. */
export interface TicketRun {
  readonly first: number;
  readonly count: number;
}

/** What a batcher was given under one sequence: a run of each line that it asked for. */
export interface GivenRun {
  readonly sequence: number;
  readonly joinedAt: Instant;
  readonly runs: readonly (TicketRun & { readonly line: string })[];
}

/** Far below 2^53, so that every sum of numbers in the domain is exact. */
const highestNumber = 2 ** 48;

/**
 * Gives the next `count` numbers after `issued`.
 * @throws RangeError when count is not a whole number of at least 1, or the epoch has no numbers left.
 */
export function issueTickets(
  issued: number,
  count: number,
): { readonly run: TicketRun; readonly issued: number } {
  if (!Number.isInteger(count) || count < 1 || issued + count > highestNumber) {
    throw new RangeError(
      `Cannot issue tickets: count must be a whole number from 1 to ${highestNumber - issued}, received ${count}`,
    );
  }
  return { run: { first: issued + 1, count }, issued: issued + count };
}
