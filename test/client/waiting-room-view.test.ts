import { expect, test } from "vitest";
import { type Known, viewOf } from "../../src/client/waiting-room-view.ts";
import { createWording } from "../../src/client/waiting-room-wording.ts";
import { english } from "../../src/pages/messages/en.ts";
import { everyStatus, waiting } from "../pages/visitor-statuses.ts";

const wording = createWording("en", english.waiting, "UTC");

function view(known: Partial<Known>) {
  const state = known.state ?? known.status?.state ?? "newcomer";
  return viewOf(
    { status: null, message: null, shopName: "shop.example", ...known, state },
    wording,
  );
}

test("the title tells the number ahead while waiting", () => {
  expect(view({ status: waiting }).texts.title).toBe("1,234 people ahead of you · shop.example");
});

test("the title tells the state otherwise", () => {
  const titles = everyStatus
    .filter((status) => status.state !== "waiting")
    .map((status) => view({ status }).texts.title);
  expect(titles).toContain("It is your turn · shop.example");
  expect(titles).toContain("Sold out · shop.example");
  expect(new Set(titles).size).toBe(everyStatus.length - 1);
});

test("who is next is told so instead of a zero", () => {
  const { texts } = view({ status: { ...waiting, ahead: 0 } });
  expect([texts.count, texts.people]).toEqual(["", "You are next"]);
});

test("somebody waiting sees the people ahead, the progress, the wait, and may leave", () => {
  expect(view({ status: waiting }).parts).toEqual([
    "ahead",
    "progress",
    "wait",
    "kept",
    "updated",
    "support",
    "leave",
  ]);
});

test("a newcomer may join and nothing else", () => {
  expect(view({}).parts).toEqual(["join"]);
});

test("the button to enter is there only for the called and the admitted", () => {
  const withButton = everyStatus.filter((status) => view({ status }).parts.includes("enter"));
  expect(withButton.map((status) => status.state)).toEqual(["called", "admitted"]);
});

test("a place is said to be kept only where there is a place to be kept", () => {
  const kept = everyStatus.filter((status) => view({ status }).parts.includes("kept"));
  expect(kept.map((status) => status.state)).toEqual(["pre-queue", "waiting", "called", "paused"]);
});

test("the shop's message comes with the status, and from the page before there is one", () => {
  const status = { ...waiting, message: "Two left" };
  expect(view({ status, message: "Welcome" }).texts.message).toBe("Two left");
  expect(view({ message: "Welcome" }).texts.message).toBe("Welcome");
  expect(view({ status: waiting, message: "Welcome" }).parts).not.toContain("message");
});
