/**
 * A value that somebody else owns, kept for a moment: one question per interval and isolate, whoever
 * asks. While it is fresh nobody waits; when its owner does not answer, the last one known serves on.
 */

export interface Refreshed<Value> {
  /** The value if it needs no waiting: fresh, or about to be refreshed. */
  peek(ctx: Pick<ExecutionContext, "waitUntil">): Value | undefined;
  /**
   * The value, asked for if need be.
   * @throws what the owner threw, when nothing is known at all
   */
  get(ctx: Pick<ExecutionContext, "waitUntil">): Promise<Value>;
  /** Takes a value that came by another way. */
  offer(value: Value): void;
  /** Makes the next `get` ask. */
  forget(): void;
}

export interface RefreshedOptions<Value> {
  readonly fetch: () => Promise<Value>;
  /** Up to this age the value is not asked for again. */
  readonly freshMs: number;
  /** Up to this age it is used while it is asked for again; beyond, whoever comes waits. */
  readonly usableMs: number;
  readonly clock: () => number;
}

/** How long anybody waits for the owner, and how long it is left alone after it failed. */
const patienceMs = 2_000;
const pauseAfterFailureMs = 1_000;

export function createRefreshed<Value>({
  fetch,
  freshMs,
  usableMs,
  clock,
}: RefreshedOptions<Value>): Refreshed<Value> {
  let known: { readonly value: Value; readonly at: number } | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let asking: { readonly promise: Promise<Value>; readonly since: number } | undefined;

  function offer(value: Value) {
    known = { value, at: clock() };
  }

  /** One question at a time, as in a batch: the leader's promise, awaited by others but resolved by none. */
  function ask(ctx: Pick<ExecutionContext, "waitUntil">): Promise<Value> {
    const now = clock();
    if (asking && now - asking.since < patienceMs) return asking.promise;
    const promise = fetch().then((value) => {
      offer(value);
      return value;
    });
    const mine = { promise, since: now };
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

  function peek(ctx: Pick<ExecutionContext, "waitUntil">): Value | undefined {
    const now = clock();
    const age = known ? now - known.at : Number.POSITIVE_INFINITY;
    // Whoever owns it is in trouble: nobody is made to wait for it again and again.
    if (known && now - failedAt < pauseAfterFailureMs) return known.value;
    if (age > usableMs) return undefined;
    if (age > freshMs) ask(ctx).catch(() => undefined);
    return known?.value;
  }

  return {
    peek,
    offer,
    forget() {
      known = known && { value: known.value, at: Number.NEGATIVE_INFINITY };
    },
    async get(ctx) {
      const current = peek(ctx);
      if (current !== undefined) return current;
      try {
        const answer = await Promise.race([ask(ctx), late()]);
        if (answer !== undefined) return answer;
        failedAt = clock();
      } catch (error) {
        if (!known) throw error;
      }
      if (!known) throw new Error("The owner of the value did not answer in time");
      return known.value;
    },
  };
}

const late = () => new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs));
