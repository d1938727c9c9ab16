import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createBatcher } from "../../src/http/batch.ts";
import { waiting } from "./waiting.ts";

/** A batch of an object that answers `a!` to `a`, when the test says so. */
function slowObject() {
  const sent: { readonly calls: readonly string[]; answer(): void; fail(error: Error): void }[] =
    [];
  const send = (calls: readonly string[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      sent.push({
        calls: [...calls],
        answer: () => resolve(calls.map((call) => `${call}!`)),
        fail: reject,
      });
    });
  return { sent, send, calls: () => sent.map(({ calls }) => calls) };
}

const clock = () => Date.now();
const moment = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a batcher", () => {
  test("asks at once while it is quiet", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const answer = batcher.ask("a", waiting().ctx);
    await moment();
    expect(calls()).toEqual([["a"]]);
    sent[0]?.answer();
    expect(await answer).toBe("a!");
  });

  test("sends together what arrived while a call was in flight", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const answers = [batcher.ask("a", waiting().ctx)];
    await moment();
    answers.push(...["b", "c", "d"].map((call) => batcher.ask(call, waiting().ctx)));
    await vi.advanceTimersByTimeAsync(900);
    expect(calls()).toEqual([["a"]]);
    sent[0]?.answer();
    await moment();
    expect(calls()).toEqual([["a"], ["b", "c", "d"]]);
    sent[1]?.answer();
    expect(await Promise.all(answers)).toEqual(["a!", "b!", "c!", "d!"]);
  });

  test("takes no more calls into a batch that has gone", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const first = batcher.ask("a", waiting().ctx);
    await moment();
    sent[0]?.answer();
    expect(await first).toBe("a!");
    const second = batcher.ask("b", waiting().ctx);
    await moment();
    sent[1]?.answer();
    expect(await second).toBe("b!");
    expect(calls()).toEqual([["a"], ["b"]]);
  });

  test("gives each of 1,000 callers their own answer, with one call in flight at a time", async () => {
    let inFlight = 0;
    let mostInFlight = 0;
    let sentBatches = 0;
    const send = async (calls: readonly number[]) => {
      sentBatches += 1;
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      await new Promise((resolve) => setTimeout(resolve, 3 + (sentBatches % 5) * 10));
      inFlight -= 1;
      return calls.map((call) => call * 2);
    };
    const batcher = createBatcher({ send, clock });
    const asked = Array.from({ length: 1_000 }, async (_, call) => {
      await new Promise((resolve) => setTimeout(resolve, (call * 7_919) % 400));
      return batcher.ask(call, waiting().ctx);
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await Promise.all(asked)).toEqual(asked.map((_, call) => call * 2));
    expect(mostInFlight).toBe(1);
    expect(sentBatches).toBeLessThan(60);
  });

  test("lets a batch have so many calls and no more", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, mostCalls: 3, clock });
    const answers = ["a", "b", "c", "d", "e", "f", "g", "h"].map((call) =>
      batcher.ask(call, waiting().ctx),
    );
    for (let index = 0; index < 3; index++) {
      await moment();
      sent[index]?.answer();
    }
    await Promise.all(answers);
    expect(calls()).toEqual([
      ["a", "b", "c"],
      ["d", "e", "f"],
      ["g", "h"],
    ]);
  });

  test("lets a batch behind a crowd gather for a moment, and is quick again when the crowd is gone", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, gatherMs: 40, clock });
    const ask = (call: string) => batcher.ask(call, waiting().ctx);
    const crowd = Array.from({ length: 20 }, (_, index) => `crowd-${index}`);
    const answers = [ask("first")];
    await moment();
    answers.push(...crowd.map(ask));
    sent[0]?.answer();
    await moment();
    sent[1]?.answer();
    answers.push(ask("a"));
    await vi.advanceTimersByTimeAsync(39);
    answers.push(ask("b"));
    expect(calls()).toEqual([["first"], crowd]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls()[2]).toEqual(["a", "b"]);
    sent[2]?.answer();
    answers.push(ask("c"));
    await moment();
    expect(calls()[3]).toEqual(["c"]);
    sent[3]?.answer();
    expect(await Promise.all(answers)).toHaveLength(24);
  });

  test("waits for the call in flight for one window only", async () => {
    const { send, calls } = slowObject();
    const batcher = createBatcher({ send, windowMs: 1_000, clock });
    batcher.ask("lost", waiting().ctx).catch(() => undefined);
    await moment();
    batcher.ask("b", waiting().ctx).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(999);
    expect(calls()).toEqual([["lost"]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls()).toEqual([["lost"], ["b"]]);
  });
});

