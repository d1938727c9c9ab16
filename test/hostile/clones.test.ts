import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, type Visitor, visit } from "../support/visitor.ts";

const sessionMinutes = 0.15;
const nobodyElse = { queue: "always", sessionMinutes } as const;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Whoever is let in as the only one; from then on the line stands still. */
async function admitted(room: ProtectedRoom): Promise<Visitor> {
  const visitor = visit(room);
  await visitor.join();
  await visitor.enter();
  await room.change({ admissionsPerMinute: 0 });
  return visitor;
}

const endOf = ({ tokens }: Visitor): number => claimsOf(tokens.pass).exp * 1_000;
const isAtShop = (text: string): boolean => !text.includes("data-state");

describe.concurrent("20 machines with one pass", () => {
  test("are let through to its end, found, and one admission to the shop whatever they do then", async ({
    expect,
  }) => {
    const room = await openRoom(stack, nobodyElse);
    const holder = await admitted(room);
    const { pass = "" } = holder.tokens;
    const copies = Array.from({ length: 19 }, () => visit(room, { tokens: { pass } }));
    const machines = [holder, ...copies];
    const refused: string[] = [];
    let isOver = false;
    const using = machines.map(async (machine) => {
      while (!isOver) {
        const endsAt = endOf(machine);
        const answer = await machine.open("/");
        // On the way while it ended, it may have been late.
        if (Date.now() < endsAt && !isAtShop(answer.text())) refused.push(answer.text());
        await pause(300);
      }
    });
    await expect
      .poll(async () => (await room.live()).clonedPasses, { timeout: 60_000, interval: 500 })
      .toBe(1);
    await expect
      .poll(() => machines.filter((machine) => endOf(machine) < Date.now()).length, {
        timeout: 60_000,
      })
      .toBeGreaterThan(10);
    isOver = true;
    await Promise.all(using);

    expect(refused).toEqual([]);
    expect(new Set(machines.map(({ tokens }) => claimsOf(tokens.pass).jti)).size).toBe(1);
    expect(await room.admissionsAtShop()).toHaveLength(1);
    expect((await room.live()).inside).toBeLessThanOrEqual(1);

    // Whoever's own has ended comes as everybody does, and is given the session a few times.
    const late = machines.filter((machine) => endOf(machine) < Date.now()).slice(0, 5);
    const states: string[] = [];
    for (const machine of late) states.push((await machine.join()).state);
    expect(states).toEqual(["admitted", "admitted", "admitted", "waiting", "waiting"]);
    expect((await late[2]?.open("/"))?.text()).not.toContain("data-state");
    expect((await room.live()).totals.admitted).toBe(1);
    const found = () => stack.workerdLines.filter((line) => line.includes("is used in two places"));
    await expect.poll(found).toHaveLength(1);
    expect(found()[0]).not.toMatch(/eyJ/);
  });
});

describe.concurrent("one phone", () => {
  test("in five tabs, on changing networks, through two renewals, is one holder", async ({
    expect,
  }) => {
    const room = await openRoom(stack, nobodyElse);
    const phone = await admitted(room);
    const renewals = new Set<string | undefined>();
    let network = 0;
    while (renewals.size < 3) {
      const tabs = Array.from({ length: 5 }, async () => {
        const address = `198.51.100.${network++ % 250}`;
        const answer = await phone.open("/", {
          "CF-Connecting-IP": address,
          "X-Forwarded-For": address,
        });
        expect(isAtShop(answer.text())).toBe(true);
      });
      await Promise.all(tabs);
      renewals.add(phone.tokens.pass);
      await pause(200);
    }
    expect((await room.live()).clonedPasses).toBe(0);
    expect(await room.admissionsAtShop()).toHaveLength(1);
  });
});
