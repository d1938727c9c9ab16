import { describe, expect, test } from "vitest";
import { placeOf } from "../../src/domain/draw.ts";
import { lineOf } from "../../src/domain/room-state.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import { standingOf } from "../../src/domain/snapshot.ts";
import { letEverybodyIn, type RoomInHand, roomInHand, start } from "../support/room-in-hand.ts";

const opensAt = start + 60_000;
const drawn: Partial<RoomSettings> = {
  order: "draw",
  preQueueAt: start - 1_000,
  opensAt,
  admissionsPerMinute: 3_000,
  publicRandomness: "a lottery",
};

function open(room: RoomInHand): void {
  room.now = opensAt;
  room.wait(0);
}

const placeIn = (room: RoomInHand, number: number) =>
  placeOf(lineOf(room.last.after, "general").draw, number);

/** Of those let in, the places in the order of their slots. */
const placesOf = (room: RoomInHand, admitted: ReadonlyMap<number, number>) =>
  [...admitted]
    .map(([number, at]) => ({ at, place: placeIn(room, number) }))
    .toSorted((one, other) => one.at - other.at || one.place - other.place)
    .map(({ place }) => place);

describe("the draw of a room", () => {
  test("is held at the opening, for all who are there, and costs as little for many as for few", () => {
    const [few, many] = [roomInHand(drawn), roomInHand(drawn)];
    few.joinMany(10);
    for (let batch = 0; batch < 50; batch++) many.joinMany(1_000);
    expect(many.state.draw.heldAt).toBeNull();
    const bytes = [few, many].map((room) => {
      open(room);
      // The waits that the room looks at are not the draw's.
      return JSON.stringify([{ ...room.state, forecasts: null }, room.line.drawn]).length;
    });
    expect(many.line.drawn).toEqual({ after: 0, count: 50_000 });
    expect(many.state.draw.heldAt).toBe(opensAt);
    expect(Math.abs((bytes[1] ?? 0) - (bytes[0] ?? 0))).toBeLessThan(20);
  });

  test("lets everybody in by place, those who came after the opening behind all others", () => {
    const room = roomInHand(drawn);
    const early = room.joinMany(100);
    open(room);
    const late = room.joinMany(20);
    const admitted = letEverybodyIn(room, [...early, ...late], 60_000);
    const places = placesOf(room, admitted);
    expect(places).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(late.map((number) => placeIn(room, number))).toEqual(late);
    expect(early.map((number) => placeIn(room, number))).not.toEqual(early);
    expect(room.notes.violations.size).toBe(0);
  });

  test("knows those who left before it by the places that it gave them", () => {
    const room = roomInHand(drawn);
    const numbers = room.joinMany(60);
    const leavers = numbers.filter((number) => number % 3 === 0);
    for (const number of leavers) room.leave(number);
    open(room);
    const stayed = numbers.filter((number) => number % 3 !== 0);
    expect(letEverybodyIn(room, stayed, 60_000).size).toBe(40);
    room.wait(200_000);
    expect(room.line.leftUncalled).toBe(0);
    expect(room.notes.violations.size).toBe(0);
  });

  test("is the same after a restart in the middle of it", () => {
    const room = roomInHand(drawn);
    const numbers = room.joinMany(50);
    open(room);
    const before = numbers.map((number) => placeIn(room, number));
    room.restart();
    room.wait(1_000);
    expect(numbers.map((number) => placeIn(room, number))).toEqual(before);
  });

  test("takes no part of those who came when it was held: a join at the opening is behind", () => {
    const room = roomInHand(drawn);
    room.joinMany(5);
    room.now = opensAt;
    const [late = 0] = room.joinMany(1);
    expect(room.line.drawn).toEqual({ after: 0, count: 5 });
    expect(placeIn(room, late)).toBe(6);
  });

  test("mixes in what the merchant said last before it, and nothing said later", () => {
    const room = roomInHand(drawn);
    room.joinMany(40);
    room.change({ publicRandomness: "another lottery" });
    open(room);
    const before = placeIn(room, 1);
    room.change({ publicRandomness: "a third one", opensAt: opensAt + 3_600_000 });
    room.restart();
    room.wait(1_000);
    expect(room.state.draw.publicRandomness).toBe("another lottery");
    expect(placeIn(room, 1)).toBe(before);
  });

  test("without anybody to draw is not held, and its seed stays a secret", () => {
    const room = roomInHand(drawn);
    open(room);
    expect(room.state.draw.heldAt).toBeNull();
    expect(room.snapshot().draw.held).toBeNull();
    expect(placeIn(room, room.joinMany(1)[0] ?? 0)).toBe(1);
  });

  test("says nothing about places before it, and all about them afterwards", () => {
    const room = roomInHand(drawn);
    const numbers = room.joinMany(30);
    const before = room.snapshot();
    expect(before.draw.held).toBeNull();
    expect(JSON.stringify(before)).not.toContain(room.state.draw.seed);
    expect(standingOf(7, "general", before)).toMatchObject({
      kind: "waiting",
      ahead: null,
      wait: null,
    });
    open(room);
    const after = room.snapshot();
    expect(after.draw.held?.seed).toBe(room.state.draw.seed);
    const aheads = numbers.map((number) => {
      const standing = standingOf(placeIn(room, number), "general", after);
      return standing.kind === "called" ? -1 : standing.ahead;
    });
    expect(new Set(aheads.filter((ahead) => ahead !== -1)).size).toBe(
      aheads.filter((ahead) => ahead !== -1).length,
    );
  });

  test("of a line in which some were called already leaves those where they are", () => {
    const room = roomInHand({ queue: "always", order: "draw", admissionsPerMinute: 3_000 });
    const first = room.joinMany(3);
    letEverybodyIn(room, first, 10_000);
    room.change({ preQueueAt: room.now, opensAt: room.now + 30_000 });
    const next = room.joinMany(40);
    room.wait(30_000);
    expect(room.line.drawn).toEqual({ after: 3, count: 40 });
    expect(next.map((number) => placeIn(room, number)).toSorted((a, b) => a - b)).toEqual(next);
    expect(letEverybodyIn(room, next, 40_000).size).toBe(40);
    expect(room.notes.violations.size).toBe(0);
  });
});
