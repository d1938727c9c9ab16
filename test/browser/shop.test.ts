import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DemoShop, startDemoShop } from "../../examples/shop/server.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";

const looks = [
  { name: "a desk, in the light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { name: "a phone, in the dark", viewport: { width: 320, height: 640 }, colorScheme: "dark" },
] as const;

describe.skipIf(!browserAvailable)("the demo shop in a browser", () => {
  let browser: Browser;
  let shop: DemoShop;
  let url: string;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    shop = await startDemoShop({ port: 0, controlPort: 0, logFile: null, stock: 412 });
    url = `http://127.0.0.1:${shop.port}`;
  });
  afterEach(() => shop.close());

  const fillIn = async (page: Page): Promise<void> => {
    await page.getByLabel("Name").fill("Ada Example");
    await page.getByLabel("E-mail").fill("ada@example.org");
    await page.getByLabel("Address").fill("1 Quay\n12345 Anywhere");
  };

  it.each(looks)("sells a phone on $name, and everybody can use each page", async (look) => {
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const strangers: string[] = [];
    page.on("request", (request) => {
      const address = request.url();
      if (!address.startsWith(url) && !address.startsWith("data:")) strangers.push(address);
    });

    await page.goto(url);
    await expectGood(page);
    await page.getByRole("link", { name: "Buy the Tern 3" }).click();
    await expectGood(page);
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("Please tell us your name.").waitFor();
    await expectGood(page);
    await fillIn(page);
    await page.getByRole("radio", { name: "2" }).check();
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByRole("heading", { name: "Your order is placed" }).waitFor();
    await expectGood(page);
    expect(await page.locator("#order-number").textContent()).toBe("T3-100001");
    expect(strangers).toEqual([]);
    await context.close();
  });

  it("lowers the stock on an open product page when somebody else buys", async () => {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByText("412 in stock").waitFor();
    const body = new URLSearchParams({ name: "B", email: "b@example.org", address: "C" });
    await fetch(`${url}/order`, { method: "POST", body });
    await page.getByText("411 in stock").waitFor();
    await page.close();
  });

  it("sells without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}/checkout`);
    await fillIn(page);
    await page.getByRole("button", { name: "Place the order" }).click();
    await page.getByText("T3-100001").waitFor();
    await context.close();
  });
});

/** Nothing that keeps somebody out, and nothing wider than the screen. */
async function expectGood(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  expect(await page.evaluate(overflow)).toBe(0);
}
