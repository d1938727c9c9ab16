import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RoomCall } from "../../src/domain/calls.ts";
import type { ShownRenewal } from "../../src/domain/renewal-chain.ts";
import { askOne, crash, evict, letPass, newRoom, pass } from "./room-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const minuteMs = 60_000;

const show = (
  renewal: number,
  attempt: string,
  wants: ShownRenewal["wants"] = "renewal",
): RoomCall => ({
  kind: "renew",
  epoch: 1,
  line: "general",
  number: 1,
  shown: { renewal, attempt, wants },
});

test("a pass in two places is found once, counted, and known over the end of the object", async () => {
  let room = await newRoom({ sessionMinutes: 15 });
  await askOne(room, pass("a"));
  letPass(8 * minuteMs);
  const renewed = await askOne(room, show(0, "one"));
  expect(renewed).toMatchObject({ kind: "admitted", admission: { chain: { latest: 1 } } });
  room = await crash(room);
  expect(await askOne(room, show(0, "one"))).toEqual(renewed);
  expect(await askOne(room, show(1, "two", "nothing"))).toMatchObject({ kind: "stays" });
  expect(await askOne(room, show(0, "three"))).toMatchObject({ kind: "stays" });
  letPass(minuteMs);
  expect((await room.live()).clonedPasses).toBe(0);
  expect(await askOne(room, show(0, "four"))).toEqual({ kind: "elsewhere", isNews: true });
  room = await evict(room);
  expect(await askOne(room, show(0, "five"))).toEqual({ kind: "elsewhere", isNews: false });
  expect(await room.live()).toMatchObject({ clonedPasses: 1, inside: 1, admitted: 1 });
  await room.reset("the test");
  expect((await room.live()).clonedPasses).toBe(0);
});

test("a session that is over is nobody's to come back to", async () => {
  const room = await newRoom({ sessionMinutes: 15 });
  await askOne(room, pass("a"));
  letPass(16 * minuteMs);
  const answer = await askOne(room, show(0, "one", "return"));
  expect(answer).toEqual({ kind: "ended", reason: "expired" });
});
