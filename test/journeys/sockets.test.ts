import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { WebSocket } from "ws";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type Visitor, visit } from "../support/visitor.ts";

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

/** A socket of this visitor, and how it ends. */
async function socketOf(room: ProtectedRoom, { tokens }: Visitor, path = "/ws") {
  const socket = new WebSocket(`${stack.gatewayUrl.replace("http", "ws")}${path}`, {
    headers: { Host: room.host, Cookie: `stanchion-pass=${tokens.pass}` },
  });
  const ended = once(socket, "close").then(([code, reason]) => ({ code, reason: String(reason) }));
  await once(socket, "open");
  return { socket, ended };
}

describe.concurrent("a socket", () => {
  test("ends with the session that opened it, however much is said in it", async ({ expect }) => {
    const room = await openRoom(stack, { ...short, sessionRenewal: "fixed" });
    const { socket, ended } = await socketOf(room, await inside(room));
    let heard = 0;
    socket.on("message", () => heard++);
    const talking = setInterval(() => socket.send("I am still here"), 100);
    expect(await ended).toEqual({ code: 1008, reason: "The session is over" });
    clearInterval(talking);
    expect(heard).toBeGreaterThan(10);
  });

  test("outlives the pass that opened it for as long as its visitor is about", async ({
    expect,
  }) => {
    const room = await openRoom(stack, short);
    const visitor = await inside(room);
    const { pass } = visitor.tokens;
    const { socket, ended } = await socketOf(room, visitor);
    const begun = performance.now();
    let isOver = false;
    ended.then(() => {
      isOver = true;
    });
    while (performance.now() - begun < 7_000) {
      await visitor.open("/");
      await pause(250);
    }
    expect([isOver, visitor.tokens.pass === pass]).toEqual([false, false]);
    socket.send("still here");
    expect(String((await once(socket, "message"))[0])).toBe("still here");
    expect((await room.live()).clonedPasses).toBe(0);
    socket.terminate();
  });

  test("ends when the visitor says that they leave", async ({ expect }) => {
    const room = await openRoom(stack);
    const visitor = await inside(room);
    const { ended } = await socketOf(room, visitor);
    await visitor.leave();
    expect(await ended).toMatchObject({ code: 1008 });
  });

  test("carries text, bytes and its end as they are said, both ways", async ({ expect }) => {
    const room = await openRoom(stack);
    const { socket, ended } = await socketOf(room, await inside(room));
    const long = Buffer.alloc(300_000, "€");
    for (const said of ["", "text", Buffer.from([0, 255, 1]), long]) {
      socket.send(said);
      const [heard, isBinary] = await once(socket, "message");
      expect([String(heard) === String(said), isBinary]).toEqual([true, typeof said !== "string"]);
    }
    socket.close(4_321, "enough");
    expect((await ended).code).toBe(4_321);
  });
});
