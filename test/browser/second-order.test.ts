/** A customer's browser, the gateway and the demo shop: ordering twice, as people do it. */

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type Stack, startStack } from "../support/stack.ts";

describe.skipIf(!browserAvailable)("who orders twice in a browser", () => {
  let browser: Browser;
  let stack: Stack;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    [browser, stack] = await Promise.all([launchBrowser(), startStack({ stock: 100 })]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(async () => {
    await stack.setMood({ mode: "ok" });
    await context.close();
  });

  const soldNow = async () => (await stack.orders()).length;
  const button = (tab: Page) => tab.getByRole("button", { name: "Place the order" });
  async function fillIn(tab: Page, name: string): Promise<void> {
    await tab.goto(`${stack.gatewayUrl}/checkout`);
    await tab.getByLabel("Name").fill(name);
    await tab.getByLabel("E-mail").fill("ada@example.org");
    await tab.getByLabel("Address").fill("1 Quay");
  }
  async function order(tab: Page): Promise<string> {
    await button(tab).click();
    await tab.locator("#order-number").waitFor();
    return (await tab.locator("#order-number").textContent()) ?? "";
  }
  /** The gateway's own page, with the number of the first order. */
  async function expectFirstOrder(tab: Page, number: string): Promise<void> {
    await tab.locator('main[data-state="order-placed"]').waitFor();
    expect(await tab.locator("main strong").textContent()).toBe(number);
    await tab.getByRole("link", { name: "Back to the shop" }).waitFor();
  }

  test("with a button that is pressed twice: one order, and its number is seen", async () => {
    const before = await soldNow();
    await stack.setMood({ mode: "slow", delayMs: 300 });
    await fillIn(page, "Ada");
    await button(page).dblclick();
    await page.getByRole("heading", { name: "Your order is placed" }).waitFor();
    expect(await soldNow()).toBe(before + 1);
    const [last] = (await stack.orders()).slice(-1);
    expect(await page.locator("main").textContent()).toContain(last?.orderNumber);
  });

  test("by going back and sending the form again, as it was and changed", async () => {
    const before = await soldNow();
    await fillIn(page, "Ada");
    const number = await order(page);
    await page.goBack();
    await button(page).click();
    await expectFirstOrder(page, number);
    await page.goBack();
    await page.getByLabel("Name").fill("Eve");
    await button(page).click();
    await expectFirstOrder(page, number);
    expect(await soldNow()).toBe(before + 1);
  });

  test("in two tabs that were both at the checkout", async () => {
    const before = await soldNow();
    await fillIn(page, "Ada");
    const other = await context.newPage();
    await fillIn(other, "Eve");
    const number = await order(page);
    await button(other).click();
    await expectFirstOrder(other, number);
    expect(await soldNow()).toBe(before + 1);
  });
});
