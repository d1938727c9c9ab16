/** The merchant's screen in a real browser: signing in, rooms, and everybody's way of using it. */

import axe from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { browserAvailable } from "../support/browser.ts";
import type { AdminGateway } from "./admin-gateway.ts";
import { eachTestOpens, saysSoon } from "./admin-screen.ts";
import type { StandInRoom } from "./admin-stand-in-room.ts";

describe.skipIf(!browserAvailable)("signing in", () => {
  const screen = eachTestOpens();
  const complaint = () => screen().page.locator("#sign-in-outcome");

  test("says plainly that a token is wrong, and keeps nothing of it", async () => {
    const { page, signIn } = screen();
    await signIn("wrong");
    await saysSoon(complaint(), "does not know this token");
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(await page.locator("#screen").isVisible()).toBe(false);
  });

  test("does not send what cannot be a token", async () => {
    const { gateway, signIn } = screen();
    await signIn("tökén");
    await saysSoon(complaint(), "does not know this token");
    expect(gateway.requests.filter(({ url }) => url.includes("/api/"))).toEqual([]);
  });

  test("says how long to wait after too many attempts", async () => {
    const { gateway, signIn } = screen();
    gateway.mood = "too-many";
    await signIn("guess");
    await saysSoon(complaint(), "Too many attempts. Try again in 45 sec");
  });

  test("says that the gateway does not answer, and tries again with one press", async () => {
    const { gateway, page, signIn } = screen();
    gateway.mood = "cut";
    await signIn();
    await saysSoon(complaint(), "did not answer");
    gateway.mood = "well";
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#live-state[data-state]").waitFor();
  });

  test("keeps the token in this tab only: in no address, no cookie, no lasting store", async () => {
    const { gateway, page, openRoom } = screen();
    await openRoom();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(page.url()).not.toContain(gateway.token);
    for (const { url, headers } of gateway.requests) {
      expect(url).not.toContain(gateway.token);
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
    }
  });

  test("happens by itself after a reload, until the merchant signs out", async () => {
    const { page, openRoom } = screen();
    await openRoom();
    await page.reload();
    await page.locator("#live-state[data-state]").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await saysSoon(complaint(), "Signed out");
    await page.reload();
    await page.getByLabel("Admin token").waitFor();
    expect(await page.locator("#screen").isVisible()).toBe(false);
  });

  test("is asked for again, and nothing else asked, once the token is no longer taken", async () => {
    const { gateway, page, openRoom } = screen();
    await openRoom();
    gateway.token = "rotated";
    await saysSoon(complaint(), "no longer accepts this token");
    const asked = gateway.requests.length;
    await page.waitForTimeout(1_500);
    expect(gateway.requests.length).toBe(asked);
  });
});

describe.skipIf(!browserAvailable)("the merchant's screen", () => {
  const screen = eachTestOpens();

  test("shows as text what others wrote, whatever it looks like", async () => {
    const { gateway, room, page, openRoom } = screen();
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    room.warnings = [hostile];
    gateway.change(room, { message: hostile }, hostile);
    await openRoom();
    await saysSoon(page.locator("#audit"), "onerror");
    expect(await page.locator("#warnings li").textContent()).toBe(hostile);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });

  test("tells of the latest changes who, what, from what, to what, and when", async () => {
    const { gateway, room, page, openRoom } = screen();
    gateway.change(room, { admissionsPerMinute: 900 }, "ana");
    gateway.change(room, { sessionMinutes: 20 }, "ben");
    await openRoom();
    const entries = page.locator("#audit li");
    await saysSoon(entries.nth(1), /Rate\s*ana · \d\d:\d\d:\d\d\s*600 a minute → 900 a minute/);
    expect(await entries.nth(0).textContent()).toMatch(/sessionMinutes.*ben.*15 → 20/);
  });

  test("has the other rooms one choice away, and changes the one that it shows", async () => {
    const { gateway, room, page, openRoom, rate, apply, outcome, changes } = screen();
    const members = gateway.addRoom("members", { admissionsPerMinute: 60 });
    members.figures = { ...members.figures, waiting: 3 };
    await openRoom();
    await rate().fill("999");
    await page.getByLabel("Room", { exact: true }).selectOption("members");
    await saysSoon(page.locator("#live-waiting"), /^3$/);
    await expect.poll(() => rate().inputValue()).toBe("60");
    await page.reload();
    await saysSoon(page.locator("#live-waiting"), /^3$/);
    await expect.poll(() => rate().inputValue()).toBe("60");
    await rate().fill("90");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "In effect");
    expect(changes()).toEqual([{ admissionsPerMinute: 90 }]);
    expect(room.settings.admissionsPerMinute).toBe(600);
  });

  test("works with the keyboard alone", async () => {
    const { gateway, page, outcome, changes } = screen();
    const focused = () => page.evaluate(() => document.activeElement?.id);
    const chosen = () => page.evaluate(() => document.activeElement?.getAttribute("value"));
    await page.keyboard.type(gateway.token);
    await page.keyboard.press("Enter");
    await page.locator("#message-apply:enabled").waitFor();
    expect(await focused()).toBe("live-heading");
    await page.keyboard.press("Tab");
    expect(await chosen()).toBe("open");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("state-apply");
    await page.keyboard.press("Enter");
    await saysSoon(outcome("State"), "In effect");
    expect(await focused()).toBe("state-apply");
    await expect.poll(() => page.locator("#state-put-back").isVisible()).toBe(true);
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("state-put-back");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("admissionsPerMinute-input");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("120");
    await page.keyboard.press("Enter");
    await saysSoon(outcome("Rate"), "In effect");
    expect(changes()).toEqual([{ state: "paused" }, { admissionsPerMinute: 120 }]);
  });

  test("unfolds what is planned with the keyboard too", async () => {
    const { page, openRoom, outcome, changes } = screen();
    await openRoom();
    await page.locator("#message-apply").focus();
    const tabTo = async (id: string) => {
      const isThere = () => page.locator(`#${id}:focus`).count();
      for (let tabs = 0; tabs < 12 && (await isThere()) === 0; tabs++) {
        await page.keyboard.press("Tab");
      }
      expect(await isThere()).toBe(1);
    };
    for (let folds = 0; folds < 3; folds++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await tabTo("stock-units");
    await page.keyboard.type("40");
    await page.keyboard.press("Enter");
    await saysSoon(outcome("Stock"), "In effect");
    await tabTo("stock-add");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.type("2");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect
      .poll(changes)
      .toEqual([40, 42].map((units) => ({ stock: { units, perOrder: 1 } })));
  });
});

