/** The merchant's screen open in a browser, before a stand-in gateway: what its tests share. */

import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type AdminGateway, startAdminGateway } from "./admin-gateway.ts";
import type { StandInRoom } from "./admin-stand-in-room.ts";

type ControlName =
  | "State"
  | "Rate"
  | "Capacity"
  | "Message"
  | "Schedule"
  | "Order of the line"
  | "Stock"
  | "Lines"
  | "Cost of a place"
  | "Sparing the shop"
  | "Reset";

export interface AdminScreen {
  readonly gateway: AdminGateway;
  /** The room of the screen's own host: 12,408 people wait, 412 of 500 are inside. */
  readonly room: StandInRoom;
  readonly page: Page;
  readonly signIn: (token?: string) => Promise<void>;
  /** Signs in and waits for the figures and the settings. */
  readonly openRoom: () => Promise<void>;
  readonly control: (name: ControlName) => Locator;
  /** Unfolds a control of the launch. */
  readonly unfold: (name: ControlName) => Promise<void>;
  readonly outcome: (name: ControlName) => Locator;
  readonly apply: (name: ControlName) => Locator;
  readonly rate: () => Locator;
  readonly capacity: () => Locator;
  readonly state: (name: string) => Locator;
  /** What the gateway was asked to change, in order. */
  readonly changes: () => readonly unknown[];
}

let browser: Browser;
if (browserAvailable) {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
}

/**
 * Before each test of the block a new gateway, and a tab that has just come to its page without a token.
 * After it the script may have failed in nothing, and the security policy refused nothing.
 *
 * The tab is the same for the whole block, since a new one costs most of a second; the gateway's port
 * is new each time, and with it everything that a browser keeps for a site.
 */
export function eachTestOpens(options: BrowserContextOptions = {}): () => AdminScreen {
  let page: Page;
  let screen: AdminScreen;
  const complaints: string[] = [];

  beforeAll(async () => {
    const context = await browser.newContext(options);
    page = await context.newPage();
    listenForComplaints(page, complaints);
  });

  beforeEach(async () => {
    const gateway = await startAdminGateway();
    // Cookies know no ports.
    await page.context().clearCookies();
    await page.goto(gateway.url);
    screen = screenOf(gateway, page);
  });

  afterEach(async () => {
    await page.goto("about:blank");
    await screen.gateway.stop();
    expect(complaints.splice(0)).toEqual([]);
  });

  afterAll(() => page.context().close());

  return () => screen;
}

export async function saysSoon(element: Locator, text: string | RegExp): Promise<void> {
  await expect.poll(() => element.textContent()).toMatch(text);
}

function listenForComplaints(page: Page, complaints: string[]): void {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if (/Content Security Policy|TrustedHTML/i.test(text)) complaints.push(text);
  });
}

function screenOf(gateway: AdminGateway, page: Page): AdminScreen {
  const room = gateway.addRoom("default", { capacity: 500 });
  room.figures = { ...room.figures, waiting: 12_408, inside: 412 };
  const control = (name: ControlName) => page.getByRole("form", { name });

  async function signIn(token = gateway.token): Promise<void> {
    await page.getByLabel("Admin token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  return {
    gateway,
    room,
    page,
    signIn,
    async openRoom() {
      await signIn();
      await page.locator("#live-state[data-state]").waitFor();
      await page.locator("#message-apply:enabled").waitFor();
    },
    control,
    unfold: (name) => page.locator("summary", { hasText: name }).first().click(),
    outcome: (name) => control(name).getByRole("status"),
    apply: (name) => control(name).getByRole("button", { name: "Apply" }),
    rate: () => page.getByLabel("Admissions per minute"),
    capacity: () => page.getByLabel("People inside at once"),
    state: (name) => page.getByRole("radio", { name, exact: true }),
    changes: () =>
      gateway.requests
        .filter(({ method }) => method === "PATCH")
        .map(({ body }) => JSON.parse(body)),
  };
}
