import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RoomAnswer } from "../../src/domain/calls.ts";
import { askToSend, keepSaying } from "../../src/http/turn-of-room.ts";
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
  const sending = { pass, id: `sending ${pass.number}`, path: "/order" };
  const asking = askToSend(visit, sending, () => askedAt + 10_000);
  const answered = asking.then(({ kind }) => ({ kind, waitedMs: Date.now() - askedAt }));
  await vi.advanceTimersByTimeAsync(1_000);
  const { kind, waitedMs } = await answered;
  expect(kind).toBe("granted");
  return waitedMs;
}

test("of the orders that a room lets hang, one a second waits for it, and the others go on at once", async () => {
  const hang = () => new Promise<never>(() => {});
  expect(await waitOf(passOf(1), hang)).toBe(1_000);
  expect(await waitOf(passOf(2), hang)).toBe(0);
  expect(await waitOf(passOf(3), hang)).toBe(1_000);
});

test("of a write that is on its way the room hears every second, and at last what became of it", async () => {
  const words: (string | undefined)[] = [];
  const { room } = visitWith(new Request("http://shop.example/"));
  const visit = visitWith(new Request("http://shop.example/order"), {
    room: {
      ...room,
      async ask(call) {
        words.push(call.kind === "order" ? call.sent?.word : call.kind);
        throw new Error("the object was reset");
      },
    },
  });
  const sending = { pass: passOf(4), id: "sending 4", path: "/order" };
  const fate = new Promise<"is-over">((resolve) => setTimeout(() => resolve("is-over"), 3_500));
  const said = keepSaying(visit, sending, fate);
  await vi.advanceTimersByTimeAsync(3_500);
  await said;
  expect(words).toEqual(["goes-on", "goes-on", "goes-on", "is-over"]);
});

test("whoever was told to wait goes on waiting when the room falls silent, and goes after ten seconds", async () => {
  const answers: RoomAnswer[] = [{ kind: "wait-behind", behind: "another", isSame: false }];
  const { room } = visitWith(new Request("http://shop.example/"));
  const visit = visitWith(new Request("http://shop.example/order"), {
    room: {
      ...{ ...room, name: "falls silent" },
      async ask() {
        const answer = answers.shift();
        if (answer) return answer;
        throw new Error("the object was reset");
      },
    },
  });
  const askedAt = Date.now();
  const sending = { pass: passOf(5), id: "sending 5", path: "/order" };
  const asking = askToSend(visit, sending, () => askedAt + 10_000);
  const answered = asking.then(({ kind }) => ({ kind, waitedMs: Date.now() - askedAt }));
  await vi.advanceTimersByTimeAsync(11_000);
  const { kind, waitedMs } = await answered;
  expect(kind).toBe("granted");
  expect(waitedMs).toBeGreaterThanOrEqual(10_000);
});
