import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/ask.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf } from "../support/visitor.ts";

let stack: Stack;
let room: ProtectedRoom;
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
});
afterAll(() => stack.stop());

const phones = 5_000;
const addresses = 8;
const atOnce = 100;

/** As a phone behind a carrier says it, and everybody between it and us. */
const headersOf = (phone: number) => {
  const address = `198.51.100.${phone % addresses}`;
  return {
    Host: room.host,
    Accept: "application/json",
    "Content-Type": "application/json",
    "User-Agent": "Mozilla/5.0 (Linux; Android 16) the very same phone",
    "X-Forwarded-For": address,
    "CF-Connecting-IP": address,
  };
};

test("5,000 honest phones behind 8 addresses all get a place, each its own, and keep it", async () => {
  const places = new Map<number, number>();
  const refused: number[] = [];
  const tickets: string[] = [];
  let next = 0;
  async function joinOneAfterTheOther(): Promise<void> {
    for (let phone = next++; phone < phones; phone = next++) {
      const answer = await ask(stack, {
        method: "POST",
        path: "/.stanchion/join",
        headers: headersOf(phone),
        body: "{}",
      });
      if (answer.status !== 200) {
        refused.push(answer.status);
        continue;
      }
      const { ticket = "" } = answer.json<{ readonly ticket?: string }>();
      places.set(claimsOf(ticket).number, phone);
      if (phone % 100 === 0) tickets.push(ticket);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, joinOneAfterTheOther));

  expect(refused).toEqual([]);
  expect(places.size).toBe(phones);
  expect(Math.max(...places.keys())).toBe(phones);
  for (const ticket of tickets) {
    const headers = { ...headersOf(tickets.indexOf(ticket)), "Stanchion-Ticket": ticket };
    const { status, json } = await ask(stack, { path: "/.stanchion/status", headers });
    expect([status, json<{ readonly position: number }>().position]).toEqual([
      200,
      claimsOf(ticket).number,
    ]);
  }
  expect((await room.live()).waiting).toBe(phones);
});