describe("a batch whose leader has gone", () => {
  test("belongs to the leader's waitUntil, so that it outlives the leader's patience", async () => {
    const { sent, send } = slowObject();
    const batcher = createBatcher({ send, clock });
    const leader = waiting();
    const follower = waiting();
    batcher.ask("leader", leader.ctx).catch(() => undefined);
    const answer = batcher.ask("follower", follower.ctx);
    expect(leader.promises).toHaveLength(1);
    expect(follower.promises).toHaveLength(0);
    await moment();
    sent[0]?.answer();
    expect(await answer).toBe("follower!");
    await Promise.all(leader.promises);
  });

  test("never makes waitUntil fail", async () => {
    const { sent, send } = slowObject();
    const batcher = createBatcher({ send, clock });
    const leader = waiting();
    const answer = batcher.ask("a", leader.ctx);
    await moment();
    sent[0]?.fail(new Error("the object was reset"));
    await moment();
    sent[1]?.answer();
    expect(await answer).toBe("a!");
    await expect(Promise.all(leader.promises)).resolves.toBeDefined();
  });

  test("is given up by each follower after its own patience, for one direct call", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, patienceMs: 4_000, clock });
    const answers = ["a", "b"].map((call) => batcher.ask(call, waiting().ctx));
    await vi.advanceTimersByTimeAsync(3_999);
    expect(calls()).toEqual([["a", "b"]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls()).toEqual([["a", "b"], ["a"], ["b"]]);
    for (const { answer } of sent.slice(1)) answer();
    expect(await Promise.all(answers)).toEqual(["a!", "b!"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls()).toHaveLength(3);
  });

  test("is replaced when it never went, and takes nobody else along", async () => {
    let now = 0;
    const { send, calls } = slowObject();
    const batcher = createBatcher({ send, windowMs: 1_000, clock: () => now });
    batcher.ask("in flight", waiting().ctx).catch(() => undefined);
    await moment();
    batcher.ask("stuck", waiting().ctx).catch(() => undefined);
    // The leader is dead and its timers with it: time passes, but not for the batch.
    now = 2_001;
    batcher.ask("later", waiting().ctx).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls()).toContainEqual(["later"]);
    expect(calls()).not.toContainEqual(["stuck", "later"]);
  });
});

describe("a batch that failed", () => {
  test("is followed by one direct call for each caller", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const answers = ["a", "b"].map((call) => batcher.ask(call, waiting().ctx));
    await moment();
    sent[0]?.fail(new Error("the object was reset"));
    await moment();
    for (const { answer } of sent.slice(1)) answer();
    expect(await Promise.all(answers)).toEqual(["a!", "b!"]);
    expect(calls()).toEqual([["a", "b"], ["a"], ["b"]]);
  });

  test("tells the caller why, when the direct call failed too", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const answer = batcher.ask("a", waiting().ctx);
    const refused = expect(answer).rejects.toThrow("again");
    await moment();
    sent[0]?.fail(new Error("once"));
    await moment();
    sent[1]?.fail(new Error("again"));
    await refused;
    expect(calls()).toHaveLength(2);
  });

  test("is not asked again when the object is overloaded", async () => {
    const { sent, send, calls } = slowObject();
    const batcher = createBatcher({ send, clock });
    const answers = ["a", "b", "c"].map((call) => batcher.ask(call, waiting().ctx));
    const refused = Promise.all(
      answers.map((answer) => expect(answer).rejects.toThrow("overloaded")),
    );
    await moment();
    sent[0]?.fail(Object.assign(new Error("overloaded"), { overloaded: true }));
    await refused;
    expect(calls()).toHaveLength(1);
  });

  test("does not spoil the next one", async () => {
    const { sent, send } = slowObject();
    const batcher = createBatcher({ send, clock });
    const first = batcher.ask("a", waiting().ctx);
    const refused = expect(first).rejects.toThrow();
    await moment();
    const second = batcher.ask("b", waiting().ctx);
    sent[0]?.fail(Object.assign(new Error("overloaded"), { overloaded: true }));
    await refused;
    await moment();
    sent[1]?.answer();
    expect(await second).toBe("b!");
  });

  test("counts a missing answer as a failure of that one call", async () => {
    const answered: (readonly string[])[] = [];
    const send = async (calls: readonly string[]) => {
      answered.push([...calls]);
      return calls.filter((call) => call !== "nobody").map((call) => `${call}!`);
    };
    const batcher = createBatcher({ send, clock });
    const [first, second] = ["a", "nobody"].map((call) => batcher.ask(call, waiting().ctx));
    const refused = expect(second).rejects.toThrow(TypeError);
    expect(await first).toBe("a!");
    await refused;
    expect(answered).toEqual([["a", "nobody"], ["nobody"]]);
  });
});
