/** The day of a launch on the merchant's screen: what comes next, lines, stock, the shop, fairness. */

import { describe, expect, test } from "vitest";
import type { FairnessRow } from "../../src/domain/fairness-row.ts";
import { browserAvailable } from "../support/browser.ts";
import { eachTestOpens, saysSoon } from "./admin-screen.ts";

const minuteMs = 60_000;

describe.skipIf(!browserAvailable)("what comes next", () => {
  const screen = eachTestOpens();
  const next = () => screen().page.locator("#live-next");
  const badge = () => screen().page.locator("#live-state");

  test("is counted down by the gateway's clock, from the pre-queue to the end", async () => {
    const { gateway, room, openRoom } = screen();
    const now = Date.now();
    gateway.change(room, {
      preQueueAt: now + 10 * minuteMs,
      opensAt: now + 70 * minuteMs,
      closesAt: now + 200 * minuteMs,
      timeZone: "Europe/Berlin",
    });
    await openRoom();
    await saysSoon(badge(), "Not open yet");
    await saysSoon(next(), /^Joining begins in (09|10):\d\d · .*CES?T$/);
    gateway.clockLeadMs = 11 * minuteMs;
    await saysSoon(badge(), "Pre-queue");
    await saysSoon(next(), /^Opens in (58|59):\d\d · /);
    gateway.clockLeadMs = 71 * minuteMs;
    await saysSoon(badge(), "Open");
    await saysSoon(next(), /^Closes in 2:0[89]:\d\d · /);
    gateway.clockLeadMs = 201 * minuteMs;
    await saysSoon(badge(), "Closed");
    await saysSoon(next(), /^$/);
  });

  test("says when the opening would let nobody in", async () => {
    const { gateway, room, openRoom } = screen();
    gateway.change(room, { opensAt: Date.now() + 10 * minuteMs, state: "paused" });
    await openRoom();
    await saysSoon(next(), /^The opening comes in .* with the room set to: Paused\.$/);
  });

  test("says when a pre-queue has no opening to wait for", async () => {
    const { gateway, room, openRoom } = screen();
    gateway.change(room, { preQueueAt: Date.now() - minuteMs });
    await openRoom();
    await saysSoon(next(), "No opening is set.");
  });
});

describe.skipIf(!browserAvailable)("the launch", () => {
  const screen = eachTestOpens();
  const part = (id: string) => screen().page.locator(`#${id}`);

  test("shows no more than there is to tell of", async () => {
    const { openRoom } = screen();
    await openRoom();
    for (const id of ["lines-live", "stock-live", "health"]) {
      expect(await part(id).isVisible()).toBe(false);
    }
    await saysSoon(part("live-estimates"), "not known yet");
  });

  test("shows each line with its people and its shares", async () => {
    const { room, openRoom } = screen();
    const line = { called: 0, joined: 0, admitted: 0, left: 0, attendance: null };
    room.figures = {
      ...room.figures,
      lines: [
        { ...line, line: "general", waiting: 9_000, shareDue: 0.25, shareNow: 1 },
        { ...line, line: "members", waiting: 0, shareDue: 0.75, shareNow: 0 },
      ],
    };
    await openRoom();
    expect(await part("lines-live-rows").locator("tr").allTextContents()).toEqual([
      "general9,00025%100%",
      "members075%0%",
    ]);
    room.figures = { ...room.figures, lines: room.figures.lines.slice(0, 1) };
    await expect.poll(() => part("lines-live").isVisible()).toBe(false);
  });

  test("counts the stock down to sold out, and says since when", async () => {
    const { room, openRoom } = screen();
    const stock = { left: 412, sold: 588, spokenFor: 120, soldOutAt: null };
    room.figures = { ...room.figures, stock };
    await openRoom();
    expect(await part("live-left").textContent()).toBe("412");
    expect(await part("live-left-note").textContent()).toBe("of 1,000");
    expect(await part("live-spoken").textContent()).toBe("120");
    const soldOutAt = new Date().toISOString();
    room.figures = { ...room.figures, stock: { left: 0, sold: 1_000, spokenFor: 0, soldOutAt } };
    await saysSoon(part("live-sold-note"), /^sold out since \d\d:\d\d:\d\d$/);
    expect(await part("live-state").textContent()).toBe("Sold out");
  });

  test("shows what the shop can take, and why, the newest first", async () => {
    const { room, openRoom } = screen();
    const at = new Date().toISOString();
    // As the gateway gives them: with the figures that belong to a reason.
    const slow = { kind: "slow", share: 0.12 };
    const outage = { kind: "outage", unheardRequests: 40 };
    room.effectivePerMinute = 450;
    const first = { at, fromPerMinute: 600, toPerMinute: 450, reason: slow };
    room.figures = { ...room.figures, originHealth: { isOut: false, moves: [first] } };
    await openRoom();
    await saysSoon(part("health-state"), "Spared");
    expect(await part("health-rate").textContent()).toBe("450 of 600 a minute in force.");
    expect(await part("live-admitted-note").textContent()).toContain("450 a minute in force");
    room.effectivePerMinute = 0;
    const second = { at, fromPerMinute: 450, toPerMinute: 0, reason: outage };
    room.figures = { ...room.figures, originHealth: { isOut: true, moves: [first, second] } };
    await saysSoon(part("health-state"), "Out");
    const moves = part("health-moves").locator("li");
    expect(await moves.nth(0).textContent()).toMatch(/450 → 0 a minute.*40 requests unheard/);
    expect(await moves.nth(1).textContent()).toMatch(/600 → 450 a minute.*12% of the answers/);
  });

  test("tells how true the told waits came, and what was promised", async () => {
    const { room, openRoom } = screen();
    const estimates = { told: 1_000, held: 820, tooEarly: 150, tooLate: 30, coverage: 0.82 };
    room.figures = { ...room.figures, estimates };
    await openRoom();
    expect(await part("live-estimates").textContent()).toBe("82%");
    const note = await part("live-estimates-note").textContent();
    expect(note).toBe("of 1,000; 4 in 5 are promised · 150 shorter, 30 longer");
  });
});

