import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClockwork } from "../../src/cli/simulate/network/clockwork.ts";
import { createGatewayBatches } from "../../src/cli/simulate/network/gateway-batches.ts";
import { createBatcher } from "../../src/http/batch.ts";

/** A batch that was sent: when, and with how many. */
type Sent = readonly [at: number, calls: number];

interface Crowd {
  /** When each call comes, in order of time, in whole milliseconds. */
  readonly arrivals: readonly number[];
  /** How long the object takes for one batch after the other. */
  readonly answersMs: readonly number[];
}

const answerMs = ({ answersMs }: Crowd, batch: number): number =>
  answersMs[batch % answersMs.length] ?? 0;

const begun = 1_000_000;

function simulated(crowd: Crowd): Sent[] {
  const sent: Sent[] = [];
  const clockwork = createClockwork();
  const batches = createGatewayBatches<number>({
    clockwork,
    send(calls, now, answered) {
      clockwork.at(now + answerMs(crowd, sent.length), answered);
      sent.push([now - begun, calls.length]);
    },
  });
  for (const at of crowd.arrivals) clockwork.at(begun + at, (now) => batches.ask(1, now));
  clockwork.runUntil(begun + 60_000);
  return sent;
}

async function real(crowd: Crowd): Promise<Sent[]> {
  vi.setSystemTime(begun);
  const sent: Sent[] = [];
  const batcher = createBatcher<number, number>({
    async send(calls) {
      const afterMs = answerMs(crowd, sent.length);
      sent.push([Date.now() - begun, calls.length]);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      return calls;
    },
    // Whoever is tired of waiting asks directly; the simulated ones never are.
    patienceMs: 3_600_000,
    clock: () => Date.now(),
  });
  for (const at of crowd.arrivals) {
    setTimeout(() => void batcher.ask(1, { waitUntil: () => undefined }), at);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  return sent;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

// Different milliseconds, so that what comes at the same instant need not come in the same order.
const crowd = fc
  .record({
    gaps: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 120 }),
    answersMs: fc.array(fc.integer({ min: 3, max: 1_500 }), { minLength: 1, maxLength: 5 }),
  })
  .map(({ gaps, answersMs }): Crowd => {
    let at = 0;
    // Calls come at even instants, answers at odd ones.
    return {
      arrivals: gaps.map((gap) => (at += 2 * gap)),
      answersMs: answersMs.map((ms) => 2 * ms + 1),
    };
  });

test("the batches of the simulated network are those of the gateway: the same calls at the same instants", async () => {
  await fc.assert(
    fc.asyncProperty(crowd, async (one) => {
      expect(simulated(one)).toEqual(await real(one));
    }),
    { numRuns: 40 },
  );
});

test("in a crowd they gather, as the gateway's do", async () => {
  const one: Crowd = {
    arrivals: Array.from({ length: 200 }, (_, index) => 2 * index),
    answersMs: [51],
  };
  const sent = simulated(one);
  expect(sent).toEqual(await real(one));
  expect(Math.max(...sent.map(([, calls]) => calls))).toBeGreaterThan(16);
});
