import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRooms } from "../../src/http/rooms.ts";
import { createSharedSnapshots } from "../../src/http/shared-snapshots.ts";
import { askOne, join, newRoom } from "./room-calls.ts";

// A snapshot does not grow old here, and nobody loses patience with the cache, however slow the machine is.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const ctx = { waitUntil: (promise: Promise<unknown>) => void handedOver.push(promise) };
const handedOver: Promise<unknown>[] = [];

const gateway = () =>
  createRooms(
    env,
    createSharedSnapshots({
      open: () => caches.open("stanchion"),
      clock: () => Date.now(),
      chance: () => 0,
    }),
  );

test("through the platform's cache one gateway has the room as another one has just seen it", async () => {
  const room = await newRoom({ queue: "always" });
  const name = room.name ?? "";
  await gateway()(name).snapshot.get(ctx);
  await Promise.all(handedOver);
  await askOne(room, join("a"));
  const seen = await gateway()(name).snapshot.get(ctx);
  expect(seen.lines["general"]?.issued ?? 0).toBe(0);
  const ownLook = await createRooms(env)(name).snapshot.get(ctx);
  expect(ownLook.lines["general"]?.issued).toBe(1);
});

test("no request that is answered from the zone's cache can see what gateways share, or change it", async () => {
  const room = await newRoom({ queue: "always" });
  const address = `https://stanchion.invalid/snapshot/1/${room.name}`;
  const forged = { takenAt: Date.now(), askedAt: null, snapshot: await room.snapshot() };
  await caches.default.put(
    address,
    new Response(JSON.stringify({ ...forged, snapshot: { ...forged.snapshot, epoch: 99 } }), {
      headers: { "Cache-Control": "public, max-age=60" },
    }),
  );
  const seen = await gateway()(room.name ?? "").snapshot.get(ctx);
  await Promise.all(handedOver);
  expect(seen.epoch).toBe(1);
  const shared = await (await caches.default.match(address))?.json<{
    snapshot: { epoch: number };
  }>();
  expect(shared?.snapshot.epoch).toBe(99);
});
