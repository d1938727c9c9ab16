import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSocket } from "../support/lasting.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { visit, visitors } from "../support/visitor.ts";

let stack: Stack;
let room: ProtectedRoom;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, {
    admissionsPerMinute: 6_000,
    sessionMinutes: 0.2,
    sessionRenewal: "fixed",
    originHealth: { targetMilliseconds: 500, floorPerMinute: 60 },
  });
});
afterAll(() => stack?.stop());

test("an outage of the shop stops admissions and the sessions' clocks, and both go on when it is over", async () => {
  const inside = visit(room, { keepsIn: "headers" });
  await inside.join();
  const admittedAt = Date.now();
  expect((await inside.open("/")).status).toBe(200);
  const lasting = await openSocket(stack, room, inside);
  await stack.setMood({ mode: "fail", status: 500 });
  const isOut = async () => {
    await inside.open("/");
    // While people join, snapshots come with their answers and nobody asks for one.
    for (const newcomer of visitors(room, 3)) await newcomer.join();
    return (await room.live()).originHealth?.isOut ?? false;
  };
  await until(isOut);
  expect((await visit(room).join()).state).toBe("waiting");

  // Long after the session would have ended, the pass still opens the way to the shop.
  while (Date.now() < admittedAt + 14_000) {
    // A shop that nobody asks is opened again, to find out.
    expect((await inside.open("/")).status).toBe(500);
    await pause(1_000);
  }
  // And what it opened is open.
  await lasting.hear();
  lasting.drop();
  await stack.setMood({ mode: "ok" });
  await until(async () => !(await isOut()));
  const back = await inside.open("/");
  expect(back.status).toBe(200);
  expect(back.text()).not.toContain("data-state");
  const { originHealth, effectivePerMinute } = await room.live();
  const kinds = originHealth?.moves.map(({ reason }) => reason.kind);
  expect(kinds).toEqual(expect.arrayContaining(["outage", "back"]));
  expect(effectivePerMinute).toBeLessThan(6_000);
  expect(await room.admissionsAtShop()).toHaveLength(1);
});

async function until(holds: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`It did not come within ${withinMs} ms`);
    await pause(300);
  }
}
