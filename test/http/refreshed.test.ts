import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createRefreshed } from "../../src/http/refreshed.ts";
import { waiting } from "./waiting.ts";

const freshMs = 800;
const usableMs = 1_200;
const clock = () => Date.now();
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** An owner who counts questions and answers `1`, `2` … as it feels: at once, slowly, never, with an error. */
function owner() {
  const state = { asked: 0, mood: "well" as "well" | "slow" | "hung" | "failing" };
  const fetch = async () => {
    state.asked += 1;
    const answer = state.asked;
    if (state.mood === "failing") throw new Error("the owner is ill");
    if (state.mood === "hung") await new Promise(() => undefined);
    if (state.mood === "slow") await new Promise((resolve) => setTimeout(resolve, 500));
    return answer;
  };
  return { state, fetch };
}

function refreshedBy({ fetch }: ReturnType<typeof owner>) {
  return createRefreshed({ fetch, freshMs, usableMs, clock });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("while the owner answers", () => {
  test("a hundred who come at once are one question", async () => {
    const one = owner();
    one.state.mood = "slow";
    const value = refreshedBy(one);
    const answers = Array.from({ length: 100 }, () => value.get(waiting().ctx));
    await pass(500);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([1]));
    expect(one.state.asked).toBe(1);
  });

  test("a fresh value is not asked for again", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    await pass(freshMs);
    expect(value.peek(waiting().ctx)).toBe(1);
    expect(one.state.asked).toBe(1);
  });

  test("a value that grows old serves while it is asked for again, once", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "slow";
    await pass(freshMs + 1);
    expect(value.peek(waiting().ctx)).toBe(1);
    expect(value.peek(waiting().ctx)).toBe(1);
    expect(one.state.asked).toBe(2);
    await pass(500);
    expect(value.peek(waiting().ctx)).toBe(2);
  });

  test("a value that is too old to use makes whoever comes wait for the next", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "slow";
    await pass(usableMs + 1);
    expect(value.peek(waiting().ctx)).toBeUndefined();
    const answer = value.get(waiting().ctx);
    await pass(500);
    expect(await answer).toBe(2);
  });

  test("nobody knows anything before the first question", () => {
    const one = owner();
    expect(refreshedBy(one).peek(waiting().ctx)).toBeUndefined();
    expect(one.state.asked).toBe(0);
  });

  test("a question outlives whoever asked it, and never makes waitUntil fail", async () => {
    const one = owner();
    one.state.mood = "failing";
    const { ctx, promises } = waiting();
    await expect(refreshedBy(one).get(ctx)).rejects.toThrow("ill");
    expect(promises).toHaveLength(1);
    await expect(Promise.all(promises)).resolves.toBeDefined();
  });
});

describe("while the owner is in trouble", () => {
  test.each(["failing", "hung"] as const)("the last value serves on (%s)", async (mood) => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = mood;
    await pass(3_600_000);
    const answer = value.get(waiting().ctx);
    await pass(2_000);
    expect(await answer).toBe(1);
  });

  test.each(["failing", "hung"] as const)(
    "nobody waits a second time for more than a moment (%s)",
    async (mood) => {
      const one = owner();
      const value = refreshedBy(one);
      await value.get(waiting().ctx);
      one.state.mood = mood;
      await pass(usableMs + 1);
      const first = value.get(waiting().ctx);
      await pass(2_000);
      await first;
      for (let second = 0; second < 60; second++) {
        const answer = value.get(waiting().ctx);
        await pass(250);
        expect(await answer).toBe(1);
        // And whoever comes behind, not at all.
        expect(value.peek(waiting().ctx)).toBe(1);
        await pass(750);
      }
    },
  );

  test("it is asked again about once a second, however many come", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "failing";
    await pass(usableMs + 1);
    const before = one.state.asked;
    for (let tenth = 0; tenth < 100; tenth++) {
      for (let visitor = 0; visitor < 10; visitor++) value.peek(waiting().ctx);
      await pass(100);
    }
    expect(one.state.asked - before).toBeGreaterThan(5);
    expect(one.state.asked - before).toBeLessThanOrEqual(11);
  });

  test("it is forgiven as soon as it answers again", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "failing";
    await pass(usableMs + 1);
    expect(await value.get(waiting().ctx)).toBe(1);
    one.state.mood = "well";
    await pass(60_000);
    // Also for the first to come, however long nobody asked.
    expect(value.peek(waiting().ctx)).toBeUndefined();
    expect(await value.get(waiting().ctx)).toBe(one.state.asked);
    expect(value.peek(waiting().ctx)).toBe(one.state.asked);
    await pass(usableMs + 1);
    expect(value.peek(waiting().ctx)).toBeUndefined();
  });

  test("who knows nothing is told so, after two seconds at most", async () => {
    const one = owner();
    one.state.mood = "hung";
    const refused = expect(refreshedBy(one).get(waiting().ctx)).rejects.toThrow("in time");
    await pass(2_000);
    await refused;
  });
});

describe("renew()", () => {
  test("asks however fresh the value is", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    expect(await value.renew(waiting().ctx)).toBe(2);
    expect(value.peek(waiting().ctx)).toBe(2);
  });

  test("does not take the answer to a question that was asked before", async () => {
    const one = owner();
    one.state.mood = "slow";
    const value = refreshedBy(one);
    const before = value.get(waiting().ctx);
    const after = value.renew(waiting().ctx);
    await pass(500);
    await before;
    expect(await after).toBe(2);
  });

  test("makes nobody else wait", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "slow";
    const renewed = value.renew(waiting().ctx);
    expect(value.peek(waiting().ctx)).toBe(1);
    await pass(500);
    await renewed;
  });

  test("says why when the owner fails", async () => {
    const one = owner();
    const value = refreshedBy(one);
    await value.get(waiting().ctx);
    one.state.mood = "failing";
    await expect(value.renew(waiting().ctx)).rejects.toThrow("ill");
  });
});

describe("a value that came by another way", () => {
  test("saves the question", async () => {
    const one = owner();
    const value = refreshedBy(one);
    value.offer(42);
    expect(value.peek(waiting().ctx)).toBe(42);
    expect(one.state.asked).toBe(0);
  });

  test("is left aside when it was overtaken on its way", () => {
    const value = createRefreshed<number>({
      fetch: async () => 0,
      freshMs,
      usableMs,
      isOvertaken: (arriving, known) => arriving < known,
      clock,
    });
    value.offer(5);
    value.offer(4);
    expect(value.peek(waiting().ctx)).toBe(5);
    value.offer(5);
    value.offer(6);
    expect(value.peek(waiting().ctx)).toBe(6);
  });

  test("is taken all the same when the known one is too old to use", async () => {
    const value = createRefreshed<number>({
      fetch: async () => 0,
      freshMs,
      usableMs,
      isOvertaken: (arriving, known) => arriving < known,
      clock,
    });
    value.offer(5);
    await pass(usableMs + 1);
    value.offer(1);
    expect(value.peek(waiting().ctx)).toBe(1);
  });
});
