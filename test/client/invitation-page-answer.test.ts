import { expect, test } from "vitest";
import { problemOf, readInvitation } from "../../src/client/invitation-page-answer.ts";

test.each([
  ["#aaa.bbb.ccc", "aaa.bbb.ccc"],
  ["https://shop.example/.stanchion/invitation#aaa.bbb.ccc", "aaa.bbb.ccc"],
  ["  aaa.bbb.ccc\n", "aaa.bbb.ccc"],
  ["#", ""],
  ["", ""],
])("the invitation in %j is %j", (text, invitation) => {
  expect(readInvitation(text)).toBe(invitation);
});

test.each([
  ["urn:stanchion:problem:invitation-expired", 403, "expired"],
  ["urn:stanchion:problem:invitation-other-room", 403, "other-room"],
  ["urn:stanchion:problem:invitation-not-genuine", 403, "not-genuine"],
  ["urn:stanchion:problem:malformed", 400, "not-genuine"],
  ["urn:stanchion:problem:too-large", 413, "not-genuine"],
  ["urn:stanchion:problem:room-unreachable", 503, "no-answer"],
  ["urn:stanchion:problem:too-many-attempts", 429, "no-answer"],
  ["", 500, "no-answer"],
] as const)("the problem %j with status %i means: %s", (type, status, problem) => {
  expect(problemOf(type, status)).toBe(problem);
});
