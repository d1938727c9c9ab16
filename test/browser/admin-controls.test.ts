/** The controls on the merchant's screen: what is sent, when it counts, and what is never lost. */

import { describe, expect, test } from "vitest";
import { browserAvailable } from "../support/browser.ts";
import { eachTestOpens, saysSoon } from "./admin-screen.ts";

describe.skipIf(!browserAvailable)("a control", () => {
  const screen = eachTestOpens();

  test("is in effect only when the room is seen to follow, and then says since when", async () => {
    const { gateway, room, page, openRoom, rate, apply, outcome, changes } = screen();
    await openRoom();
    room.follows = false;
    await rate().fill("900");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "Waiting for the room");
    await page.waitForTimeout(1_500);
    expect(await outcome("Rate").textContent()).not.toContain("In effect");
    room.effectiveVersion = room.version;
    await saysSoon(outcome("Rate"), /^In effect since \d\d:\d\d:\d\d — seen by the room \d+\.\d s/);
    const said = (await outcome("Rate").textContent()) ?? "";
    expect(Number(/(\d+\.\d) s after/.exec(said)?.[1])).toBeGreaterThanOrEqual(1.5);
    const patch = gateway.requests.find(({ method }) => method === "PATCH");
    expect(patch?.headers["if-match"]).toBe('"1"');
    expect(changes()).toEqual([{ admissionsPerMinute: 900 }]);
  });

  test("shows the value before, also after a reload, and puts it back with one press", async () => {
    const { room, page, openRoom, control, rate, outcome } = screen();
    await openRoom();
    await rate().fill("900");
    await rate().press("Enter");
    await saysSoon(outcome("Rate"), "In effect");
    await page.reload();
    await saysSoon(page.locator("#admissionsPerMinute-before-text"), "Before: 600 a minute");
    await control("Rate").getByRole("button", { name: "Put back" }).click();
    await saysSoon(outcome("Rate"), "In effect");
    expect(await rate().inputValue()).toBe("600");
    expect(room.settings.admissionsPerMinute).toBe(600);
  });

  test("takes an emptied capacity for no cap, and letters for nothing at all", async () => {
    const { openRoom, capacity, apply, outcome, changes } = screen();
    await openRoom();
    await capacity().fill("");
    await capacity().pressSequentially("e");
    await apply("Capacity").click();
    await saysSoon(outcome("Capacity"), "Write a number");
    expect(changes()).toEqual([]);
    await capacity().fill("");
    await apply("Capacity").click();
    await saysSoon(outcome("Capacity"), "In effect");
    expect(changes()).toEqual([{ capacity: null }]);
  });

  test("does not take an emptied rate for nought", async () => {
    const { openRoom, rate, apply, outcome, changes } = screen();
    await openRoom();
    await rate().fill("");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "0 lets nobody in");
    expect(changes()).toEqual([]);
  });

  test("shows at the field what the gateway finds wrong with it", async () => {
    const { openRoom, rate, apply, outcome } = screen();
    await openRoom();
    await rate().fill("7000000");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "Not applied: must be at most 6000000");
    expect(await rate().getAttribute("aria-invalid")).toBe("true");
    expect(await rate().inputValue()).toBe("7000000");
    await rate().fill("700");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "In effect");
    expect(await rate().getAttribute("aria-invalid")).toBeNull();
  });

  test("keeps what was entered when somebody else was first, and shows what they set", async () => {
    const { gateway, room, openRoom, rate, apply, outcome } = screen();
    await openRoom();
    // The room's figures still carry the old version: the screen cannot have heard of the change.
    room.follows = false;
    gateway.change(room, { admissionsPerMinute: 700 });
    await rate().fill("900");
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "Somebody else changed the settings first. Now: 700 a minute.");
    expect(await rate().inputValue()).toBe("900");
    expect(room.settings.admissionsPerMinute).toBe(700);
    await apply("Rate").click();
    await expect.poll(() => room.settings.admissionsPerMinute).toBe(900);
  });

  test("follows others while nothing is entered, and never overwrites what is", async () => {
    const { gateway, room, openRoom, rate, capacity, outcome } = screen();
    await openRoom();
    gateway.change(room, { admissionsPerMinute: 700 });
    await expect.poll(() => rate().inputValue()).toBe("700");
    await rate().fill("900");
    gateway.change(room, { admissionsPerMinute: 800, capacity: 50 });
    await saysSoon(outcome("Rate"), "while you were editing. Now: 800 a minute.");
    expect(await rate().inputValue()).toBe("900");
    expect(await capacity().inputValue()).toBe("50");
    expect(await outcome("Capacity").textContent()).toBe("");
  });

  test("admits that it does not know when the gateway is gone half-way", async () => {
    const { gateway, openRoom, rate, apply, outcome } = screen();
    await openRoom();
    await rate().fill("900");
    gateway.mood = "cut";
    await apply("Rate").click();
    await saysSoon(outcome("Rate"), "may or may not have been applied");
    expect(await rate().inputValue()).toBe("900");
  });

  test("sends two changes pressed at once in turn, so that neither is refused", async () => {
    const { room, page, openRoom, rate, capacity, outcome } = screen();
    await openRoom();
    await rate().fill("900");
    await capacity().fill("20");
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

describe.skipIf(!browserAvailable)("closing and selling out", () => {
  const screen = eachTestOpens();
  const confirm = () =>
    screen().control("State").getByRole("button", { name: "Press again to confirm" });

  async function pressClosed(): Promise<void> {
    const { openRoom, state, apply, outcome, changes } = screen();
    await openRoom();
    await state("Closed").check();
    await apply("State").click();
    await saysSoon(outcome("State"), "This tells 12,408 people in line that the room is closed.");
    expect(changes()).toEqual([]);
  }

  test("happen with the second press", async () => {
    const { page, outcome, changes } = screen();
    await pressClosed();
    await page.waitForTimeout(600);
    await confirm().click();
    await saysSoon(outcome("State"), "In effect");
    expect(changes()).toEqual([{ state: "closed" }]);
    expect(await page.locator("#live-state").textContent()).toBe("Closed");
  });

  test("do not happen by a double click", async () => {
    const { page, openRoom, state, apply, outcome, changes } = screen();
    await openRoom();
    await state("Sold out").check();
    // However long the browser takes from one click to the other.
    await page.evaluate(() => {
      const now = Date.now();
      Date.now = () => now;
    });
    await apply("State").dblclick();
    await saysSoon(outcome("State"), "everything is sold");
    await page.waitForTimeout(300);
    expect(changes()).toEqual([]);
  });

  test("do not happen by a key held down", async () => {
    const { page, openRoom, state, outcome, changes } = screen();
    await openRoom();
    await state("Sold out").check();
    await page.locator("#state-apply").focus();
    for (let pressed = 0; pressed < 8; pressed++) {
      await page.keyboard.down("Enter");
      await page.waitForTimeout(100);
    }
    await page.keyboard.up("Enter");
    expect(await outcome("State").textContent()).toContain("everything is sold");
    expect(changes()).toEqual([]);
  });

  test("are no longer asked about once the merchant turns to something else", async () => {
    const { page, rate, state, apply, outcome, changes } = screen();
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
    const { gateway, room, page, openRoom, outcome, changes } = screen();
    gateway.change(room, { state: "closed" });
    gateway.change(room, { state: "open" });
    await openRoom();
    const putBack = page.locator("#state-put-back");
    await putBack.click();
    await saysSoon(outcome("State"), "room is closed");
    expect(changes()).toEqual([]);
    await page.waitForTimeout(600);
    await putBack.click();
    await expect.poll(() => room.settings.state).toBe("closed");
  });
});

describe.skipIf(!browserAvailable)("the message", () => {
  const screen = eachTestOpens();
  const forAll = () => screen().page.getByLabel("For everybody, in all languages");
  const inLanguage = (language: string) => screen().page.getByLabel(`In ${language}`);

  test("is one text for all, and none when emptied", async () => {
    const { openRoom, apply, outcome, changes } = screen();
    await openRoom();
    await forAll().fill("  Back at 15:00 <b>sharp</b>  ");
    await apply("Message").click();
    await saysSoon(outcome("Message"), "In effect");
    expect(await forAll().inputValue()).toBe("Back at 15:00 <b>sharp</b>");
    await forAll().fill(" ");
    await apply("Message").click();
    await expect
      .poll(changes)
      .toEqual([{ message: "Back at 15:00 <b>sharp</b>" }, { message: null }]);
  });

  test("has a field for each language it is given in, each with its own fault", async () => {
    const { gateway, room, openRoom, apply, outcome } = screen();
    gateway.change(room, { message: { en: "Soon", de: "Bald" } });
    await openRoom();
    expect(await inLanguage("German").inputValue()).toBe("Bald");
    await inLanguage("German").fill("zu lang ".repeat(200));
    await apply("Message").click();
    await saysSoon(outcome("Message"), "at most 1000 characters");
    expect(await inLanguage("German").getAttribute("aria-invalid")).toBe("true");
    expect(await inLanguage("English").getAttribute("aria-invalid")).toBeNull();
    await inLanguage("German").fill("Gleich");
    await apply("Message").click();
    await saysSoon(outcome("Message"), "In effect");
    expect(room.settings.message).toEqual({ en: "Soon", de: "Gleich" });
  });

  test("can become one text for all, and that can be undone before it is applied", async () => {
    const { gateway, room, page, openRoom, apply, outcome, changes } = screen();
    gateway.change(room, { message: { en: "Soon", de: "Bald" } });
    await openRoom();
    const choice = page.getByLabel("Use one text for all languages");
    await choice.check();
    await choice.uncheck();
    expect(await inLanguage("German").inputValue()).toBe("Bald");
    await choice.check();
    await forAll().fill("15:00");
    await apply("Message").click();
    await saysSoon(outcome("Message"), "In effect");
    expect(changes()).toEqual([{ message: "15:00" }]);
    expect(await choice.isVisible()).toBe(false);
  });
});
