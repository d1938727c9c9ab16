import { expect, test } from "vitest";
import { joinNote, leftInAnyTab } from "../../src/client/waiting-room-join-key.ts";

const now = 1_795_000_000_000;
const fresh = { key: "mine", at: now, notBefore: 0 };
const noted = (key: string | null, at: number) => JSON.stringify({ key, at });

test("the first tab joins with its own key", () => {
  expect(joinNote(null, fresh)).toEqual({ key: "mine", at: now });
});

test("another tab joins with the same key within a minute", () => {
  expect(joinNote(noted("first", now - 59_000), fresh).key).toBe("first");
});

test("the key is not shared for longer than a minute", () => {
  expect(joinNote(noted("first", now - 61_000), fresh).key).toBe("mine");
});

test("a key from the future, as after a clock set back, is not shared", () => {
  expect(joinNote(noted("first", now + 1), fresh).key).toBe("mine");
});

test("the key of a place that is gone is not used again", () => {
  expect(joinNote(noted("gone", now - 5_000), { ...fresh, notBefore: now - 4_000 }).key).toBe(
    "mine",
  );
});

test("the key that another tab chose after the place was gone is used", () => {
  const note = noted("theirs", now - 3_000);
  expect(joinNote(note, { ...fresh, notBefore: now - 4_000 }).key).toBe("theirs");
});

test("after leaving, whoever joins again does so with a new key", () => {
  expect(joinNote(noted(null, now - 10), fresh).key).toBe("mine");
});

test("a note that cannot be read is no note", () => {
  for (const text of ["", "{", "null", "[]", '{"key":7,"at":7}', '{"key":"a"}']) {
    expect(joinNote(text, fresh).key).toBe("mine");
    expect(leftInAnyTab(text, 0)).toBe(false);
  }
});

test("a tab knows that the place was given up in another, since it last saw it", () => {
  expect(leftInAnyTab(noted(null, now), now - 1)).toBe(true);
  expect(leftInAnyTab(noted(null, now - 9), now)).toBe(false);
  expect(leftInAnyTab(noted("key", now), now - 1)).toBe(false);
});
