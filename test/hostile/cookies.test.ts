import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, html, json, visit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";

let stack: Stack;
let room: ProtectedRoom;
let pass = "";
let ticket = "";
beforeAll(async () => {
  stack = await startStack();
  room = await openRoom(stack, { queue: "always", admissionsPerMinute: 6_000 });
  const inside = visit(room);
  await inside.join();
  await inside.enter();
  await room.change({ admissionsPerMinute: 0 });
  const waiting = visit(room);
  await waiting.join();
  pass = inside.tokens.pass ?? "";
  ticket = waiting.tokens.ticket ?? "";
});
afterAll(() => stack.stop());

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Like the genuine one in every letter but two of its signature: what a sibling host could toss. */
function decoysOf(token: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const [one, other] = [letters[index % 62], letters[Math.floor(index / 62) + 7]];
    return `${token.slice(0, -40)}${one}${other}${token.slice(-38)}`;
  }).filter((decoy) => decoy !== token);
}

const cookiesOf = (name: string, tokens: readonly string[]): readonly string[] =>
  tokens.map((token) => `stanchion-${name}=${token}`);

describe("a genuine cookie", () => {
  const count = 60;
  const arrangements: readonly (readonly [
    string,
    (genuine: string, decoys: readonly string[]) => readonly string[],
  ])[] = [
    ["behind them", (genuine, decoys) => [[...decoys, genuine].join("; ")]],
    ["before them", (genuine, decoys) => [[genuine, ...decoys].join("; ")]],
    [
      "among them, doubled",
      (genuine, decoys) => [[...decoys, genuine, ...decoys, genuine].join("; ")],
    ],
    ["in a header line of its own", (genuine, decoys) => [decoys.join("; "), genuine]],
    ["with a line for each", (genuine, decoys) => [...decoys, genuine]],
  ];

  test.each(arrangements)("is found by its signature: %s", async (_, arranged) => {
    const lines = (name: string, token: string) =>
      arranged(`stanchion-${name}=${token}`, cookiesOf(name, decoysOf(token, count))).map(
        (cookies) => `Cookie: ${cookies}`,
      );
    const before = (await room.log()).length;
    const shopping = await sendOnWire(stack, {
      ...{ target: "/echo/mine", headers: { Host: room.host, ...html } },
      lines: lines("pass", pass),
    });
    expect(shopping.status).toBe(200);
    expect(await room.log()).toHaveLength(before + 1);
    const { body, status } = await sendOnWire(stack, {
      ...{ target: "/.stanchion/status", headers: { Host: room.host, ...json } },
      lines: lines("ticket", ticket),
    });
    expect([status, JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? "{}").position]).toEqual([200, 1]);
  });

  test("is found among 300 that are like it, and none of those is good for anything", async () => {
    const decoys = cookiesOf("pass", decoysOf(pass, 300)).join("; ");
    const send = (Cookie: string) =>
      sendOnWire(stack, { target: "/echo/many", headers: { Host: room.host, ...json, Cookie } });
    const before = (await room.log()).length;
    // More than a server reads of headers is refused as it stands, and nothing is lost by it.
    expect([200, 431]).toContain((await send(`${decoys}; stanchion-pass=${pass}`)).status);
    expect([503, 431]).toContain((await send(decoys)).status);
    expect((await room.log()).length).toBeLessThanOrEqual(before + 1);
    expect((await send(`stanchion-pass=${pass}`)).status).toBe(200);
  });

  test("of another kind, or under another name, is nobody's", async () => {
    for (const Cookie of [
      `stanchion-ticket=${pass}`,
      `stanchion-pass=${ticket}`,
      `Stanchion-Pass=${pass}`,
      `stanchion_pass=${pass}`,
      `__Host-stanchion-pass=${pass}`,
      `__Secure-stanchion-pass=${pass}`,
      `stanchion-pass="${pass}"`,
      `stanchion-pass= ${pass}x`,
      `$Version=1; $stanchion-pass=${pass}`,
    ]) {
      const { status } = await sendOnWire(stack, {
        target: "/echo/other",
        headers: { Host: room.host, ...json, Cookie },
      });
      expect([Cookie.slice(0, 30), status]).toEqual([Cookie.slice(0, 30), 503]);
    }
    expect((await room.log()).map(({ url }) => url)).not.toContain("/echo/other");
    expect(claimsOf(pass).number).toBe(1);
  });
});
