/**
 * The batcher on workerd itself, where a promise belongs to the request that made it: what goes wrong
 * there cannot be seen in one process. `test/http/batch.test.ts` has the rules.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { stop as stopEsbuild } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../../build/project.ts";
import { buildWorker } from "../../build/worker.ts";
import { type Stack, startStack } from "../support/stack.ts";

let stack: Stack;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stanchion-test-"));
  const workerFile = join(directory, "batch-worker.js");
  await buildWorker({ entry: projectPath("test/faults/batch-worker.js"), outfile: workerFile });
  await stopEsbuild();
  stack = await startStack({ workerFile });
});
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const get = (path: string, init: RequestInit = {}) => fetch(stack.gatewayUrl + path, init);

/** What somebody who makes this call is answered, in a few words if it went wrong. */
async function ask(call: string, signal?: AbortSignal): Promise<string> {
  try {
    const response = await get(`/?call=${call}`, signal ? { signal } : {});
    const text = await response.text();
    return response.ok ? text : `status ${response.status}`;
  } catch {
    return signal?.aborted ? "hung up" : "no answer";
  }
}

/** What the object does with the next batches, one after the other. From here on there is another batcher. */
const moods = (...list: readonly string[]) =>
  get(`/moods?${list.map((mood) => `mood=${mood}`).join("&")}`);
/** The same, with askers who have so little patience. */
const impatient = (patienceMs: number, mood: string) =>
  get(`/moods?patience=${patienceMs}&mood=held&mood=${mood}`);
const release = () => get("/release");
const taken = async (): Promise<unknown> => (await get("/taken")).json();
const asked = async (): Promise<unknown> => (await get("/asked")).json();

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(5);
}

const untilAsked = (count: number) => until(async () => (await asked()) === count);
const untilHeld = (calls: readonly string[]) =>
  until(async () => JSON.stringify(await taken()).includes(JSON.stringify(calls)));
const untilTaken = (count: number) =>
  until(async () => {
    const batches = await taken();
    return Array.isArray(batches) && batches.length === count;
  });

/** One call that the object holds, and a batch of several behind it, the first of which leads. */
async function behindOneInFlight(calls: readonly string[], leaderSignal?: AbortSignal) {
  const first = ask("first");
  await untilTaken(1);
  const behind: Promise<string>[] = [];
  for (const call of calls) {
    behind.push(ask(call, behind.length === 0 ? leaderSignal : undefined));
    await untilAsked(1 + behind.length);
  }
  return { first, behind };
}

test("people who ask one at a time, long apart, are each answered", async () => {
  await moods();
  for (const call of ["a", "b", "c", "d", "e", "f"]) {
    expect(await ask(call)).toBe(`${call}!`);
    await pause(30);
  }
  expect(await taken()).toEqual([["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]);
});

test("a crowd that comes while a call is in flight is answered with one more, each their own", async () => {
  await moods("held");
  const calls = Array.from({ length: 300 }, (_, index) => `call-${index}`);
  const { first } = await behindOneInFlight([]);
  const answers = calls.map((call) => ask(call));
  await untilAsked(1 + calls.length);
  await release();
  expect(await first).toBe("first!");
  expect(await Promise.all(answers)).toEqual(calls.map((call) => `${call}!`));
  expect(await taken()).toHaveLength(2);
});

test("a leader who hangs up before the batch goes takes nobody along", async () => {
  await moods("held");
  const hangUp = new AbortController();
  const { first, behind } = await behindOneInFlight(["leader", "b", "c"], hangUp.signal);
  hangUp.abort();
  await release();
  expect(await Promise.all(behind)).toEqual(["hung up", "b!", "c!"]);
  expect(await first).toBe("first!");
  expect(await ask("later")).toBe("later!");
  expect(await taken()).toEqual([["first"], ["leader", "b", "c"], ["later"]]);
});

test("a leader who hangs up while the batch is in flight takes nobody along", async () => {
  await moods("held", "held");
  const hangUp = new AbortController();
  const { behind } = await behindOneInFlight(["leader", "b", "c"], hangUp.signal);
  await release();
  await untilTaken(2);
  hangUp.abort();
  await release();
  expect(await Promise.all(behind)).toEqual(["hung up", "b!", "c!"]);
  expect(await ask("later")).toBe("later!");
  expect(await taken()).toEqual([["first"], ["leader", "b", "c"], ["later"]]);
});

test("everybody of a batch that fails is answered by a call of their own", async () => {
  await moods("held", "failing");
  const { first, behind } = await behindOneInFlight(["a", "b", "c"]);
  await release();
  expect(await Promise.all([first, ...behind])).toEqual(["first!", "a!", "b!", "c!"]);
  expect(await ask("later")).toBe("later!");
});

test("everybody of a batch that finds the object reset is answered by the next one of its lives", async () => {
  await moods("held", "broken");
  const { first, behind } = await behindOneInFlight(["a", "b", "c"]);
  await release();
  expect(await Promise.all([first, ...behind])).toEqual(["first!", "a!", "b!", "c!"]);
  expect(await ask("later")).toBe("later!");
});

test("whoever loses patience with a batch that is stuck is answered by a call of their own", async () => {
  await impatient(1_000, "stuck");
  const { first, behind } = await behindOneInFlight(["leader", "b"]);
  await release();
  expect(await Promise.all([first, ...behind])).toEqual(["first!", "leader!", "b!"]);
  // The batch itself has gone, and is held to this moment.
  await untilHeld(["leader", "b"]);
  await release();
  expect(await ask("later")).toBe("later!");
});
