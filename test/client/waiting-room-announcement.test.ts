import { expect, test } from "vitest";
import { announcementOf } from "../../src/client/waiting-room-announcement.ts";
import { viewOf } from "../../src/client/waiting-room-view.ts";
import { createWording } from "../../src/client/waiting-room-wording.ts";
import { english } from "../../src/pages/messages/en.ts";
import { waiting, waitingForStock } from "../pages/visitor-statuses.ts";

const wording = createWording("en", english.waiting);

function announce(told: Parameters<typeof announcementOf>[0], ahead: number) {
  const known = { state: "waiting", message: null, shopName: "shop" } as const;
  return announcementOf(told, viewOf({ ...known, status: { ...waiting, ahead } }, wording), ahead);
}

test("a new state is said with the number ahead", () => {
  expect(announce({ state: "joining", ahead: null }, 120)).toBe(
    "You are in line. 120 people ahead of you. Keep this page open: it lets you in when it is your turn.",
  );
});

test("a poll that brings little news says nothing", () => {
  expect(announce({ state: "waiting", ahead: 120 }, 119)).toBeNull();
  expect(announce({ state: "waiting", ahead: 120 }, 61)).toBeNull();
});

test("the number ahead is said when it has become half", () => {
  expect(announce({ state: "waiting", ahead: 120 }, 60)).toBe("60 people ahead of you");
});

test("what is left is said with the number ahead, and not at each change of it", () => {
  const view = viewOf(
    { state: "waiting", status: waitingForStock, message: null, shopName: "shop" },
    wording,
  );
  expect(announcementOf({ state: "waiting", ahead: 3_000 }, view, 1_234)).toBe(
    "1,234 people ahead of you. 412 left. They may be gone before it is your turn.",
  );
  expect(announcementOf({ state: "waiting", ahead: 1_500 }, view, 1_234)).toBeNull();
});

test("being next is said", () => {
  expect(announce({ state: "waiting", ahead: 1 }, 0)).toBe("You are next");
});
