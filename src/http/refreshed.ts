/**
 * A value that somebody else owns, kept for a moment: one question per interval and isolate, whoever
 * asks. While it is fresh nobody waits; when its owner does not answer, the last one known serves on.
 */

import { after } from "./after.ts";

export interface Refreshed<Value> {
  /** The value if it needs no waiting: fresh, about to be refreshed, or its owner is in trouble. */
  peek(ctx: Pick<ExecutionContext, "waitUntil">): Value | undefined;
  /**
   * The value, asked for if need be.
   * @throws what the owner threw, when nothing is known at all
   */
  get(ctx: Pick<ExecutionContext, "waitUntil">): Promise<Value>;
  /**
   * The value as its owner has it now, for whoever has just changed it or must see each change.
   * @throws what the owner threw
   */
  renew(ctx: Pick<ExecutionContext, "waitUntil">): Promise<Value>;
  /** Takes a value that came by another way. */
  offer(value: Value): void;
}

export interface RefreshedOptions<Value> {
  readonly fetch: (ctx: Pick<ExecutionContext, "waitUntil">) => Promise<Value>;
  /** Up to this age the value is not asked for again. */
  readonly freshMs: number;
  /** Up to this age it is used while it is asked for again; beyond, whoever comes waits. */
  readonly usableMs: number;
  /** Whether a value that arrives was overtaken on its way by the one known; without it, none ever was. */
  readonly isOvertaken?: (arriving: Value, known: Value) => boolean;
  /** From when on it counts as known, for one that was not fresh when it came; else it is from now on. */
  readonly knownSince?: (value: Value) => number | undefined;
  readonly clock: () => number;
}

/** How long anybody waits for the owner who knows nothing, and who has the last one known. */
const patienceMs = 2_000;
const patienceWithKnownMs = 1_000;
/** How long, of each time that it is asked in trouble, whoever comes waits to hear whether it is well again. */
const lookAgainMs = 250;
/** How long it is left alone after it failed. */
const pauseAfterFailureMs = 1_000;

export function createRefreshed<Value>({
  fetch,
  freshMs,
  usableMs,
  isOvertaken = () => false,
  knownSince = () => undefined,
  clock,
}: RefreshedOptions<Value>): Refreshed<Value> {
  let known: { readonly value: Value; readonly at: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  /** Somebody waited and nothing came: until it does, nobody else is made to wait. */
  let waitedInVain = false;
  let asking: { readonly promise: Promise<Value>; readonly since: number } | undefined;

  function offer(value: Value) {
    const now = clock();
    // Only against one that is still of use: a value never stands in the way of others for long.
    if (known && now - known.at <= usableMs && isOvertaken(value, known.value)) return;
    known = { value, at: knownSince(value) ?? now };
  }

  function renew(ctx: Pick<ExecutionContext, "waitUntil">): Promise<Value> {
    const promise = fetch(ctx).then((value) => {
      offer(value);
      return value;
    });
    const mine = { promise, since: clock() };
    asking = mine;
    const done = () => {
      if (asking === mine) asking = undefined;
    };
    const failed = () => {
      failedAt = clock();
      done();
    };
    ctx.waitUntil(promise.then(done, failed));
    return promise;
  }

  /** One question at a time, as in a batch: the leader's promise, awaited by others but resolved by none. */
  const current = () =>
    asking && clock() - asking.since < patienceMs ? asking.promise : undefined;

  function peek(ctx: Pick<ExecutionContext, "waitUntil">): Value | undefined {
    if (!known) return undefined;
    const now = clock();
    const age = now - known.at;
    const isDue = age > freshMs && now - failedAt >= pauseAfterFailureMs;
    // Who does not wait hangs nothing on a question of others: it may be answered after they are gone.
    if (isDue && !current()) renew(ctx).catch(() => undefined);
    // While its owner is in trouble nobody is made to wait for long. But where hardly anybody asks, the first
    // to come after the trouble must not be told what was true before it.
    return age <= usableMs || (isInTrouble() && !isLookingAgain()) ? known.value : undefined;
  }

  const isInTrouble = () => known !== undefined && failedAt > known.at;
  const longestWaitMs = () =>
    isInTrouble() ? lookAgainMs : known ? patienceWithKnownMs : patienceMs;
  const isLookingAgain = () => asking !== undefined && clock() - asking.since < lookAgainMs;

  return {
    peek,
    offer,
    renew,
    async get(ctx) {
      const usable = peek(ctx);
      if (usable !== undefined) return usable;
      const answer = current() ?? renew(ctx);
      if (!known && waitedInVain) {
        answer.catch(() => undefined);
        throw new Error("The owner of the value has not answered yet");
      }
      try {
        await Promise.race([answer, after(longestWaitMs())]);
      } catch (error) {
        if (!known) throw error;
      }
      waitedInVain ||= !known;
      if (!known) throw new Error("The owner of the value did not answer in time");
      if (clock() - known.at > usableMs) failedAt = clock();
      return known.value;
    },
  };
}
