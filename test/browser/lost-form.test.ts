/** A form that came too late, in a real browser, against a stand-in for the gateway's side for visitors. */

import { join } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { admitted, waiting } from "../pages/visitor-statuses.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type BrowserContexts, createBrowserContexts } from "../support/browser-contexts.ts";
import { messagesIn } from "../support/messages.ts";
import { startWaitingGateway, type WaitingGateway } from "./waiting-gateway.ts";

const { lostForm, waiting: words } = messagesIn.en;
const called = { ...waiting, state: "called", position: 1, ahead: 0, pollAfterMs: 500 } as const;

describe.skipIf(!browserAvailable)("who sends a form that is not let through", () => {
  let browser: Browser;
  let contexts: BrowserContexts;
  let gateway: WaitingGateway;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    contexts = createBrowserContexts(browser);
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    gateway = await startWaitingGateway();
  });
  afterEach(async () => {
    await contexts.clean();
    await gateway.stop();
  });

  async function send(options: BrowserContextOptions = {}, purpose = ""): Promise<void> {
    context = await contexts.take(options, purpose);
    if (purpose !== "") await context.clock.install({ time: "2031-05-04T03:02:01Z" });
    page = await context.newPage();
    await page.goto(`${gateway.origin}/form?step=2`);
    await page.locator("input").fill("12 Quay");
    await page.locator("button").click();
    await page.locator("main").waitFor();
  }
  const inState = (state: string) => page.locator(`main[data-state="${state}"]`).waitFor();
  const isTold = async () => {
    const told = page.getByRole("alert");
    expect(await told.isVisible()).toBe(true);
    expect(await told.textContent()).toContain(lostForm.heading + lostForm.detail);
  };
  const enter = () => page.getByRole("button", { name: words.actions.enter });
  const isAtForm = () => page.waitForURL(`${gateway.origin}/form?step=2`);

  test("is not taken away from it when it is their turn at once, and has the form again by going back", async () => {
    gateway.status = called;
    await send({}, "clock");
    await inState("called");
    await page.clock.runFor(60_000);
    await isTold();
    expect(gateway.calls("enter")).toEqual([]);
    await enter().click();
    await isAtForm();
    expect(await page.locator("input").inputValue()).toBe("");
    await page.goBack();
    expect(await page.locator("input").inputValue()).toBe("12 Quay");
    await page.locator("button").click();
    await page.getByRole("heading", { name: "The shop" }).waitFor();
  });

  test("who is in at once goes on by a press, without asking again", async () => {
    gateway.refusal = { ...admitted, location: `${gateway.origin}/form?step=2` };
    await send();
    await inState("admitted");
    await isTold();
    await enter().click();
    await isAtForm();
    expect(gateway.calls("enter")).toEqual([]);
  });

  test("reads so while they wait in line, and goes in by itself once there was time to read", async () => {
    await send({}, "clock");
    await inState("waiting");
    await isTold();
    const [joined] = gateway.calls("join");
    expect(JSON.parse(joined?.body ?? "")).toMatchObject({ target: "/form?step=2" });
    await page.clock.runFor(20_000);
    gateway.status = called;
    await page.clock.runFor(2_000);
    await isAtForm();
    expect(gateway.calls("enter")).toHaveLength(1);
  });

  test("reads so without a script, and goes on by buttons alone", async () => {
    await send({ javaScriptEnabled: false });
    await isTold();
    expect(await page.getByText(lostForm.join).isVisible()).toBe(true);
    expect(await page.getByRole("link", { name: lostForm.goOn }).isVisible()).toBe(false);
    await page.getByRole("button", { name: words.actions.join }).click();
    await isAtForm();
    // In line by now, and sent once more.
    await page.locator("button").click();
    await inState("waiting");
    await isTold();
    await page.getByRole("link", { name: lostForm.goOn }).click();
    await isAtForm();
  });

  test("can read it on any screen, in any light, in either direction", async () => {
    const { PICTURES } = process.env;
    const narrow = { viewport: { width: 320, height: 640 } };
    for (const [name, options] of [
      ["narrow-dark-ar", { ...narrow, locale: "ar", colorScheme: "dark" }],
      ["wide-light-de", { locale: "de", viewport: { width: 1280, height: 800 } }],
    ] satisfies [string, BrowserContextOptions][]) {
      await send({ bypassCSP: true, ...options });
      await inState("waiting");
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => Reflect.get(window, "axe").run());
      expect(violations, name).toEqual([]);
      expect(
        await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          return scrollWidth - clientWidth;
        }),
      ).toBe(0);
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    }
  });
});
