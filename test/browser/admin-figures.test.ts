/** The figures on the merchant's screen: what they say, how old they are, and when not to trust them. */

import { describe, expect, test } from "vitest";
import { browserAvailable } from "../support/browser.ts";
import { eachTestOpens, saysSoon } from "./admin-screen.ts";

describe.skipIf(!browserAvailable)("the figures", () => {
  const screen = eachTestOpens();
  const figure = (name: string) => screen().page.locator(`#live-${name}`);
  const text = (name: string) => figure(name).textContent();
  const isStale = async () => (await screen().page.locator("#screen[data-stale]").count()) === 1;

  test("say what is known in numbers, and what is not known in words", async () => {
    const { gateway, room, openRoom } = screen();
    room.figures = {
      ...room.figures,
      called: 31,
      admittedLastMinute: 300,
      arrivalsLastMinute: 1_204,
      attendance: 0.64,
      newcomerWaitSeconds: { low: 780, high: 900 },
      clonedPasses: 3,
    };
    await openRoom();
    expect(await text("waiting")).toBe("12,408");
    expect(await text("called")).toBe("31");
    expect(await text("inside")).toBe("412");
    expect(await text("inside-note")).toBe("of 500");
    expect(await text("admitted")).toBe("300");
    expect(await text("admitted-note")).toBe("of 600 a minute");
    expect(await text("arrivals")).toBe("1,204");
    expect(await text("attendance")).toBe("64%");
    expect(await text("newcomer")).toBe("13–15 mins");
    expect(await text("cloned")).toBe("3");
    expect(await text("cloned-note")).toBe("one holder of each shops on");

    const unknown = { attendance: null, newcomerWaitSeconds: null };
    room.figures = { ...room.figures, ...unknown, clonedPasses: 0 };
    gateway.change(room, { capacity: null });
    await saysSoon(figure("attendance"), "not known yet");
    expect(await text("newcomer")).toBe("not known yet");
    await saysSoon(figure("inside-note"), "no cap");
    expect(await figure("inside-bar").isVisible()).toBe(false);
    expect([await text("cloned"), await text("cloned-note")]).toEqual(["0", ""]);
  });

  test("fill the bar of the admitted by their share of the rate", async () => {
    const { room, openRoom } = screen();
    room.figures = { ...room.figures, admittedLastMinute: 150 };
    await openRoom();
    const widths = () =>
      figure("admitted-bar").evaluate((bar) => {
        const filled = Number.parseFloat(getComputedStyle(bar, "::before").width);
        return filled / bar.getBoundingClientRect().width;
      });
    await expect.poll(widths).toBeCloseTo(0.25, 2);
  });

  test("follow the room, and tell their age", async () => {
    const { room, page, openRoom } = screen();
    await openRoom();
    for (const waiting of [7, 8, 9]) {
      room.figures = { ...room.figures, waiting };
      await saysSoon(figure("waiting"), new RegExp(`^${waiting}$`));
    }
    expect(await text("age")).toMatch(/^updated \d+\.\d s ago$/);
    expect(await page.title()).toBe("9 waiting · default");
  });

  test("are marked when the room stands still, although the gateway answers", async () => {
    const { room, openRoom } = screen();
    await openRoom();
    await expect.poll(isStale).toBe(false);
    room.frozenAt = Date.now();
    await saysSoon(figure("status"), "out of date");
    expect(await isStale()).toBe(true);
    room.frozenAt = null;
    await saysSoon(figure("status"), "up to date again");
    await expect.poll(isStale).toBe(false);
  });

  test("are marked when the gateway is gone and when it hangs, and come back by themselves", async () => {
    const { gateway, openRoom } = screen();
    await openRoom();
    for (const mood of ["cut", "hang"] as const) {
      gateway.mood = mood;
      await expect.poll(isStale).toBe(true);
      await saysSoon(figure("status"), "does not answer");
      gateway.mood = "well";
      await expect.poll(isStale).toBe(false);
    }
  });

  test("are judged by the gateway's clock, not by a laptop's that is wrong", async () => {
    const { gateway, room, openRoom } = screen();
    gateway.clockLeadMs = -40_000;
    await openRoom();
    await expect.poll(isStale).toBe(false);
    room.frozenAt = Date.now() + gateway.clockLeadMs;
    await expect.poll(isStale).toBe(true);
  });

  test("are drawn over time, and told in words to those who do not see the drawing", async () => {
    const { page, openRoom } = screen();
    await openRoom();
    const line = () => page.locator("#chart-waiting").getAttribute("d");
    await expect.poll(line).toMatch(/^M.*L300\.0 /);
    const words = await page.locator("#chart-waiting-drawing").getAttribute("aria-label");
    expect(words).toContain("12,408");
  });
});
