/** The merchant's screen in a real browser, against a stand-in for the gateway's management side. */

import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type AdminGateway, type StandInRoom, startAdminGateway } from "./admin-gateway.ts";

describe.skipIf(!browserAvailable)("the merchant's screen", () => {
  let browser: Browser;
  let gateway: AdminGateway;
  let room: StandInRoom;
  let context: BrowserContext;
  let page: Page;
  /** Errors of the script and refusals of the security policy: none may happen in any test. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    gateway = await startAdminGateway();
    room = gateway.addRoom("default", { capacity: 500 });
    room.figures = { ...room.figures, waiting: 12_408, inside: 412 };
    complaints = [];
    await openPage();
  });

  afterEach(async () => {
    await context.close();
    await gateway.stop();
    expect(complaints).toEqual([]);
  });

  async function openPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<void> {
    context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(8_000);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy|TrustedHTML/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(gateway.url);
  }

  async function signIn(token = gateway.token): Promise<void> {
    await page.getByLabel("Admin token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signed in, with the figures and the settings there. */
  async function openRoom(): Promise<void> {
    await signIn();
    await page.locator("#live-state[data-state]").waitFor();
    await page.locator("#message-apply:enabled").waitFor();
  }

  const control = (name: string) => page.getByRole("form", { name });
  const outcome = (name: string) => control(name).getByRole("status");
  const apply = (name: string) => control(name).getByRole("button", { name: "Apply" });
  const rate = () => page.getByLabel("Admissions per minute");
  const state = (name: string) => page.getByRole("radio", { name, exact: true });
  const changes = () =>
    gateway.requests.filter(({ method }) => method === "PATCH").map(({ body }) => JSON.parse(body));

  async function saysSoon(element: ReturnType<typeof outcome>, text: string | RegExp): Promise<void> {
    await expect.poll(() => element.textContent(), { timeout: 8_000 }).toMatch(text);
  }

  describe("signing in", () => {
    const complaint = () => page.locator("#sign-in-outcome");

    test("says plainly that a token is wrong, and keeps nothing of it", async () => {
      await signIn("wrong");
      await saysSoon(complaint(), "does not know this token");
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
      expect(await page.locator("#screen").isVisible()).toBe(false);
    });

    test("does not send what cannot be a token", async () => {
      await signIn("tökén");
      await saysSoon(complaint(), "does not know this token");
      expect(gateway.requests.filter(({ url }) => url.includes("/api/"))).toEqual([]);
    });

    test("says how long to wait after too many attempts", async () => {
      gateway.mood = "too-many";
      await signIn("guess");
      await saysSoon(complaint(), "Too many attempts. Try again in 45 sec");
    });

    test("says that the gateway does not answer, and tries again with one press", async () => {
      gateway.mood = "cut";
      await signIn();
      await saysSoon(complaint(), "did not answer");
      gateway.mood = "well";
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.locator("#live-state[data-state]").waitFor();
    });

    test("keeps the token in this tab only: in no address, no cookie, no lasting store", async () => {
      await openRoom();
      expect(await context.cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length)).toBe(0);
      expect(page.url()).not.toContain(gateway.token);
      for (const { url, headers } of gateway.requests) {
        expect(url).not.toContain(gateway.token);
        expect(headers.cookie).toBeUndefined();
        expect(headers.referer).toBeUndefined();
      }
    });

    test("happens by itself after a reload, until the merchant signs out", async () => {
      await openRoom();
      await page.reload();
      await page.locator("#live-state[data-state]").waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await saysSoon(complaint(), "Signed out");
      await page.reload();
      await page.getByLabel("Admin token").waitFor();
      expect(await page.locator("#screen").isVisible()).toBe(false);
    });

    test("is asked for again when the gateway no longer takes the token", async () => {
      await openRoom();
      Object.assign(gateway, { token: "rotated" });
      await saysSoon(complaint(), "no longer accepts this token");
      const asked = gateway.requests.length;
      await page.waitForTimeout(1_500);
      expect(gateway.requests.length).toBe(asked);
    });
  });

  describe("the figures", () => {
    const text = (id: string) => page.locator(`#live-${id}`).textContent();
    const isStale = () => page.locator("#screen[data-stale]").count();
    const notice = () => page.locator("#live-status");

    test("say what is known in numbers, and what is not known in words", async () => {
      room.figures = {
        ...room.figures,
        called: 31,
        admittedLastMinute: 300,
        arrivalsLastMinute: 1_204,
        attendance: 0.64,
        newcomerWaitSeconds: { low: 780, high: 900 },
      };
      await openRoom();
      expect(await text("waiting")).toBe("12,408");
      expect(await text("called")).toBe("31");
      expect(await text("inside")).toBe("412");
      expect(await text("inside-note")).toBe("of 500");
      expect(await text("admitted-note")).toBe("of 600 a minute");
      expect(await text("arrivals")).toBe("1,204");
      expect(await text("attendance")).toBe("64%");
      expect(await text("newcomer")).toBe("13–15 mins");
      const bar = page.locator("#live-admitted-bar");
      expect(await bar.evaluate((element) => getComputedStyle(element, "::before").width)).toMatch(/px/);
      expect(await bar.evaluate((element) => element.style.getPropertyValue("--filled"))).toBe("0.5");

      room.figures = { ...room.figures, attendance: null, newcomerWaitSeconds: null };
      gateway.change(room, { capacity: null }, "another");
      await saysSoon(page.locator("#live-attendance"), "not known yet");
      expect(await text("newcomer")).toBe("not known yet");
      expect(await text("inside-note")).toBe("no cap");
    });

    test("follow the room within two seconds, and tell their age", async () => {
      await openRoom();
      room.figures = { ...room.figures, waiting: 7 };
      const changedAt = Date.now();
      await saysSoon(page.locator("#live-waiting"), /^7$/);
      expect(Date.now() - changedAt).toBeLessThan(2_000);
      expect(await text("age")).toMatch(/^updated [01]\.\d s ago$/);
      expect(await page.title()).toBe("7 waiting · default");
    });

    test("are marked as out of date when the room stands still although the gateway answers", async () => {
      await openRoom();
      expect(await isStale()).toBe(0);
      room.frozenAt = Date.now();
      await saysSoon(notice(), "out of date");
      expect(await isStale()).toBe(1);
      room.frozenAt = null;
      await expect.poll(isStale, { timeout: 4_000 }).toBe(0);
      await saysSoon(notice(), "up to date again");
    });

    test("are marked when the gateway is gone, and when it hangs, and come back by themselves", async () => {
      await openRoom();
      for (const mood of ["cut", "hang"] as const) {
        gateway.mood = mood;
        await expect.poll(isStale, { timeout: 6_000 }).toBe(1);
        await saysSoon(notice(), "does not answer");
        gateway.mood = "well";
        await expect.poll(isStale, { timeout: 8_000 }).toBe(0);
      }
    });

    test("are judged by the gateway's clock, not by a laptop's that is wrong", async () => {
      gateway.clockLeadMs = -40_000;
      await openRoom();
      expect(await isStale()).toBe(0);
      room.frozenAt = Date.now() + gateway.clockLeadMs;
      await expect.poll(isStale, { timeout: 6_000 }).toBe(1);
    });

    test("are drawn over time", async () => {
      await openRoom();
      const line = () => page.locator("#chart-waiting").getAttribute("d");
      await expect.poll(line, { timeout: 5_000 }).toMatch(/^M.*L.*300\.0/);
      expect(await page.locator("#chart-waiting-drawing").getAttribute("aria-label")).toContain("12,408");
    });
  });

  describe("a control", () => {
    test("is in effect only when the room is seen to follow, and then says since when", async () => {
      await openRoom();
      room.effectAfterMs = 1_500;
      await rate().fill("900");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "Waiting for the room");
      await saysSoon(outcome("Rate"), /^In effect since \d\d:\d\d:\d\d — seen by the room \d\.\d s after/);
      const seconds = Number(/(\d\.\d) s after/.exec((await outcome("Rate").textContent()) ?? "")?.[1]);
      expect(seconds).toBeGreaterThanOrEqual(1.5);
      const [patch] = gateway.requests.filter(({ method }) => method === "PATCH");
      expect(patch?.headers["if-match"]).toBe('"1"');
      expect(changes()).toEqual([{ admissionsPerMinute: 900 }]);
    });

    test("shows the value before, also after a reload, and puts it back with one press", async () => {
      await openRoom();
      await rate().fill("900");
      await rate().press("Enter");
      await saysSoon(outcome("Rate"), "In effect");
      await page.reload();
      await saysSoon(control("Rate").locator("#admissionsPerMinute-before-text"), "Before: 600 a minute");
      await control("Rate").getByRole("button", { name: "Put back" }).click();
      await saysSoon(outcome("Rate"), "In effect");
      expect(await rate().inputValue()).toBe("600");
      expect(room.settings.admissionsPerMinute).toBe(600);
    });

    test("takes an emptied capacity for no cap, and letters for nothing at all", async () => {
      await openRoom();
      const capacity = page.getByLabel("People inside at once");
      await capacity.fill("");
      await capacity.pressSequentially("e");
      await apply("Capacity").click();
      await saysSoon(outcome("Capacity"), "Write a number");
      expect(changes()).toEqual([]);
      await capacity.fill("");
      await apply("Capacity").click();
      await saysSoon(outcome("Capacity"), "In effect");
      expect(changes()).toEqual([{ capacity: null }]);
    });

    test("does not take an emptied rate for nought", async () => {
      await openRoom();
      await rate().fill("");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "0 lets nobody in");
      expect(changes()).toEqual([]);
    });

    test("shows at the field what the gateway finds wrong with it", async () => {
      await openRoom();
      await rate().fill("7000000");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "Not applied. Must be at most 6,000,000.");
      expect(await rate().getAttribute("aria-invalid")).toBe("true");
      expect(await rate().inputValue()).toBe("7000000");
      await rate().fill("700");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "In effect");
      expect(await rate().getAttribute("aria-invalid")).toBeNull();
    });

    test("keeps what was entered when somebody else was first, and shows what they set", async () => {
      await openRoom();
      room.effectAfterMs = 60_000;
      gateway.change(room, { admissionsPerMinute: 700 }, "another");
      await rate().fill("900");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "Somebody else changed the settings first. Now: 700 a minute.");
      expect(await rate().inputValue()).toBe("900");
      expect(room.settings.admissionsPerMinute).toBe(700);
      await apply("Rate").click();
      await expect.poll(() => room.settings.admissionsPerMinute).toBe(900);
    });

    test("follows others while nothing is entered, and never overwrites what is", async () => {
      await openRoom();
      gateway.change(room, { admissionsPerMinute: 700 }, "another");
      await expect.poll(() => rate().inputValue(), { timeout: 4_000 }).toBe("700");
      await rate().fill("900");
      gateway.change(room, { admissionsPerMinute: 800, capacity: 50 }, "another");
      await saysSoon(outcome("Rate"), "Changed elsewhere while you were editing. Now: 800 a minute.");
      expect(await rate().inputValue()).toBe("900");
      expect(await page.getByLabel("People inside at once").inputValue()).toBe("50");
      expect(await outcome("Capacity").textContent()).toBe("");
    });

    test("admits that it does not know when the gateway is gone half-way", async () => {
      await openRoom();
      await rate().fill("900");
      gateway.mood = "cut";
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "may or may not have been applied");
      expect(await rate().inputValue()).toBe("900");
    });

    test("sends two changes pressed at once one after the other, so that neither is refused", async () => {
      await openRoom();
      await rate().fill("900");
      await page.getByLabel("People inside at once").fill("20");
      await page.evaluate(() => {
        for (const id of ["admissionsPerMinute-apply", "capacity-apply"]) {
          document.getElementById(id)?.click();
        }
      });
      await saysSoon(outcome("Rate"), "In effect");
      await saysSoon(outcome("Capacity"), "In effect");
      expect(room.settings).toMatchObject({ admissionsPerMinute: 900, capacity: 20 });
    });
  });

  describe("closing and selling out", () => {
    const confirm = () => control("State").getByRole("button", { name: "Press again to confirm" });

    async function pressClosed(): Promise<void> {
      await openRoom();
      await state("Closed").check();
      await apply("State").click();
      await saysSoon(outcome("State"), "This tells 12,408 people in line that the room is closed.");
      expect(changes()).toEqual([]);
    }

    test("happen with the second press", async () => {
      await pressClosed();
      await page.waitForTimeout(600);
      await confirm().click();
      await saysSoon(outcome("State"), "In effect");
      expect(changes()).toEqual([{ state: "closed" }]);
      expect(await page.locator("#live-state").textContent()).toBe("Closed");
    });

    test("do not happen by a double click", async () => {
      await openRoom();
      await state("Sold out").check();
      await apply("State").dblclick();
      await saysSoon(outcome("State"), "everything is sold");
      await page.waitForTimeout(300);
      expect(changes()).toEqual([]);
    });

    test("are no longer asked about once the merchant turns to something else", async () => {
      await pressClosed();
      await page.keyboard.press("Escape");
      expect(await outcome("State").textContent()).toBe("");
      await apply("State").click();
      await rate().focus();
      expect(await confirm().count()).toBe(0);
      await apply("State").click();
      await page.locator("#history-heading").click();
      expect(await confirm().count()).toBe(0);
      await apply("State").click();
      await state("Paused").check();
      expect(await confirm().count()).toBe(0);
      await apply("State").click();
      await saysSoon(outcome("State"), "In effect");
      expect(changes()).toEqual([{ state: "paused" }]);
    });

    test("must be confirmed too when they are put back", async () => {
      gateway.change(room, { state: "closed" }, "another");
      gateway.change(room, { state: "open" }, "another");
      await openRoom();
      const putBack = control("State").locator("#state-put-back");
      await putBack.click();
      await saysSoon(outcome("State"), "room is closed");
      expect(changes()).toEqual([]);
      await page.waitForTimeout(600);
      await putBack.click();
      await expect.poll(() => room.settings.state).toBe("closed");
    });
  });

  describe("the message", () => {
    const forAll = () => page.getByLabel("For everybody, in all languages");

    test("is one text for all, and none when emptied", async () => {
      await openRoom();
      await forAll().fill("  Back at 15:00 <b>sharp</b>  ");
      await apply("Message").click();
      await saysSoon(outcome("Message"), "In effect");
      expect(await forAll().inputValue()).toBe("Back at 15:00 <b>sharp</b>");
      await forAll().fill(" ");
      await apply("Message").click();
      await expect.poll(changes).toEqual([{ message: "Back at 15:00 <b>sharp</b>" }, { message: null }]);
    });

    test("has a field for each language it is given in, each with its own fault", async () => {
      gateway.change(room, { message: { en: "Soon", de: "Bald" } }, "another");
      await openRoom();
      const german = page.getByLabel("In German");
      expect(await german.inputValue()).toBe("Bald");
      await german.fill("Ein viel zu langer deutscher Text");
      await apply("Message").click();
      await saysSoon(outcome("Message"), "at most 20 characters");
      expect(await german.getAttribute("aria-invalid")).toBe("true");
      expect(await page.getByLabel("In English").getAttribute("aria-invalid")).toBeNull();
      await german.fill("Gleich");
      await apply("Message").click();
      await saysSoon(outcome("Message"), "In effect");
      expect(room.settings.message).toEqual({ en: "Soon", de: "Gleich" });
    });

    test("can become one text for all, and that can be undone before it is applied", async () => {
      gateway.change(room, { message: { en: "Soon", de: "Bald" } }, "another");
      await openRoom();
      const choice = page.getByLabel("Use one text for all languages");
      await choice.check();
      await choice.uncheck();
      expect(await page.getByLabel("In German").inputValue()).toBe("Bald");
      await choice.check();
      await forAll().fill("15:00");
      await apply("Message").click();
      await saysSoon(outcome("Message"), "In effect");
      expect(changes()).toEqual([{ message: "15:00" }]);
      expect(await choice.isVisible()).toBe(false);
    });
  });

  test("what others wrote is text, whatever it looks like", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
    room.warnings = [hostile];
    gateway.change(room, { message: hostile }, hostile);
    await openRoom();
    await saysSoon(page.locator("#audit"), "onerror");
    expect(await page.locator("#warnings li").textContent()).toBe(hostile);
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).not.toBe("owned");
  });

  test("the latest changes say who, what, from what, to what, and when", async () => {
    gateway.change(room, { admissionsPerMinute: 900 }, "ana");
    gateway.change(room, { sessionMinutes: 20 }, "ben");
    await openRoom();
    const entries = page.locator("#audit li");
    await saysSoon(entries.nth(1), /Rate\s*ana · \d\d:\d\d:\d\d\s*600 a minute → 900 a minute/);
    expect(await entries.nth(0).textContent()).toMatch(/sessionMinutes.*ben.*15 → 20/);
  });

  test("another room is one choice away, stays after a reload, and is the one that is changed", async () => {
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

  test("everything works with the keyboard alone", async () => {
    await page.keyboard.type(gateway.token);
    await page.keyboard.press("Enter");
    await page.locator("#message-apply:enabled").waitFor();
    expect(await focused()).toBe("live-heading");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("value"))).toBe("open");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("state-apply");
    await page.keyboard.press("Enter");
    await saysSoon(outcome("State"), "In effect");
    expect(await focused()).toBe("state-apply");
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

  const focused = () => page.evaluate(() => document.activeElement?.id);

  describe("for everybody", () => {
    const looks = [
      { name: "a desktop, light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
      { name: "a desktop, dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
      { name: "a small phone, light", viewport: { width: 320, height: 640 }, colorScheme: "light" },
      { name: "a small phone, dark", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
    ] as const;

    test.each(looks)("has no fault that axe finds and no sideways scroll on $name", async (look) => {
      await context.close();
      await openPage({ ...look, bypassCSP: true });
      room.figures = { ...room.figures, waiting: 1_000_000, inside: 1_000_000 };
      gateway.addRoom("a-room-with-quite-a-long-name-for-a-phone");
      gateway.change(room, { message: { en: "Soon", de: "Bald" } }, "another");
      room.warnings = ["A claim window under 120 seconds is short for background tabs."];
      await expectNoFaults();
      await openRoom();
      await rate().fill("7000000");
      await apply("Rate").click();
      await saysSoon(outcome("Rate"), "Not applied");
      await page.getByLabel("People inside at once").fill("20");
      await apply("Capacity").click();
      await saysSoon(outcome("Capacity"), "In effect");
      await state("Closed").check();
      await apply("State").click();
      await saysSoon(outcome("State"), "Press again");
      await expectNoFaults();
      room.frozenAt = Date.now() - 60_000;
      await page.locator("#screen[data-stale]").waitFor();
      await expectNoFaults();
    });

    async function expectNoFaults(): Promise<void> {
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
      });
      expect(violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    }
  });
});
