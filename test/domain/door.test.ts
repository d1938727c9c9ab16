import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AtTheDoor,
  atTheDoor,
  beforeAtTheDoor,
  comeToTheDoor,
  type Door,
  doorBetween,
  emptyDoor,
  everybodyAt,
  isOverdue,
  leaveTheDoor,
  withoutGone,
} from "../../src/domain/door.ts";

const visitor = (place: number, asksAt = 0, passId = `pass ${place}`): AtTheDoor => ({
  place,
  number: place,
  passId,
  asksAt,
  isHeld: false,
  cameAt: 0,
  ticket: { joinedAt: 0, told: null, wave: null },
});

const doorOf = (places: readonly number[]): Door =>
  withVisitors(places.map((place) => visitor(place)));

const withVisitors = (visitors: readonly AtTheDoor[]): Door =>
  visitors.reduce(comeToTheDoor, emptyDoor);

const placesAt = (door: Door) => [...everybodyAt(door)].map(({ place }) => place);

// More than one group of them, too.
const places = fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 800, size: "max" });

test("whoever comes in whatever order stands in order of place, each once", () => {
  fc.assert(
    fc.property(places, (came) => {
      const expected = [...new Set(came)].sort((a, b) => a - b);
      const door = doorOf(came);
      expect(placesAt(door)).toEqual(expected);
      expect(door.length).toBe(expected.length);
    }),
  );
});

test("whoever leaves is gone, and nobody else", () => {
  fc.assert(
    fc.property(places, places, (came, left) => {
      const door = left.reduce(leaveTheDoor, doorOf(came));
      const expected = [...new Set(came)].filter((place) => !left.includes(place));
      expect(placesAt(door)).toEqual(expected.sort((a, b) => a - b));
    }),
  );
});

test("the counts before a place and between two are those of counting one by one", () => {
  fc.assert(
    fc.property(places, fc.nat(700), fc.nat(700), (came, a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const all = [...new Set(came)];
      const door = doorOf(came);
      expect(beforeAtTheDoor(door, from)).toBe(all.filter((place) => place < from).length);
      expect(doorBetween(door, from, to)).toBe(
        all.filter((place) => from <= place && place <= to).length,
      );
    }),
  );
});

test("whoever asks again keeps the pass id of the first time", () => {
  const again = comeToTheDoor(doorOf([3, 5]), visitor(5, 4_000, "another pass"));
  expect(atTheDoor(again, 5)).toEqual(visitor(5, 4_000));
});

test("of two pages with one ticket the one told the latest counts, whichever asked last: the other may be gone", () => {
  const two = withVisitors([visitor(1, 9_000), visitor(1, 6_000)]);
  expect(atTheDoor(two, 1)).toEqual(visitor(1, 9_000));
  const later = comeToTheDoor(two, visitor(1, 11_000));
  expect(atTheDoor(later, 1)).toEqual(visitor(1, 11_000));
});

test("whoever is kept counts as kept while no other page of theirs was told to ask later", () => {
  const kept = { ...visitor(1, 10_000), isHeld: true };
  expect(atTheDoor(withVisitors([visitor(1, 9_000), kept]), 1)).toEqual(kept);
  const elsewhere = visitor(1, 14_000);
  expect(atTheDoor(withVisitors([elsewhere, kept]), 1)).toEqual(elsewhere);
  expect(atTheDoor(withVisitors([kept, elsewhere]), 1)).toEqual(elsewhere);
});

test("what was told by a clock that is an hour ahead is forgotten when they ask", () => {
  const ahead = withVisitors([visitor(1, 3_600_000), visitor(1, 2_000)]);
  expect(atTheDoor(ahead, 1)).toEqual(visitor(1, 2_000));
});

test("whoever did not ask again for three seconds is gone, and the others stay", () => {
  const door = withVisitors([visitor(1, 10_000), visitor(2, 16_000)]);
  expect(withoutGone(door, 13_000)).toBe(door);
  expect([...everybodyAt(withoutGone(door, 13_001))]).toEqual([visitor(2, 16_000)]);
});

test("whoever is half a second late holds nobody up any longer", () => {
  expect(isOverdue(visitor(1, 10_000), 10_499)).toBe(false);
  expect(isOverdue(visitor(1, 10_000), 10_500)).toBe(true);
});

test("a clock set back by an hour leaves nobody at the door for an hour", () => {
  expect(withoutGone(withVisitors([visitor(1, 3_600_000)]), 0)).toEqual(emptyDoor);
});
