/** Planning a launch on the merchant's screen: schedule, order, stock, lines, sparing the shop, reset. */

import { describe, expect, test } from "vitest";
import { browserAvailable } from "../support/browser.ts";
import { eachTestOpens, saysSoon } from "./admin-screen.ts";

// Half an hour off the others, so that a mix-up of zones shows.
const elsewhere = { timezoneId: "Asia/Kolkata" };

describe.skipIf(!browserAvailable)("the schedule", () => {
  const screen = eachTestOpens(elsewhere);
  const field = (label: string) => screen().control("Schedule").getByLabel(label, { exact: true });

  test("is entered by the clocks of the shop's zone and sent as instants", async () => {
    const { page, openRoom, unfold, apply, outcome, changes } = screen();
    await openRoom();
    await unfold("Schedule");
    await field("Time zone").selectOption("Europe/London");
    await field("Joining begins").fill("2036-07-07T14:00");
    await field("Opening").fill("2036-07-07T15:00");
    expect(await page.locator("#schedule-opensAt-utc").textContent()).toMatch(
      /^Mon,? 7 Jul 2036, 14:00 UTC$/,
    );
    await apply("Schedule").click();
    await saysSoon(outcome("Schedule"), "In effect");
    expect(changes()).toEqual([
      {
        preQueueAt: "2036-07-07T13:00:00.000Z",
        opensAt: "2036-07-07T14:00:00.000Z",
        closesAt: null,
        timeZone: "Europe/London",
      },
    ]);
    await saysSoon(page.locator("#schedule-now"), /opens Mon,? 7 Jul 2036, 15:00 BST/);
  });

  test("is by the merchant's own clock where no zone is chosen", async () => {
    const { openRoom, unfold, apply, changes } = screen();
    await openRoom();
    await unfold("Schedule");
    await field("Closing").fill("2036-07-07T15:00");
    await apply("Schedule").click();
    await expect.poll(changes).toMatchObject([{ closesAt: "2036-07-07T09:30:00.000Z" }]);
  });

  test("keeps an untouched instant to the millisecond, also one that clocks show twice", async () => {
    const { gateway, room, openRoom, unfold, apply, outcome, changes } = screen();
    // The second 01:30 of that night in London.
    const opensAt = Date.parse("2035-10-28T01:30:00.250Z");
    gateway.change(room, { opensAt, timeZone: "Europe/London" });
    await openRoom();
    await unfold("Schedule");
    expect(await field("Opening").inputValue()).toBe("2035-10-28T01:30");
    await field("Closing").fill("2035-10-29T12:00");
    await apply("Schedule").click();
    await saysSoon(outcome("Schedule"), "In effect");
    expect(changes()).toMatchObject([{ opensAt: "2035-10-28T01:30:00.250Z" }]);
  });

  test("refuses a time that the clocks skip, at its field", async () => {
    const { openRoom, unfold, apply, outcome, changes } = screen();
    await openRoom();
    await unfold("Schedule");
    await field("Time zone").selectOption("Europe/London");
    await field("Opening").fill("2036-03-30T01:30");
    await apply("Schedule").click();
    await saysSoon(outcome("Schedule"), "skip that time");
    expect(await field("Opening").getAttribute("aria-invalid")).toBe("true");
    expect(await field("Closing").getAttribute("aria-invalid")).toBeNull();
    expect(changes()).toEqual([]);
  });

  test("shows at the field what the gateway finds wrong", async () => {
    const { openRoom, unfold, apply, outcome } = screen();
    await openRoom();
    await unfold("Schedule");
    await field("Joining begins").fill("2036-07-07T14:00");
    await field("Opening").fill("2036-07-07T13:00");
    await apply("Schedule").click();
    await saysSoon(outcome("Schedule"), "Not applied: must be after preQueueAt");
    expect(await field("Opening").getAttribute("aria-invalid")).toBe("true");
    expect(await field("Joining begins").getAttribute("aria-invalid")).toBeNull();
  });

  test("is put back as a whole", async () => {
    const { gateway, room, page, openRoom, unfold } = screen();
    const before = { opensAt: Date.parse("2036-01-01T12:00:00Z"), timeZone: "Europe/London" };
    gateway.change(room, before);
    gateway.change(room, { opensAt: before.opensAt + 3_600_000, timeZone: "Asia/Tokyo" });
    await openRoom();
    await unfold("Schedule");
    await page.locator("#schedule-put-back").click();
    await expect.poll(() => room.settings).toMatchObject(before);
  });
});

