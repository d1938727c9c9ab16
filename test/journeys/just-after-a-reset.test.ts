/** The moment after a reset, in which one gateway has heard of it and the other has not yet. */

import { afterAll, beforeAll, type ExpectStatic, test } from "vitest";
import {
  type ChosenSettings,
  manage,
  openRoom,
  type ProtectedRoom,
} from "../support/protected-room.ts";
import { startTwoGateways, type TwoGateways } from "../support/two-gateways.ts";
import { claimsOf, html, type Tokens, visit } from "../support/visitor.ts";

let gateways: TwoGateways;
beforeAll(async () => {
  gateways = await startTwoGateways();
});
afterAll(async () => {
  await gateways?.stop();
});

const atSecond = ({ host }: ProtectedRoom, tokens: Tokens = {}) =>
  visit({ stack: gateways.second, host }, { tokens });

/** Reset at the first gateway, while the second has just asked how the room is. */
async function resetRoom(settings: ChosenSettings, expect: ExpectStatic): Promise<ProtectedRoom> {
  const room = await openRoom(gateways.first, settings);
  const status = () => atSecond(room).call("GET", "/.stanchion/status");
  await expect
    .poll(async () => (await status()).problem(), { interval: 200 })
    .toBe("unknown-place");
  await manage(gateways.first, "POST", `rooms/${room.name}/reset`);
  return room;
}

test("whoever is let in by a gateway that has not heard of it has a pass of the new epoch", async ({
  expect,
}) => {
  const room = await resetRoom({ admissionsPerMinute: 60_000 }, expect);
  const visitors = [atSecond(room), atSecond(room)] as const;
  await Promise.all([visitors[0].open("/"), visitors[1].join()]);
  for (const { tokens } of visitors) expect(claimsOf(tokens.pass).epoch).toBe(2);
});

test("a ticket of the new epoch is good at a gateway that has not heard of it", async ({
  expect,
}) => {
  const room = await resetRoom({ queue: "always", admissionsPerMinute: 0 }, expect);
  const visitor = visit({ stack: gateways.first, host: room.host });
  await visitor.join();
  const { tokens } = visitor;
  const [status, knock, again, page] = await Promise.all([
    atSecond(room, tokens).status(),
    atSecond(room, tokens).knock(),
    atSecond(room, tokens).join(),
    atSecond(room, tokens).open("/", html),
  ]);
  expect([status.state, knock.state]).toEqual(["waiting", "waiting"]);
  expect(again.ticket).toBe(tokens.ticket);
  expect(page.text()).toContain('"waiting"');
});
