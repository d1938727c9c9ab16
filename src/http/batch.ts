/**
 * One call in flight; whatever arrives meanwhile goes with the next. This is how thousands of visitors
 * become a few calls a second to an object, and how a quiet gateway calls it at once.
 *
 * In a Workers isolate a promise belongs to the request that made it. Only this form is safe: the
 * *leading* request makes the batch's promise and hands it to `ctx.waitUntil`, so the batch outlives its
 * visitor's patience; followers only await it, each with a time limit of their own and one direct call
 * after it. No request ever resolves a promise that another one made, and a batch that looks stuck is
 * replaced, whatever it claims: a stale one at module level would fail every later request.
 */

import { after } from "./after.ts";
import { batching } from "./gateway-pace.ts";

export interface Batcher<Call, Answer> {
  /** @throws what the direct call throws, when the batch and that call both failed */
  ask(call: Call, ctx: Pick<ExecutionContext, "waitUntil">): Promise<Answer>;
}

export interface BatcherOptions<Call, Answer> {
  /** Sends a batch. Calls must be safe to repeat: a batch whose answer is lost is asked again. */
  readonly send: (calls: readonly Call[]) => Promise<readonly Answer[]>;
  readonly mostCalls?: number;
  /** How long a batch waits for the one in flight before it goes all the same. */
  readonly windowMs?: number;
  /** In a crowd, how long a batch gathers when it could go already: each call to the object carries more. */
  readonly gatherMs?: number;
  /** How long a request waits for its batch before it asks directly. */
  readonly patienceMs?: number;
  readonly clock: () => number;
}

interface Batch<Call, Answer> {
  readonly calls: Call[];
  readonly openedAt: number;
  closed: boolean;
  answers: Promise<readonly Answer[]>;
}

export function createBatcher<Call, Answer>({
  send,
  mostCalls = batching.mostCalls,
  windowMs = batching.windowMs,
  gatherMs = batching.gatherMs,
  patienceMs = 4_000,
  clock,
}: BatcherOptions<Call, Answer>): Batcher<Call, Answer> {
  let open: Batch<Call, Answer> | undefined;
  let inFlight: Promise<unknown> = Promise.resolve();
  let latestSize = 0;

  async function lead(batch: Batch<Call, Answer>, before: Promise<unknown>) {
    await Promise.race([before.catch(() => undefined), after(windowMs)]);
    if (latestSize >= batching.crowd && batch.calls.length < mostCalls) await after(gatherMs);
    batch.closed = true;
    latestSize = batch.calls.length;
    return send(batch.calls);
  }

  function join(call: Call, ctx: Pick<ExecutionContext, "waitUntil">) {
    const now = clock();
    let batch = open;
    if (
      !batch ||
      batch.closed ||
      batch.calls.length >= mostCalls ||
      now - batch.openedAt > 2 * windowMs
    ) {
      const next: Batch<Call, Answer> = {
        calls: [],
        openedAt: now,
        closed: false,
        answers: Promise.resolve([]),
      };
      next.answers = lead(next, inFlight);
      ctx.waitUntil(next.answers.catch(() => undefined));
      inFlight = next.answers;
      open = batch = next;
    }
    return { batch, index: batch.calls.push(call) - 1 };
  }

  return {
    async ask(call, ctx) {
      const { batch, index } = join(call, ctx);
      try {
        const answers = await Promise.race([batch.answers, after(patienceMs)]);
        const answer = answers?.[index];
        if (answer !== undefined) return answer;
      } catch (error) {
        // An overloaded object is not helped by asking again.
        if (isOverloaded(error)) throw error;
      }
      const answer = (await Promise.race([send([call]), after(patienceMs)]))?.[0];
      if (answer === undefined) throw new TypeError("Cannot ask: the object gave no answer");
      return answer;
    },
  };
}

const isOverloaded = (error: unknown): boolean =>
  error instanceof Error && "overloaded" in error && error.overloaded === true;