describe.skipIf(!browserAvailable)("the cost of a place", () => {
  const screen = eachTestOpens();

  test("is chosen, told in words, and put back", async () => {
    const { room, page, openRoom, unfold, control, apply, outcome, changes } = screen();
    await openRoom();
    await saysSoon(page.locator("#challenge-now"), /Nothing/);
    await unfold("Cost of a place");
    const choice = (name: string) =>
      control("Cost of a place").getByRole("radio", { name, exact: true });
    expect(await choice("Nothing").isChecked()).toBe(true);
    await choice("A calculation when busy").check();
    await apply("Cost of a place").click();
    await saysSoon(outcome("Cost of a place"), "In effect");
    expect(changes()).toEqual([{ challenge: "when-busy" }]);
    await saysSoon(page.locator("#challenge-now"), /A calculation when busy/);
    await saysSoon(page.locator("#audit"), /Cost of a place.*Nothing → A calculation when busy/);
    await page.locator("#challenge-put-back").click();
    await expect.poll(() => room.settings.challenge).toBe("off");
  });
});

describe.skipIf(!browserAvailable)("the order of the line", () => {
  const screen = eachTestOpens();

  test("can be a draw, whose commitment is shown, with public randomness mixed in", async () => {
    const { gateway, room, page, openRoom, unfold, control, apply, outcome, changes } = screen();
    gateway.change(room, { opensAt: Date.now() + 3_600_000 });
    await openRoom();
    await unfold("Order of the line");
    expect(await page.locator("#order-commitment").textContent()).toBe("5e".repeat(32));
    await saysSoon(page.locator("#order-held"), "still to come");
    await control("Order of the line").getByRole("radio", { name: "Draw" }).check();
    await control("Order of the line").getByLabel("Public randomness").fill("lottery 4 8 15");
    await apply("Order of the line").click();
    await saysSoon(outcome("Order of the line"), "In effect");
    expect(changes()).toEqual([{ order: "draw", publicRandomness: "lottery 4 8 15" }]);
    const draw = { ...room.figures.draw, isHeld: true };
    room.figures = { ...room.figures, draw };
    await saysSoon(page.locator("#order-held"), "has taken place");
  });

  test("tells beside what was applied what the gateway warns of now", async () => {
    const { page, openRoom, unfold, control, apply, outcome } = screen();
    await openRoom();
    await unfold("Order of the line");
    await control("Order of the line").getByRole("radio", { name: "Draw" }).check();
    await apply("Order of the line").click();
    await saysSoon(outcome("Order of the line"), /In effect.*opensAt is not set/);
    expect(await page.locator("#warnings li").allTextContents()).toHaveLength(1);
  });
});

describe.skipIf(!browserAvailable)("the stock", () => {
  const screen = eachTestOpens();
  const units = () => screen().control("Stock").getByLabel("Units, sold ones included");
  const more = () => screen().control("Stock").getByLabel("Add to the stock");
  const add = () => screen().control("Stock").getByRole("button", { name: "Add", exact: true });

  test("is counted once units are entered, and no longer when they are cleared", async () => {
    const { openRoom, unfold, apply, outcome, changes } = screen();
    await openRoom();
    await unfold("Stock");
    await units().fill("1000");
    await apply("Stock").click();
    await saysSoon(outcome("Stock"), "In effect");
    await units().fill("");
    await apply("Stock").click();
    await expect.poll(changes).toEqual([{ stock: { units: 1000, perOrder: 1 } }, { stock: null }]);
  });

  test("is added to once for each figure, on top of what is set now, whatever stands in the field", async () => {
    const { gateway, room, openRoom, unfold, outcome, changes } = screen();
    gateway.change(room, { stock: { units: 500, perOrder: 2 } });
    await openRoom();
    await unfold("Stock");
    await units().fill("7");
    await more().fill("50");
    await add().click();
    await saysSoon(outcome("Stock"), "In effect");
    await add().click();
    await saysSoon(outcome("Stock"), "Write how many to add");
    expect(changes()).toEqual([{ stock: { units: 550, perOrder: 2 } }]);
  });

  test("cannot be added to by nothing, nor before it is counted", async () => {
    const { gateway, room, openRoom, unfold, outcome, changes } = screen();
    await openRoom();
    await unfold("Stock");
    await more().fill("50");
    await add().click();
    await saysSoon(outcome("Stock"), "Nothing is counted yet");
    gateway.change(room, { stock: { units: 500, perOrder: 2 } });
    await expect.poll(() => units().inputValue()).toBe("500");
    await more().fill("");
    await add().click();
    await saysSoon(outcome("Stock"), "Write how many to add");
    expect(changes()).toEqual([]);
  });

  test("has each fault at its field", async () => {
    const { openRoom, unfold, control, apply, outcome } = screen();
    await openRoom();
    await unfold("Stock");
    await units().fill("10");
    const perOrder = control("Stock").getByLabel("Most in one order");
    await perOrder.fill("0");
    await apply("Stock").click();
    await saysSoon(outcome("Stock"), "Not applied: must be at least 1");
    expect(await perOrder.getAttribute("aria-invalid")).toBe("true");
    expect(await units().getAttribute("aria-invalid")).toBeNull();
  });
});

