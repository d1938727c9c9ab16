import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type Visitor, visit, visitors } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const { NIGHTLY } = process.env;
const rounds = NIGHTLY ? 1_000 : 200;
const connections = 50;
/** So many tickets at the same time, each on connections of its own. */
const atOnce = 4;

describe("one ticket on 50 connections in the same instant", () => {
  it(`is one admission and one pass, ${rounds} tickets in turn`, async () => {
    const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 6_000_000 });
    const expectOnePass = async ({ tokens }: Visitor) => {
      const copies = Array.from({ length: connections }, () => visit(room, { tokens }));
      const states = await Promise.all(copies.map(async (copy) => (await copy.knock()).state));
      expect(new Set(states)).toEqual(new Set(["admitted"]));
      expect(new Set(copies.map((copy) => copy.tokens.pass)).size).toBe(1);
      await copies[0]?.open("/");
    };
    const everybody = visitors(room, rounds);
    await Promise.all(everybody.map((visitor) => visitor.join()));
    // Once somebody behind them all is let in, all are called, and each may enter at once.
    const last = visit(room);
    await last.join();
    await last.enter();

    for (let next = 0; next < rounds; next += atOnce) {
      await Promise.all(everybody.slice(next, next + atOnce).map(expectOnePass));
    }
    expect(await room.admissionsAtShop()).toHaveLength(rounds);
    expect((await room.live()).totals).toMatchObject({
      joined: rounds + 1,
      admitted: rounds + 1,
    });
  });
});
