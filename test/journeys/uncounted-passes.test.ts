/**
 * Passes that hold no slot of the room: of an epoch before a reset, and given while the room was silent. What becomes
 * of them at one gateway holds at the other. The shop here sells to whoever sends a form, and knows no keys.
 */

import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, type ExpectStatic, test } from "vitest";
import type { Problem } from "../../src/protocol.ts";
import { breakable } from "../support/broken-room.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { startTwoGateways, type TwoGateways } from "../support/two-gateways.ts";
import { claimsOf, type Tokens, type Visitor, visit } from "../support/visitor.ts";

let gateways: TwoGateways;
let shop: ScriptedShop;
beforeAll(async () => {
  [gateways, shop] = await Promise.all([startTwoGateways(), startScriptedShop()]);
  sellTo(shop);
});
afterAll(async () => {
  await gateways?.stop();
  await shop?.close();
});

/** What was ordered at the shop of this room. */
const ordersOf = ({ host }: Pick<ProtectedRoom, "host">): readonly IncomingMessage[] =>
  shop.requests.filter((request) => request.method === "POST" && hostOf(request) === host);

const hostOf = ({ headers }: IncomingMessage): string => String(headers["x-forwarded-host"]);

/** Two units with each order; whoever asks for it is sent away. */
function sellTo(of: ScriptedShop): void {
  of.answer = (request, response) => {
    request.resume();
    if (request.url === "/out") response.setHeader("Stanchion-Session", "revoke");
    if (request.method !== "POST") return response.end("a page");
    const order = `A-${ordersOf({ host: hostOf(request) }).length}`;
    response.writeHead(303, {
      "Stanchion-Session": "complete",
      "Stanchion-Order": order,
      "Stanchion-Units": "2",
      Location: `/thanks/${order}`,
    });
    return response.end("thanks");
  };
}

const both = ["first", "second"] as const;

const at = (gateway: (typeof both)[number], { host }: ProtectedRoom, tokens: Tokens): Visitor =>
  visit({ stack: gateways[gateway], host }, { tokens });

const isAtShop = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.open("/")).text() === "a page";

async function openEverywhere(expect: ExpectStatic): Promise<ProtectedRoom> {
  const room = await openRoom(gateways.first, {
    origin: shop.url,
    admissionsPerMinute: 60_000,
    stock: { units: 100, perOrder: 2 },
    onUnavailable: { tricklePerMinute: 600 },
  });
  // A gateway hears of a new room within seconds, and of its stock from the room itself.
  for (const gateway of both) {
    await expect.poll(() => isAtShop(at(gateway, room, {})), { interval: 200 }).toBe(true);
  }
  return room;
}

/** Lets in whom the room itself would not know of. */
async function trickleIn(room: ProtectedRoom, expect: ExpectStatic): Promise<Tokens> {
  const heal = breakable(room, gateways).takeOver();
  const stranger = visit(room);
  await expect.poll(() => isAtShop(stranger), { interval: 50 }).toBe(true);
  heal();
  return stranger.tokens;
}

async function outliveTheEpoch(room: ProtectedRoom): Promise<Tokens> {
  const customer = visit(room);
  await customer.join();
  await reset(room);
  return customer.tokens;
}

const reset = ({ name }: ProtectedRoom) => manage(gateways.first, "POST", `rooms/${name}/reset`);

const nobodyComesIn = { queue: "always", admissionsPerMinute: 0 } as const;

describe.concurrent.each([
  ["let in while the room was silent", trickleIn],
  ["let in before a reset", outliveTheEpoch],
] as const)("whoever was %s", (_, letIn) => {
  test("orders once, and is shown that order by the other gateway", async ({ expect }) => {
    const room = await openEverywhere(expect);
    const tokens = await letIn(room, expect);
    const { inside } = await room.live();
    const first = await at("first", room, tokens).send("/order", { name: "Ada" });
    expect([first.status, first.header("location")]).toEqual([303, "/thanks/A-1"]);
    for (const gateway of both) {
      const page = await at(gateway, room, tokens).send("/order", { name: "Eve" });
      const confirmation = `http://${room.host}/thanks/A-1`;
      expect([page.status, page.header("location")]).toEqual([303, confirmation]);
      const program = await at(gateway, room, tokens).call("POST", "/order", {});
      expect(program.json<Problem>()).toMatchObject({ order: "A-1", confirmation });
    }
    expect(ordersOf(room)).toHaveLength(1);
    expect(await room.live()).toMatchObject({ inside, stock: { sold: 2 } });
  });

  test("and whose order the merchant reports, orders no more", async ({ expect }) => {
    const room = await openEverywhere(expect);
    const tokens = await letIn(room, expect);
    const { inside } = await room.live();
    const { epoch, line, number, jti: pass } = claimsOf(tokens.pass);
    const body = { order: "B-1", units: 3, session: { epoch, line, number, pass } };
    for (const _ of both) {
      const reported = await manage(gateways.first, "POST", `rooms/${room.name}/orders`, { body });
      expect(reported.json()).toMatchObject({ inside, stock: { sold: 3 } });
    }
    for (const gateway of both) {
      const program = await at(gateway, room, tokens).call("POST", "/order", {});
      expect(program.json<Problem>()).toMatchObject({ order: "B-1" });
    }
    expect(ordersOf(room)).toEqual([]);
  });

  test.for([
    ["the shop sends away", (visitor: Visitor) => visitor.open("/out")],
    ["leaves", (visitor: Visitor) => visitor.leave()],
  ] as const)("and %s, is in at neither gateway any more", async ([, end], { expect }) => {
    const room = await openEverywhere(expect);
    const tokens = await letIn(room, expect);
    await room.change(nobodyComesIn);
    for (const gateway of both) expect(await isAtShop(at(gateway, room, tokens))).toBe(true);
    const { inside } = await room.live();
    await end(at("first", room, tokens));
    for (const gateway of both) {
      const isIn = () => isAtShop(at(gateway, room, tokens));
      await expect.poll(isIn, { interval: 100, timeout: 10_000 }).toBe(false);
    }
    expect((await room.live()).inside).toBe(inside);
  });
});

describe.concurrent("whoever ordered before a reset", () => {
  test("is shown that order by a gateway that never heard of it", async ({ expect }) => {
    const room = await openEverywhere(expect);
    const customer = visit(room);
    await customer.join();
    await customer.send("/order", { name: "Ada" });
    await reset(room);
    const page = await at("second", room, customer.tokens).send("/order", { name: "Eve" });
    expect(page.header("location")).toBe(`http://${room.host}/thanks/A-1`);
    expect(ordersOf(room)).toHaveLength(1);
    expect((await room.live()).stock).toMatchObject({ sold: 0 });
  });
});