const desktop = { width: 1280, height: 800 };
const smallPhone = { width: 320, height: 640 };

describe.skipIf(!browserAvailable).each([
  // Colours do not depend on the width: each of either once.
  { name: "a desktop, dark", viewport: desktop, colorScheme: "dark" },
  { name: "a small phone, light", viewport: smallPhone, colorScheme: "light" },
] as const)("on $name", (look) => {
  // Only so that axe itself may be put into the page.
  const screen = eachTestOpens({ ...look, bypassCSP: true });

  test("axe finds no fault and nothing scrolls sideways, in good days and in bad", async () => {
    const { gateway, room, page, openRoom, rate, capacity, state, apply, outcome } = screen();
    room.figures = { ...room.figures, waiting: 1_000_000, inside: 1_000_000 };
    gateway.addRoom("a-room-with-quite-a-long-name-for-a-phone");
    gateway.change(room, { message: { en: "Soon", de: "Bald" } });
    launchInFullSwing(gateway, room);
    room.warnings = ["A claim window under 120 seconds is short for background tabs."];
    await expectNoFaults(page);
    await openRoom();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.getByRole("button", { name: "Load the report" }).click();
    await page.locator("#fairness-report .waits").waitFor();
    await page.getByRole("button", { name: "Add a line" }).click();
    await apply("Lines").click();
    await saysSoon(outcome("Lines"), "Not applied");
    await rate().fill("7000000");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "Not applied");
    await capacity().fill("20");
    await apply("Capacity").click();
    await saysSoon(outcome("Capacity"), "In effect");
    await state("Closed").check();
    await apply("State").click();
    await saysSoon(outcome("State"), "Press again");
    await expectNoFaults(page);
    room.frozenAt = Date.now() - 60_000;
    await page.locator("#screen[data-stale]").waitFor();
    await expectNoFaults(page);
  });
});

/** Each part of the screen has something to show, and long names to show it by. */
function launchInFullSwing(gateway: AdminGateway, room: StandInRoom): void {
  const now = Date.now();
  const at = new Date(now).toISOString();
  const long = "a-line-with-a-name-that-is-rather-long-for-a-small-phone";
  gateway.change(room, {
    lines: [
      { name: "general", weight: 1 },
      { name: long, weight: 3 },
    ],
    closesAt: now + 100_000_000,
    timeZone: "America/Argentina/Buenos_Aires",
    order: "draw",
    stock: { units: 1_000_000, perOrder: 2 },
    originHealth: { targetMilliseconds: 800, floorPerMinute: 60 },
  });
  const line = { called: 20, joined: 0, admitted: 0, left: 0, attendance: null };
  const shares = { shareDue: 0.5, shareNow: 0.5 };
  const reason = { kind: "outage", unheardRequests: 1_000_000 };
  room.figures = {
    ...room.figures,
    lines: [
      { ...line, ...shares, line: "general", waiting: 1_000_000 },
      { ...line, ...shares, line: long, waiting: 1_000_000 },
    ],
    stock: { left: 0, sold: 1_000_000, spokenFor: 0, soldOutAt: at },
    originHealth: {
      isOut: true,
      moves: [{ at, fromPerMinute: 600_000, toPerMinute: 0, reason }],
    },
    estimates: { told: 1_204, held: 990, tooEarly: 150, tooLate: 64, coverage: 990 / 1_204 },
  };
  room.admitted = [40, 41, 42].map((place) => ({
    line: long,
    wave: "early-birds",
    number: place,
    place,
    joinedAt: now - 100_000,
    calledAt: now - 90_000,
    cameAt: now - 90_000,
    admittedAt: place === 40 ? now : now - 50_000,
    toldLowMs: null,
    toldHighMs: null,
  }));
}

async function expectNoFaults(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const faults = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  });
  expect(faults).toEqual([]);
  const shownThoughHidden = await page.evaluate(() =>
    Array.from(document.querySelectorAll("[hidden]"))
      .filter((element) => element.checkVisibility())
      .map(({ id }) => id),
  );
  expect(shownThoughHidden).toEqual([]);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(sideways).toBe(0);
}
