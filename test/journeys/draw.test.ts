import { createHash, createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { placeOf } from "../../src/domain/draw.ts";
import { roundsOf } from "../../src/domain/draw-rounds.ts";
import type { PublishedDraw, VisitorStatus } from "../../src/protocol.ts";
import { ask } from "../support/ask.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { goIn } from "../support/punctual-visitor.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, type Visitor, visit, visitors } from "../support/visitor.ts";

const people = 60;
const publicRandomness = "the evening's lottery: 4 8 15 16 23 42";

let stack: Stack;
let room: ProtectedRoom;
let opensAt: number;
let before: PublishedDraw;
let early: readonly Visitor[];
let told: readonly VisitorStatus[];

const published = async (): Promise<PublishedDraw> => {
  const answer = await ask(stack, { path: "/.stanchion/draw", headers: { Host: room.host } });
  return answer.json();
};

/** With Node's own hashes, as somebody would who has only what is published. */
const hmac = (key: Uint8Array, message: string) =>
  createHmac("sha256", key).update(message).digest();

function placesFrom({ epoch, seed, publicRandomness, counts, after }: PublishedDraw) {
  if (seed === null || publicRandomness === null) throw new TypeError("The draw is not held yet");
  const count = counts?.["general"] ?? 0;
  const drawn = { room: room.name, epoch, line: "general", count, publicRandomness };
  const draw = { after: after?.["general"] ?? 0, count, rounds: roundsOf(hmac, seed, drawn) };
  return (visitor: Visitor) => placeOf(draw, claimsOf(visitor.tokens.ticket).number);
}

beforeAll(async () => {
  stack = await startStack();
  // When all who come before it have come, the room is told to open.
  opensAt = Date.now() + 3_600_000;
  room = await openRoom(stack, {
    queue: "always",
    order: "draw",
    preQueueAt: new Date(Date.now() - 60_000).toISOString(),
    opensAt: new Date(opensAt).toISOString(),
    publicRandomness,
    admissionsPerMinute: 1_200,
  });
  before = await published();
  early = visitors(room, people);
  told = await Promise.all(early.map((visitor) => visitor.join()));
});
afterAll(() => stack?.stop());

describe("before the opening", () => {
  test("the commitment is published, and nothing else of the draw", () => {
    const secret = { seed: null, publicRandomness: null, counts: null, after: null };
    expect(before).toMatchObject({ order: "draw", ...secret });
    expect(before.commitment).toMatch(/^[0-9a-f]{64}$/);
    expect(before.joined).toEqual({ general: 0 });
  });

  test("everybody who joined waits without a position, and is told of the draw", () => {
    for (const status of told) {
      expect(status).toMatchObject({
        state: "pre-queue",
        position: null,
        ahead: null,
        drawCommitment: before.commitment,
        opensAt: new Date(opensAt).toISOString(),
      });
    }
  });

  test("nobody is let in, by whatever way", async () => {
    expect((await early[0]?.knock())?.state).toBe("pre-queue");
    expect((await visit(room).open("/")).text()).toContain('data-state="newcomer"');
    expect(await room.log()).toEqual([]);
  });
});

describe("after it", () => {
  test("everybody goes in by the drawn place, which anybody can recompute, also over a crash", async () => {
    await room.change({ opensAt: new Date(Date.now() + 500).toISOString() });
    await expect.poll(async () => (await published()).seed).not.toBeNull();
    const late = visit(room);
    await late.join();
    const held = await published();
    expect(held).toMatchObject({ commitment: before.commitment, publicRandomness });
    expect(held.counts).toEqual({ general: people });
    expect(held.joined).toEqual({ general: people + 1 });
    const hash = createHash("sha256").update(Buffer.from(held.seed ?? "", "hex"));
    expect(hash.digest("hex")).toBe(before.commitment);

    const placeOfVisitor = placesFrom(held);
    const everybody = [...early, late].map((visitor) => ({
      visitor,
      place: placeOfVisitor(visitor),
    }));
    expect(everybody.map(({ place }) => place).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: people + 1 }, (_, index) => index + 1),
    );
    expect(placeOfVisitor(late)).toBe(people + 1);
    await stack.workerd.kill("SIGKILL");
    await stack.workerd.restart();
    expect(await published()).toEqual(held);

    const went = await Promise.all(
      everybody.map(async ({ visitor, place }) => {
        const askedAt = Date.now();
        return { place, ...(await goIn(visitor, { askedAt, told: await visitor.status() })) };
      }),
    );
    const bySlot = went.toSorted((one, other) => one.slot - other.slot || one.place - other.place);
    // Order may be blurred by one poll near the front, two seconds.
    const passed = bySlot.filter(
      ({ slot, place, wasPunctual }, index) =>
        wasPunctual &&
        bySlot.slice(0, index).some((first) => first.place > place && slot - first.slot > 2_000),
    );
    expect(passed).toEqual([]);
  });

  test("the fairness report finds nobody who was passed while they were there", async () => {
    const report = (await manage(stack, "GET", `rooms/${room.name}/fairness`)).json();
    expect(report).toMatchObject({
      room: room.name,
      epoch: 1,
      admissions: people + 1,
      judged: people + 1,
      lines: [
        {
          line: "general",
          share: 1,
          overtaken: { "passed-at-the-door": 0, "passed-uncalled": 0 },
        },
      ],
    });
  });
});

test("a room's next epoch has an empty line, another seed, and no place for old tickets", async () => {
  const [somebody] = early;
  const first = await published();
  const nextWeek = new Date(Date.now() + 7 * 86_400_000).toISOString();
  await room.change({ opensAt: nextWeek });
  await manage(stack, "POST", `rooms/${room.name}/reset`);
  await expect.poll(async () => (await published()).epoch).toBe(2);
  const second = await published();
  expect(second).toMatchObject({ epoch: 2, seed: null, opensAt: nextWeek });
  expect(await room.live()).toMatchObject({ access: "pre-queue", waiting: 0 });
  expect(second.commitment).not.toBe(first.commitment);
  const audit = await manage(stack, "GET", `rooms/${room.name}/audit`);
  const [latest] = audit.json<{ readonly entries: readonly unknown[] }>().entries;
  expect(latest).toMatchObject({ field: "epoch", from: 1, to: 2, who: "admin" });
  const old = visit(room, { tokens: { ticket: somebody?.tokens.ticket ?? "" } });
  expect((await old.call("GET", "/.stanchion/status")).status).toBe(401);
});
