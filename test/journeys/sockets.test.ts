import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { breakable } from "../support/broken-room.ts";
import { openEvents, openSocket } from "../support/lasting.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, type Visitor, visit } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const short = { sessionMinutes: 0.1 } as const;

async function inside(room: ProtectedRoom): Promise<Visitor> {
  const visitor = visit(room);
  await visitor.join();
  if (visitor.tokens.pass === undefined) await visitor.enter();
  return visitor;
}

/** Somebody whose session is short, with the pass that they came in with. */
async function insideForShort() {
  const room = await openRoom(stack, short);
  const visitor = await inside(room);
  return { room, visitor, pass: visitor.tokens.pass };
}

/** Looks at pages until the pass is another one. */
async function shopUntilRenewed(visitor: Visitor): Promise<void> {
  const { pass } = visitor.tokens;
  while (visitor.tokens.pass === pass) {
    await visitor.open("/");
    await pause(250);
  }
}

const endOf = (pass: string | undefined): number => claimsOf(pass).exp * 1_000;
const until = (instant: number): Promise<void> => pause(Math.max(0, instant - Date.now()));

const isOver = [1008, "The session is over"];

describe.concurrent.for([
  ["a WebSocket", { open: openSocket, asEnded: isOver }],
  ["a stream of events", { open: openEvents, asEnded: ["end"] }],
] as const)("%s", ([, { open, asEnded }]) => {
  test("ends with the session that opened it, however much is said in it", async ({ expect }) => {
    const room = await openRoom(stack, { ...short, sessionRenewal: "fixed" });
    const lasting = await open(stack, room, await inside(room));
    let heard = 0;
    let isOpen = true;
    const ended = lasting.ended.finally(() => {
      isOpen = false;
    });
    while (isOpen) {
      await Promise.race([lasting.hear(), ended]);
      heard += 1;
      await pause(100);
    }
    expect([await ended, heard > 5]).toEqual([asEnded, true]);
  });

  test("outlives the pass that opened it for as long as its visitor is about", async ({
    expect,
  }) => {
    const { room, visitor, pass } = await insideForShort();
    const lasting = await open(stack, room, visitor);
    while (Date.now() < endOf(pass) + 1_000) {
      await visitor.open("/");
      await pause(250);
    }
    await lasting.hear();
    expect(visitor.tokens.pass).not.toBe(pass);
    expect((await room.live()).clonedPasses).toBe(0);
    lasting.drop();
  });

  test("goes on while the room is silent, for as long as the session may, and no longer", async ({
    expect,
  }) => {
    const { room, visitor, pass } = await insideForShort();
    const lasting = await open(stack, room, visitor);
    await shopUntilRenewed(visitor);
    breakable(room, stack).takeOver();
    await until(endOf(pass) + 1_000);
    await lasting.hear();
    expect((await visitor.call("GET", "/stock")).status).toBe(200);
    expect(await lasting.ended).toEqual(asEnded);
    expect(Date.now()).toBeGreaterThan(endOf(visitor.tokens.pass));
  });

  test("ends when the visitor says that they leave", async ({ expect }) => {
    const room = await openRoom(stack);
    const visitor = await inside(room);
    const { ended } = await open(stack, room, visitor);
    await visitor.leave();
    expect(await ended).toEqual(asEnded);
  });
});

test.concurrent("a socket carries text, bytes and its end as they are said, both ways", async ({
  expect,
}) => {
  const room = await openRoom(stack);
  const { socket, ended } = await openSocket(stack, room, await inside(room));
  const long = Buffer.alloc(300_000, "€");
  for (const said of ["", "text", Buffer.from([0, 255, 1]), long]) {
    socket.send(said);
    const [heard, isBinary] = await once(socket, "message");
    expect([String(heard) === String(said), isBinary]).toEqual([true, typeof said !== "string"]);
  }
  socket.close(4_321, "enough");
  expect((await ended)[0]).toBe(4_321);
});
