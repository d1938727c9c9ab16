import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EnterCall, RoomAnswer } from "../../src/domain/calls.ts";
import { askAtTheDoor } from "../../src/http/door.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const enter: EnterCall = {
  kind: "enter",
  epoch: 1,
  line: "general",
  number: 1,
  passId: "a pass",
  ticket: { joinedAt: 0, told: null, wave: null },
};

const again = (retryAfterMs: number): RoomAnswer => ({
  kind: "at-the-door",
  retryAfterMs,
  waitMs: null,
});

/** A room that gives these answers in turn, and what it was asked when. */
async function askedOf(answers: readonly (RoomAnswer | null)[]) {
  const begunAt = Date.now();
  const asked: { readonly atMs: number; readonly call: EnterCall }[] = [];
  const answer = askAtTheDoor(async (call) => {
    asked.push({ atMs: Date.now() - begunAt, call });
    return answers[asked.length - 1] ?? null;
  }, enter);
  await vi.advanceTimersByTimeAsync(60_000);
  return { answer: await answer, times: asked.map(({ atMs }) => atMs), asked };
}

test("whoever is told to ask again soon is kept, and asked for just then, as the same attempt", async () => {
  const { answer, times, asked } = await askedOf([again(250), again(900), { kind: "done" }]);
  expect(answer).toEqual({ kind: "done" });
  expect(times).toEqual([0, 250, 1_150]);
  for (const { call } of asked) expect(call).toMatchObject(enter);
});

test.each<readonly [string, RoomAnswer | null]>([
  ["is told to ask later than in a second", again(1_001)],
  ["is not called", { kind: "not-called" }],
  ["has no place", { kind: "void" }],
  ["hears nothing of the room", null],
])("whoever %s is told so at once", async (_, first) => {
  const { answer, times } = await askedOf([first, { kind: "done" }]);
  expect(answer).toBe(first);
  expect(times).toEqual([0]);
});

test("nobody is kept for longer than two seconds, and the room is told for how long at most", async () => {
  const { answer, times, asked } = await askedOf(Array.from({ length: 20 }, () => again(600)));
  expect(answer).toEqual(again(600));
  expect(times).toEqual([0, 600, 1_200, 1_800]);
  expect(asked.map(({ call }) => call.heldMs)).toEqual([1_000, 1_000, 800, 200]);
});
