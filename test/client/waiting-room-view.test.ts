import { expect, test } from "vitest";
import { type Known, viewOf } from "../../src/client/waiting-room-view.ts";
import { createWording } from "../../src/client/waiting-room-wording.ts";
import { english } from "../../src/pages/messages/en.ts";
import {
  everyStatus,
  notOpen,
  toBeDrawn,
  waiting,
  waitingForStock,
} from "../pages/visitor-statuses.ts";

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

test("before anybody may join, what comes first is counted down to", () => {
  expect(view({ status: notOpen }).parts).toEqual(["countdown", "join-from", "opens", "updated"]);
  const later = { ...notOpen, asOf: "2026-11-18T15:04:10Z" };
  expect(view({ status: later }).parts).toEqual(["countdown", "opens", "updated"]);
});

test("an opening that has no time yet is not counted down to", () => {
  expect(view({ status: { ...notOpen, preQueueAt: null, opensAt: null } }).parts).toEqual([
    "updated",
  ]);
});

test("who is to be drawn is told why coming early was no advantage, and shown the commitment", () => {
  const { parts, texts } = view({ status: toBeDrawn });
  expect(parts).toEqual(["kept", "countdown", "draw", "opens", "updated", "support", "leave"]);
  expect(texts.detail).toBe(english.waiting.toBeDrawn);
  expect(texts.shortCommitment).toBe("66687aad…0d5f2925");
});

test("where the first to come is the first to go in, those ahead are shown before the opening", () => {
  const status = { ...toBeDrawn, drawCommitment: null, position: 8, ahead: 7 };
  const { parts, texts } = view({ status });
  expect(parts).toContain("ahead");
  expect(parts).not.toContain("draw");
  expect(texts.detail).toBe("The line starts to move at the opening.");
  expect(`${texts.count} ${texts.people}`).toBe("7 people ahead of you");
});

test("the commitment can still be compared after the draw", () => {
  const { drawCommitment } = toBeDrawn;
  expect(view({ status: { ...waiting, drawCommitment } }).parts).toContain("draw");
});

test("what is left is told with the chance of it, in words", () => {
  const { parts, texts } = view({ status: waitingForStock });
  expect(parts).toContain("stock");
  expect(texts.left).toBe("412 left");
  expect(texts.chance).toBe("They may be gone before it is your turn.");
});

test("who has no place is told what is left, and promised nothing", () => {
  const { parts, texts } = view({ status: { ...notOpen, stock: { left: 9, chance: null } } });
  expect(parts).toContain("stock");
  expect([texts.left, texts.chance]).toEqual(["9 left", ""]);
});

test("a shop that does not count says nothing of what is left, nor does one that is sold out", () => {
  expect(view({ status: waiting }).parts).not.toContain("stock");
  const soldOut = view({
    status: { ...waiting, state: "sold-out", stock: { left: 0, chance: 0 } },
  });
  expect(soldOut.texts.heading).toBe("Sold out");
  expect(soldOut.parts).not.toContain("stock");
});

test("the end of the line is told in its last hour, to those in it", () => {
  const closing = (closesAt: string) => view({ status: { ...waiting, closesAt } });
  expect(closing("2026-11-17T15:45:00Z").texts.openUntil).toBe(
    "The line is open until 3:45 PM UTC.",
  );
  expect(closing("2026-11-17T15:45:00Z").parts).toContain("open-until");
  expect(closing("2026-11-17T16:00:07Z").parts).toContain("open-until");
  expect(closing("2026-11-17T16:00:08Z").parts).not.toContain("open-until");
  expect(closing("2026-11-17T15:00:07Z").parts).not.toContain("open-until");
  const outside = { ...notOpen, closesAt: "2026-11-17T15:45:00Z" };
  expect(view({ status: outside }).parts).not.toContain("open-until");
});

test("the shop's message comes with the status, and from the page before there is one", () => {
  const status = { ...waiting, message: "Two left" };
  expect(view({ status, message: "Welcome" }).texts.message).toBe("Two left");
  expect(view({ message: "Welcome" }).texts.message).toBe("Welcome");
  expect(view({ status: waiting, message: "Welcome" }).parts).not.toContain("message");
});