describe.skipIf(!browserAvailable)("the lines", () => {
  const screen = eachTestOpens();
  const input = (label: string) => screen().control("Lines").getByLabel(label, { exact: true });

  test("are added with a weight, and taken away, but never all", async () => {
    const { openRoom, unfold, control, apply, outcome, changes } = screen();
    await openRoom();
    await unfold("Lines");
    const remove = (number: number) =>
      control("Lines").getByRole("button", { name: `Remove line ${number}` });
    expect(await remove(1).isDisabled()).toBe(true);
    await control("Lines").getByRole("button", { name: "Add a line" }).click();
    await input("Name of line 2").fill("members");
    await input("Weight of line 2").fill("3");
    await apply("Lines").click();
    await saysSoon(outcome("Lines"), "In effect");
    await remove(1).click();
    expect(await input("Name of line 1").inputValue()).toBe("members");
    await apply("Lines").click();
    await expect.poll(changes).toEqual([
      {
        lines: [
          { name: "general", weight: 1 },
          { name: "members", weight: 3 },
        ],
      },
      { lines: [{ name: "members", weight: 3 }] },
    ]);
  });

  test("have each fault at its field", async () => {
    const { openRoom, unfold, control, apply, outcome } = screen();
    await openRoom();
    await unfold("Lines");
    await control("Lines").getByRole("button", { name: "Add a line" }).click();
    await input("Name of line 2").fill("vip guests");
    await apply("Lines").click();
    await saysSoon(outcome("Lines"), "letters, digits, hyphens");
    expect(await input("Name of line 2").getAttribute("aria-invalid")).toBe("true");
    expect(await input("Weight of line 2").getAttribute("aria-invalid")).toBeNull();
    await input("Name of line 2").fill("vip");
    await input("Weight of line 2").fill("0");
    await apply("Lines").click();
    await saysSoon(outcome("Lines"), "at least 0.001");
    expect(await input("Weight of line 2").getAttribute("aria-invalid")).toBe("true");
  });
});

describe.skipIf(!browserAvailable)("sparing the shop", () => {
  const screen = eachTestOpens();

  test("is switched on with a target and a floor, and off again", async () => {
    const { openRoom, unfold, control, apply, outcome, changes } = screen();
    await openRoom();
    await unfold("Sparing the shop");
    const form = control("Sparing the shop");
    const target = form.getByLabel("Nine answers in ten within, ms");
    expect(await target.isDisabled()).toBe(true);
    await form.getByRole("checkbox").check();
    await target.fill("0");
    await apply("Sparing the shop").click();
    await saysSoon(outcome("Sparing the shop"), "Not applied");
    expect(await target.getAttribute("aria-invalid")).toBe("true");
    await target.fill("800");
    await form.getByLabel("Never below, a minute").fill("120");
    await apply("Sparing the shop").click();
    await saysSoon(outcome("Sparing the shop"), "In effect");
    await form.getByRole("checkbox").uncheck();
    await apply("Sparing the shop").click();
    await expect
      .poll(() => changes().slice(1))
      .toEqual([
        { originHealth: { targetMilliseconds: 800, floorPerMinute: 120 } },
        { originHealth: "off" },
      ]);
  });
});

describe.skipIf(!browserAvailable)("a reset", () => {
  const screen = eachTestOpens();

  test("happens with the second press, after saying what it does", async () => {
    const { gateway, page, openRoom, unfold, outcome } = screen();
    const resets = () => gateway.requests.filter(({ url }) => url.endsWith("/reset")).length;
    await openRoom();
    await unfold("Reset");
    await page.getByRole("button", { name: "Reset the room" }).click();
    await saysSoon(outcome("Reset"), "12,408 people in line lose their places");
    expect(await outcome("Reset").textContent()).toContain("The 412 inside stay");
    expect(resets()).toBe(0);
    await page.waitForTimeout(600);
    await page.getByRole("button", { name: "Press again to confirm" }).click();
    await saysSoon(outcome("Reset"), "Epoch 2 has begun with an empty line.");
    expect(resets()).toBe(1);
    await saysSoon(page.locator("#live-waiting"), /^0$/);
    expect(await page.locator("#reset-now").textContent()).toBe("Now: epoch 2");
  });

  test("admits that it does not know when the gateway is gone half-way", async () => {
    const { gateway, page, openRoom, unfold, outcome } = screen();
    await openRoom();
    await unfold("Reset");
    await page.getByRole("button", { name: "Reset the room" }).click();
    await page.waitForTimeout(600);
    gateway.mood = "cut";
    await page.getByRole("button", { name: "Press again to confirm" }).click();
    await saysSoon(outcome("Reset"), "may or may not have been reset");
  });
});
