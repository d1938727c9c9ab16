/** A place that costs a calculation, in a real browser against the real gateway. */

import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Problem } from "../../src/protocol.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { proofOf } from "../support/proofs.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { visit } from "../support/visitor.ts";
import { holdFirstJoin, keepNotesFromOthers } from "./tabs-at-once.ts";

const crowd = 24;

describe.skipIf(!browserAvailable)("the waiting page of a room that asks for a calculation", () => {
  let browser: Browser;
  let stack: Stack;
  let room: ProtectedRoom;
  let context: BrowserContext;
  /** Errors of the script and refusals of the security policy: none may happen. */
  let complaints: string[];

  beforeAll(async () => {
    [browser, stack] = await Promise.all([launchBrowser(), startStack()]);
    const { host } = new URL(stack.gatewayUrl);
    const chosen = { hosts: [host], queue: "always", challenge: "always" } as const;
    room = { ...(await openRoom(stack, { ...chosen, admissionsPerMinute: 0.02 })), host };
  });
  afterAll(async () => {
    await browser.close();
    await stack.stop();
  });

  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    context = await browser.newContext(options);
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // That a place costs something is told with a status which Chromium logs as an error.
      const isRefusal = message.text().includes("the server responded with a status of 428");
      if (message.type() === "error" && !isRefusal) complaints.push(message.text());
    });
    return page;
  }

  const ticketIn = async () =>
    (await context.cookies()).some(({ name }) => name === "stanchion-ticket");

  async function joinAsApp(): Promise<void> {
    const refused = await visit(room).call("POST", "/.stanchion/join", {});
    const { challenge } = refused.json<Problem>();
    if (!challenge) throw new Error(`No challenge: ${refused.text()}`);
    const { key } = challenge.parameters.data;
    const body = { key, proof: await proofOf(challenge) };
    expect((await visit(room).call("POST", "/.stanchion/join", body)).status).toBe(200);
  }

  test("says what it does, does it without freezing, and has a place", async () => {
    for (let nth = 0; nth < crowd; nth++) await joinAsApp();
    const page = await newPage({ viewport: { width: 390, height: 700 }, locale: "en" });
    const phone = await context.newCDPSession(page);
    await phone.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    await page.addInitScript(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => {
        const said = document.querySelector(".spoken")?.textContent;
        const bar = document.querySelector("progress");
        const main = document.querySelector("main");
        if (main?.dataset["state"] !== "proving") return;
        seen.push(`${said} ${bar && getComputedStyle(bar).display !== "none"} ${bar?.value}`);
      }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await page.goto(stack.gatewayUrl);
    await expect.poll(ticketIn).toBe(true);
    const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
    expect(seen.at(-1)).toMatch(
      // Full while the place is being asked for, however early the number was found.
      /^Getting your place\. Your browser does a short calculation .* true 1$/,
    );
    // Told what it costs, and then with the proof: the room heard of one join.
    expect(sent.filter((body) => body.includes('"proof"'))).toHaveLength(1);
    expect((await room.live()).totals.joined).toBe(crowd + 1);
  });

  test("takes one place in two tabs, though neither can read what the other has noted", async () => {
    const { joined } = (await room.live()).totals;
    const page = await newPage();
    await context.addInitScript(keepNotesFromOthers);
    await holdFirstJoin(context, (body) => body.includes('"proof"'));
    const other = await context.newPage();
    const inLine = [page, other].map((tab) =>
      tab.waitForResponse((answer) => answer.url().endsWith("/join") && answer.ok()),
    );
    await Promise.all([page, other].map((tab) => tab.goto(stack.gatewayUrl)));
    await Promise.all(inLine);
    expect((await room.live()).totals.joined).toBe(joined + 1);
  });

  test("goes the way of browsers without scripts where the browser has no cryptography", async () => {
    const page = await newPage({ locale: "de" });
    await page.addInitScript(() => Object.defineProperty(crypto, "subtle", { value: undefined }));
    await page.goto(`${stack.gatewayUrl}/p/shoes`);
    await page.getByRole("heading", { name: "Vorher eine kurze Wartezeit" }).waitFor();
    expect(await page.locator('[name="target"]').inputValue()).toBe("/p/shoes");
    expect(await ticketIn()).toBe(false);
  });

  test("without scripts asks for a little patience, in words that everybody can read", async () => {
    const page = await newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 700 } });
    await page.goto(stack.gatewayUrl);
    await page.getByRole("button", { name: "Join the line" }).click();
    await page.getByText(/Please press the button in \d+ seconds/).waitFor();
    await page.getByRole("button", { name: "Join the line" }).click();
    await page.getByText("That was a little too early").waitFor();
    expect(await ticketIn()).toBe(false);
    await context.close();

    const readable = await newPage();
    await readable.addInitScript(() =>
      Object.defineProperty(crypto, "subtle", { value: undefined }),
    );
    await readable.goto(stack.gatewayUrl);
    await readable.getByText(/Please press the button in/).waitFor();
    const cdp = await context.newCDPSession(readable);
    await cdp.send("Page.setBypassCSP", { enabled: true });
    await readable.evaluate(axe.source);
    const { violations } = await readable.evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(document),
    );
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test("loaded before the room began to ask, comes again by itself", async () => {
    const page = await newPage();
    await page.addInitScript(() => {
      // As that page has no second script, so that one is not heard the first time.
      if (sessionStorage.getItem("before") !== null) return;
      sessionStorage.setItem("before", "");
      Object.defineProperty(window, "payForPlace", { get: () => undefined, set: () => undefined });
    });
    await page.goto(stack.gatewayUrl);
    await expect.poll(ticketIn).toBe(true);
  });

  test("shows Turnstile to Cloudflare alone, and sends what it says", async () => {
    expect((await room.change({ turnstile: { siteKey: "0x4AAAAAAAsite" } })).status).toBe(200);
    const page = await newPage();
    const widget = `
      window.turnstile = {
        render(place, { sitekey, callback }) {
          place.append(document.createElement("iframe"));
          setTimeout(() => callback("token of " + sitekey));
          return "one";
        },
        remove() { document.querySelector("[data-turnstile]").replaceChildren(); },
      };`;
    const strangers: string[] = [];
    await page.route(/^https:/, async (route) => {
      strangers.push(new URL(route.request().url()).host);
      await route.fulfill({ contentType: "text/javascript", body: widget });
    });
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await expect
      .poll(async () => (await visit(room).open("/")).text())
      .toContain("challenges.cloudflare.com");
    await page.goto(stack.gatewayUrl);
    await expect.poll(ticketIn).toBe(true);
    expect(new Set(strangers)).toEqual(new Set(["challenges.cloudflare.com"]));
    expect(
      sent.filter((body) => body.includes('"turnstile":"token of 0x4AAAAAAAsite"')),
    ).toHaveLength(1);
    expect(await page.locator("iframe").count()).toBe(0);
  });

  test("does without Turnstile where that cannot be loaded", async () => {
    const page = await newPage();
    await page.route(/^https:/, (route) => route.abort());
    await page.goto(stack.gatewayUrl);
    await expect.poll(ticketIn).toBe(true);
    complaints = complaints.filter((text) => !text.includes("net::ERR_FAILED"));
  });
});