describe.skipIf(!browserAvailable)("the fairness report", () => {
  const screen = eachTestOpens();
  const report = () => screen().page.locator("#fairness-report");
  const verdict = () => screen().page.locator("#fairness-outcome");

  async function load(rows: readonly FairnessRow[]): Promise<void> {
    const { room, page, openRoom } = screen();
    room.admitted = rows;
    await openRoom();
    await page.getByRole("button", { name: "Load the report" }).click();
  }

  test("is not computed before it is asked for, and judges nobody where nobody came", async () => {
    const { gateway } = screen();
    const asked = () => gateway.requests.filter(({ url }) => url.endsWith("/fairness")).length;
    await load([]);
    await saysSoon(verdict(), "nothing to judge");
    expect(asked()).toBe(1);
    expect(await report().textContent()).toBe("");
  });

  test("says that a launch in order was fair, and who waited how long", async () => {
    await load(Array.from({ length: 40 }, (_, place) => admitted(place)));
    await saysSoon(verdict(), /^Fair: nobody who was there was passed/);
    const text = (await report().textContent()) ?? "";
    expect(text).toContain("40 of 40 admissions judged");
    expect(text).toContain("100% of all pairs, 0 inversions, Kendall's tau 1.0000");
    expect(text).toContain("Nobody was passed by somebody from behind.");
    expect(text).toContain("Told waits: 100% of 40 people held (4 in 5 are promised)");
    const bars = await report().locator(".waits li").allTextContents();
    expect(bars[0]).toMatch(/^general, all.*40 people$/);
    expect(bars[1]).toMatch(/^general, wave first.*20 people$/);
    const filled = report().locator(".waits .share").nth(0);
    const reach = await filled.evaluate((bar) => {
      const half = Number.parseFloat(getComputedStyle(bar, "::before").width);
      return half / bar.getBoundingClientRect().width;
    });
    expect(reach).toBeGreaterThan(0.5);
    expect(reach).toBeLessThan(1);
  });

  test("names those who were passed at the door", async () => {
    const passed = { ...admitted(3), admittedAt: admitted(30).admittedAt };
    await load([...Array.from({ length: 40 }, (_, place) => admitted(place)), passed].slice(4));
    await saysSoon(verdict(), "Not fair: somebody from behind passed 1 person");
    const text = (await report().textContent()) ?? "";
    expect(text).toMatch(/stood at the door\s*1/);
    expect(text).toContain("Number 3, place 3: stood at the door, by");
  });
});

/** Everybody called at once, let in five seconds apart. */
function admitted(place: number): FairnessRow {
  const joinedAt = 1_800_000_000_000;
  const wait = 60_000 + place * 5_000;
  return {
    line: "general",
    wave: place % 2 === 0 ? "first" : null,
    number: place,
    place,
    joinedAt,
    calledAt: joinedAt + 1_000,
    cameAt: joinedAt + 1_000,
    admittedAt: joinedAt + wait,
    toldLowMs: wait - 10_000,
    toldHighMs: wait + 10_000,
  };
}
