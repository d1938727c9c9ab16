import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import { minuteMs, secondMs } from "../../src/domain/time.ts";
import { after } from "../../src/http/after.ts";
import {
  cookiesOf,
  createTestGateway,
  html,
  type Mood,
  type TestGateway,
} from "./memory-objects.ts";
import { soon } from "./soon.ts";

const warn = vi.spyOn(console, "warn");
/** The shop of a room that has one of its own: reached over the network, not by the binding. */
const network = vi.fn(async (request: Request) => new Response(`from ${request.url}`));
let hours = 0;
beforeEach(() => {
  vi.useFakeTimers();
  // Each test a later hour: what a gateway has let in is remembered by the minute.
  vi.setSystemTime(Date.now() + ++hours * 60 * minuteMs);
  vi.stubGlobal("fetch", network);
  network.mockClear();
  warn.mockReset().mockReturnValue(undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A gateway that has just started, while the room does not answer, and somebody whom another one let in. */
async function silentRoom(chosen: Partial<RoomSettings>, mood: Mood = "failing") {
  const before = await createTestGateway();
  const Cookie = cookiesOf(await soon(before.ask("/", { headers: html })));
  const gateway = await createTestGateway(chosen);
  gateway.keys = before.keys;
  gateway.roomMood = mood;
  return { gateway, inside: { headers: { ...html, Cookie } } };
}

const textOf = async (gateway: TestGateway, path: string, init: RequestInit) =>
  (await soon(gateway.ask(path, init))).text();

describe("a room that has not answered since the gateway started", () => {
  test.each<Mood>(["failing", "hung", "overloaded"])(
    "has its admitted at its own shop, and nobody else: it is %s",
    async (mood) => {
      const origin = "https://own.example";
      const { gateway, inside } = await silentRoom({ origin }, mood);
      expect(await textOf(gateway, "/cart?a=1", inside)).toBe(`from ${origin}/cart?a=1`);
      const stranger = await soon(gateway.ask("/", { headers: html }));
      expect([stranger.status, stranger.headers.getSetCookie()]).toEqual([503, []]);
      expect([network.mock.calls.length, gateway.atShop.length]).toEqual([1, 0]);
    },
  );

  test("makes somebody wait once, and nobody after that", async () => {
    const { gateway, inside } = await silentRoom({}, "hung");
    await soon(gateway.ask("/", inside));
    const begun = Date.now();
    for (let page = 0; page < 10; page++) {
      const asked = gateway.ask("/", inside);
      await vi.advanceTimersByTimeAsync(0);
      expect(await (await asked).text()).toBe("from the shop");
    }
    expect(Date.now() - begun).toBe(0);
    gateway.roomMood = "well";
    await vi.advanceTimersByTimeAsync(3 * secondMs);
    await soon(gateway.ask("/", { headers: html }));
    expect((await soon(gateway.ask("/", { headers: html }))).status).toBe(200);
  });

  test("has the assertions that its shop asks for, and its public paths open", async () => {
    const { gateway, inside } = await silentRoom({
      assertions: "per-request",
      publicPaths: ["/healthz"],
    });
    await soon(gateway.ask("/a", inside));
    await soon(gateway.ask("/b", inside));
    const [first, second] = gateway.atShop.map(({ headers }) => headers.get("Stanchion-Assertion"));
    expect(first).not.toBe(second);
    expect(await textOf(gateway, "/healthz", {})).toBe("from the shop");
    expect(gateway.atShop.at(-1)?.headers.has("Stanchion-Assertion")).toBe(false);
  });

  test("lets as many trickle in as its merchant said, each in the log", async () => {
    const { gateway } = await silentRoom({ onUnavailable: { tricklePerMinute: 6 } });
    for (let past = 0; past < 60; past++) {
      await soon(gateway.ask("/", { headers: html }));
      await vi.advanceTimersByTimeAsync(secondMs);
    }
    const count = gateway.atShop.length;
    expect([count >= 5, count <= 7]).toEqual([true, true]);
    expect(warn).toHaveBeenCalledTimes(count);
  });

  test.each<readonly [string, Partial<RoomSettings>]>([
    ["says hold", { onUnavailable: "hold" }],
    ["is closed", { state: "closed" }],
    ["opens later", { opensAt: Date.now() + 9_000 * 60 * minuteMs }],
    ["has closed", { closesAt: 1 }],
    ["lets in none a minute", { admissionsPerMinute: 0 }],
    ["has room for none", { capacity: 0 }],
    ["is by invitation", { invitations: { keys: [], required: true } }],
    ["counts what it sells, and nobody knows what is left", { stock: { units: 9, perOrder: 1 } }],
  ])("lets nobody trickle in that %s", async (_, settings) => {
    const trickle = { onUnavailable: { tricklePerMinute: 600 } };
    const { gateway } = await silentRoom({ ...trickle, ...settings });
    for (let past = 0; past < 10; past++) {
      expect((await soon(gateway.ask("/", { headers: html }))).status).toBe(503);
      await vi.advanceTimersByTimeAsync(secondMs);
    }
    expect(gateway.atShop).toEqual([]);
  });

  test("of an earlier release has the shop that the gateway was started with, and no stranger", async () => {
    const { gateway, inside } = await silentRoom({});
    gateway.kept = null;
    expect(await textOf(gateway, "/", inside)).toBe("from the shop");
    expect((await soon(gateway.ask("/", { headers: html }))).status).toBe(503);
  });

  test("is forgotten for what the Directory kept of it as soon as it answers", async () => {
    const { gateway, inside } = await silentRoom({ origin: "https://kept.example" });
    gateway.settings = { ...defaultSettings, origin: "https://now.example" };
    expect(await textOf(gateway, "/", inside)).toBe("from https://kept.example/");
    gateway.roomMood = "well";
    await vi.advanceTimersByTimeAsync(3 * secondMs);
    expect(await textOf(gateway, "/", inside)).toBe("from https://now.example/");
  });
});

test("whoever is inside goes by what the room says now, also where nobody has asked it for a while", async () => {
  const gateway = await createTestGateway();
  const Cookie = cookiesOf(await soon(gateway.ask("/", { headers: html })));
  await vi.advanceTimersByTimeAsync(5 * minuteMs);
  gateway.settings = { ...defaultSettings, origin: "https://moved.example" };
  const page = await textOf(gateway, "/", { headers: { ...html, Cookie } });
  expect(page).toBe("from https://moved.example/");
});

describe("a room that falls silent", () => {
  const join = (gateway: TestGateway) =>
    gateway.ask("/.stanchion/join", { method: "POST", headers: { Accept: "application/json" } });
  const open = (gateway: TestGateway) => gateway.ask("/", { headers: html });

  /** A gateway that knows its room, with nobody at the door and nothing left to be loaded. */
  async function wellKnown(chosen: Partial<RoomSettings> = {}): Promise<TestGateway> {
    const gateway = await createTestGateway(chosen);
    for (const come of [open, join]) await soon(come(gateway));
    await vi.advanceTimersByTimeAsync(minuteMs);
    for (const path of ["health", "status"]) await soon(gateway.ask(`/.stanchion/${path}`));
    gateway.atShop.length = 0;
    return gateway;
  }

  /** How long somebody waits for an answer, and what it is; null: none came. */
  async function timed(answering: Promise<Response>) {
    const begun = Date.now();
    const answer = await soon(Promise.race([answering, after(9 * secondMs)]));
    return { status: answer?.status ?? null, ms: Date.now() - begun };
  }

  test.each([
    ["opens a page of a room with room to spare", {}, open],
    ["joins a room with room to spare", {}, join],
    ["joins where people wait", { queue: "always" }, join],
  ] as const)("keeps nobody for long who %s", async (_, chosen, come) => {
    const gateway = await wellKnown(chosen);
    gateway.roomMood = "hung";
    await vi.advanceTimersByTimeAsync(minuteMs);
    const first = await timed(come(gateway));
    expect(first.status).toBe(503);
    expect(first.ms).toBeLessThanOrEqual(3 * secondMs);
    for (let later = 0; later < 15; later++) {
      const { status, ms } = await timed(come(gateway));
      expect([status, ms <= secondMs]).toEqual([503, true]);
      await vi.advanceTimersByTimeAsync(430);
    }
    expect(gateway.atShop).toEqual([]);
    gateway.roomMood = "well";
    await vi.advanceTimersByTimeAsync(secondMs);
    expect((await timed(come(gateway))).status).toBe(200);
  });

  test("with its Directory keeps nobody for twice as long", async () => {
    const gateway = await wellKnown();
    gateway.roomMood = "hung";
    gateway.directoryMood = "hung";
    await vi.advanceTimersByTimeAsync(minuteMs);
    const { status, ms } = await timed(join(gateway));
    expect([status, ms <= 4 * secondMs]).toEqual([503, true]);
    const health = await timed(gateway.ask("/.stanchion/health"));
    expect([health.status, health.ms <= 4 * secondMs]).toEqual([503, true]);
  });
});
