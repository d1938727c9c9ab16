import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createLinePublisher } from "../../durable-objects/line-publisher.ts";
import type { LineDocument } from "../../src/domain/line-document.ts";
import { joins, letPass, newRoom } from "./room-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const bucket = env.LINE_DOCUMENTS;
const published = (name: string) => ({
  queue: "always" as const,
  admissionsPerMinute: 1,
  lineDocument: `https://line.example/${name}`,
});

async function documentAt(name: string): Promise<LineDocument | null> {
  const found = await bucket?.get(name);
  return found ? ((await found.json()) as LineDocument) : null;
}

test("a room writes the document of its line while somebody waits, at every tick, and a cache may keep it for a second", async () => {
  const room = await newRoom(published("ticks.json"));
  await room.snapshot();
  await room.take(joins(50));
  await vi.waitFor(async () => expect(await documentAt("ticks.json")).not.toBeNull());
  const first = await documentAt("ticks.json");
  expect(first?.lines["general"]?.issued).toBe(50);
  const head = await bucket?.head("ticks.json");
  expect(head?.httpMetadata).toMatchObject({
    contentType: "application/json",
    cacheControl: "public, max-age=0, s-maxage=1",
  });
  letPass(2_000);
  await runDurableObjectAlarm(room);
  await vi.waitFor(async () =>
    expect((await documentAt("ticks.json"))?.asOf).toBeGreaterThan(first?.asOf ?? 0),
  );
});

test("a room in which nobody waits writes nothing, nor does one whose document is on its own host", async () => {
  await (await newRoom(published("empty.json"))).snapshot();
  const own = await newRoom({ ...published("x"), lineDocument: "/own.json" });
  await own.take(joins(50));
  expect([await documentAt("empty.json"), await documentAt("own.json")]).toEqual([null, null]);
});

test.each<readonly [string, () => Promise<never>]>([
  [
    "throws at once",
    () => {
      throw new Error("No bucket");
    },
  ],
  ["refuses", () => Promise.reject(new Error("Too many requests"))],
])(
  "a bucket that %s takes nothing from the room, and is tried again a second later",
  async (_, mood) => {
    const put = vi.fn(mood);
    const publisher = createLinePublisher({ put });
    const document = { asOf: 0 } as LineDocument;
    expect(() => publisher.publish(document, "https://line.example/a.json", 0)).not.toThrow();
    await vi.waitFor(() => expect(publisher.isDue(1_000)).toBe(true));
    expect(put).toHaveBeenCalledTimes(1);
  },
);

test("one is written at a time and one a second, and one that hangs is given up after ten", async () => {
  const document = { asOf: 0 } as LineDocument;
  const under = Promise.withResolvers<null>();
  const put = vi.fn(() => under.promise as Promise<never>);
  const publisher = createLinePublisher({ put });
  expect(publisher.isDue(0)).toBe(true);
  publisher.publish(document, "https://line.example/a.json", 0);
  expect([999, 1_000, 9_999, 10_000].map((now) => publisher.isDue(now))).toEqual([
    false,
    false,
    false,
    true,
  ]);
  under.resolve(null);
  await vi.waitFor(() => expect(publisher.isDue(1_000)).toBe(true));
  expect(publisher.isDue(999)).toBe(false);
  expect(put).toHaveBeenCalledTimes(1);
});
