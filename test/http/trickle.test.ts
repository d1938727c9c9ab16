import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { minuteMs, secondMs } from "../../src/domain/time.ts";
import {
  cookiesOf,
  createTestGateway,
  html,
  type Mood,
  type TestGateway,
} from "./memory-objects.ts";
import { soon } from "./soon.ts";

const warn = vi.spyOn(console, "warn");
let hours = 0;
beforeEach(() => {
  vi.useFakeTimers();
  // Each test a later hour: what a gateway has let in is remembered by the minute.
  vi.setSystemTime(Date.now() + ++hours * 60 * minuteMs);
  warn.mockReset().mockReturnValue(undefined);
});
afterEach(() => {
  vi.useRealTimers();
});

const letIn = (gateway: TestGateway) => gateway.ask("/", { headers: html });

/** A gateway that knew the room, which then fell silent. */
async function silent(
  chosen: Parameters<typeof createTestGateway>[0],
  mood: Mood = "failing",
): Promise<TestGateway> {
  const gateway = await createTestGateway(chosen);
  await soon(letIn(gateway));
  gateway.atShop.length = 0;
  gateway.roomMood = mood;
  await vi.advanceTimersByTimeAsync(10 * secondMs);
  return gateway;
}

/** How many strangers reach the shop of so many a second, for so long. */
async function strangersAtShop(gateway: TestGateway, forMs: number): Promise<number> {
  for (let past = 0; past < forMs; past += 500) {
    await Promise.all([soon(letIn(gateway)), soon(letIn(gateway))]);
    await vi.advanceTimersByTimeAsync(500);
  }
  return gateway.atShop.length;
}

describe("while the room does not answer", () => {
  test.each<Mood>(["failing", "hung", "overloaded"])(
    "nobody is let in unless the merchant said so: the room is %s",
    async (mood) => {
      const gateway = await silent({}, mood);
      expect(await strangersAtShop(gateway, 10 * secondMs)).toBe(0);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  test.each<Mood>(["failing", "hung", "overloaded"])(
    "as many a minute as the merchant said, each in the log: the room is %s",
    async (mood) => {
      const gateway = await silent({ onUnavailable: { tricklePerMinute: 6 } }, mood);
      const begun = Date.now();
      const count = await strangersAtShop(gateway, 2 * minuteMs);
      const most = Math.floor((Date.now() - begun) / (10 * secondMs)) + 1;
      expect(count).toBeGreaterThanOrEqual(11);
      expect(count).toBeLessThanOrEqual(most);
      expect(warn).toHaveBeenCalledTimes(count);
      expect(warn.mock.calls[0]?.join(" ")).not.toMatch(/eyJ/);
    },
  );

  test("whoever trickled in stays in, by a pass of their own", async () => {
    const gateway = await silent({ onUnavailable: { tricklePerMinute: 1 } });
    const cookies = cookiesOf(await soon(letIn(gateway)));
    for (let page = 0; page < 5; page++) {
      const answer = await soon(gateway.ask("/", { headers: { ...html, Cookie: cookies } }));
      expect(await answer.text()).toBe("from the shop");
    }
    expect(gateway.atShop).toHaveLength(6);
    const assertions = gateway.atShop.map(({ headers }) => headers.get("Stanchion-Assertion"));
    expect(new Set(assertions).size).toBe(1);
    // Back again, the room is told whose order it was, and ends nobody else's session by it.
    gateway.roomMood = "well";
    gateway.answerOfShop = () =>
      new Response("thank you", {
        headers: { "Stanchion-Session": "complete", "Stanchion-Units": "2" },
      });
    await vi.advanceTimersByTimeAsync(2 * secondMs);
    gateway.calls.length = 0;
    await soon(gateway.ask("/order", { method: "POST", headers: { ...html, Cookie: cookies } }));
    await vi.advanceTimersByTimeAsync(secondMs);
    expect(gateway.calls.flat().filter(({ kind }) => kind !== "order")).toEqual([
      expect.objectContaining({
        ...{ kind: "end", reason: "complete", units: 2 },
        pass: expect.objectContaining({ id: expect.any(String) }),
      }),
    ]);
    expect([...gateway.rows.values()].filter(({ ended }) => ended !== null)).toEqual([]);
  });

  test.each([
    ["a room that was closed", { state: "closed" }, {}],
    ["a room that was paused", { state: "paused" }, {}],
    ["a room for the invited", { invitations: { keys: [], required: true } }, {}],
    ["a trickle of none", { onUnavailable: { tricklePerMinute: 0 } }, {}],
    ["a room at no rate", { admissionsPerMinute: 0 }, {}],
    ["a room with room for none", { capacity: 0 }, {}],
    ["a page that is fetched ahead", {}, { headers: { ...html, "Sec-Purpose": "prefetch" } }],
    ["a form", {}, { method: "POST", headers: html }],
    ["a program", {}, { headers: { Accept: "application/json" } }],
  ] as const)("nobody trickles in: %s", async (_, settings, init) => {
    const gateway = await silent({ onUnavailable: { tricklePerMinute: 600 }, ...settings });
    for (let time = 0; time < 20; time++) {
      await soon(gateway.ask("/", { headers: html, ...init }));
      await vi.advanceTimersByTimeAsync(secondMs);
    }
    expect(gateway.atShop).toEqual([]);
  });

  test("and when it answers again, strangers are the room's to let in", async () => {
    const gateway = await silent({ onUnavailable: { tricklePerMinute: 600 }, queue: "always" });
    expect(await strangersAtShop(gateway, 5 * secondMs)).toBeGreaterThan(0);
    gateway.roomMood = "well";
    await vi.advanceTimersByTimeAsync(3 * secondMs);
    await soon(letIn(gateway));
    gateway.atShop.length = 0;
    expect(await strangersAtShop(gateway, 5 * secondMs)).toBe(0);
  });
});
