import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { orderPlaced } from "../../src/http/orders.ts";
import type { Visit } from "../../src/http/visit.ts";
import type { PassClaims } from "../../src/tokens/pass-token.ts";
import { visitWith } from "./fake-visit.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const passOf = (number: number): PassClaims => ({
  ...{ room: "hung", epoch: 1, line: "general", number, jti: `pass ${number}` },
  ...{ renewal: 0, issuedAt: Date.now(), expiresAt: Date.now() + 900_000 },
});

/** An order of somebody, and how many milliseconds it waits for the room. */
async function waitOf(pass: PassClaims, ask: Visit["room"]["ask"]): Promise<number> {
  const { room } = visitWith(new Request("http://shop.example/"));
  const visit = visitWith(new Request("http://shop.example/order"), {
    room: { ...room, name: pass.room, ask },
    now: Date.now(),
  });
  const askedAt = Date.now();
  const asking = orderPlaced(visit, pass).then((has) => ({ has, waitedMs: Date.now() - askedAt }));
  await vi.advanceTimersByTimeAsync(1_000);
  const { has, waitedMs } = await asking;
  expect(has).toBeNull();
  return waitedMs;
}

test("of the orders that a room lets hang, one a second waits for it, and the others go on at once", async () => {
  const hang = () => new Promise<never>(() => {});
  expect(await waitOf(passOf(1), hang)).toBe(1_000);
  expect(await waitOf(passOf(2), hang)).toBe(0);
  expect(await waitOf(passOf(3), hang)).toBe(1_000);
});
