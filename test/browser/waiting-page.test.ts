/** The waiting page in a real browser, against a stand-in for the gateway's side for visitors. */

import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  everyStatus,
  notOpen,
  toBeDrawn,
  waiting,
  waitingForStock,
} from "../pages/visitor-statuses.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type BrowserContexts, createBrowserContexts } from "../support/browser-contexts.ts";
import { holdFirstJoin, keepNotesFromOthers } from "./tabs-at-once.ts";
import { startWaitingGateway, type WaitingGateway } from "./waiting-gateway.ts";

type ContextOptions = Parameters<Browser["newContext"]>[0];

const called = { ...waiting, state: "called", position: 1, ahead: 0, pollAfterMs: 500 } as const;
/** So long that whatever is asked in a test, is not asked because its time has come. */
const notSoon = 3_600_000;

describe.skipIf(!browserAvailable)("the waiting page", () => {
  let browser: Browser;
  let contexts: BrowserContexts;
  let gateway: WaitingGateway;
  let context: BrowserContext;
  let page: Page;
  /** Errors of the script and refusals of the security policy: none may happen in any test. */
  let complaints: string[];
  /** Runs in each new tab of the test before the page's own script. */
  let beforeScript: (() => unknown) | null;

  beforeAll(async () => {
    browser = await launchBrowser();
    contexts = createBrowserContexts(browser);
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    gateway = await startWaitingGateway();
    complaints = [];
    beforeScript = null;
    context = await contexts.take();
  });

  afterEach(async () => {
    await contexts.clean();
    await gateway.stop();
    expect(complaints).toEqual([]);
  });

  async function useContext(options: ContextOptions): Promise<void> {
    context = await contexts.take(options);
  }

  async function openTab(path = "/product?id=7"): Promise<Page> {
    const tab = await context.newPage();
    if (beforeScript !== null) await tab.addInitScript(beforeScript);
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    tab.on("console", (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
    });
    await tab.goto(gateway.origin + path);
    return tab;
  }

  async function open(path?: string): Promise<void> {
    page = await openTab(path);
  }

  /** From here on the pages' time passes only as `pass` says; what is sent and answered still takes its own. */
  async function stopClock(at = "2031-05-04T03:02:01Z"): Promise<void> {
    context = await contexts.take({}, "stopped clock");
    await context.clock.install({ time: at });
    await context.clock.pauseAt(at);
  }
  const pass = (milliseconds: number, tab = page) => tab.clock.runFor(milliseconds);
  /** Whatever is left to chance comes in the middle. */
  const fixChance = () => {
    beforeScript = () => {
      Math.random = () => 0.5;
    };
  };
  /** The page has noticed when this is over. */
  async function backOnline(): Promise<void> {
    await page.evaluate(() => {
      const noticed = new Promise<void>((resolve) => {
        window.addEventListener("online", () => resolve(), { once: true });
      });
      Reflect.set(window, "noticed", noticed);
    });
    await context.setOffline(false);
    await page.evaluate(() => Reflect.get(window, "noticed"));
  }
  const inState = (state: string, tab = page) =>
    tab.locator(`main[data-state="${state}"]`).waitFor();
  const textOf = (name: string) => page.locator(`[data-text="${name}"]`).textContent();
  /** The number itself: its digits may stand elsewhere on the page as well. */
  const counts = (count: string) => expect.poll(() => textOf("count")).toBe(count);
  const shows = (text: string, tab = page) => tab.getByText(text).first().waitFor();
  const isInShop = (tab = page) => tab.getByRole("heading", { name: "The shop" }).waitFor();
  const share = () => page.locator("progress").evaluate((bar: HTMLProgressElement) => bar.value);
  /** Until the gateway has been asked so often. */
  const asked = (path: Parameters<WaitingGateway["calls"]>[0], times: number) =>
    expect.poll(() => gateway.calls(path).length).toBeGreaterThanOrEqual(times);

  /** From here on what a screen reader would say is written down. */
  async function hearing(): Promise<void> {
    await page.evaluate(() => {
      const spoken = document.querySelector(".spoken");
      const heard: string[] = [];
      Object.assign(window, { heard });
      if (spoken === null) return;
      const listen = () => heard.push(spoken.textContent ?? "");
      new MutationObserver(listen).observe(spoken, { childList: true, subtree: true });
    });
  }
  const heard = () => page.evaluate(() => Reflect.get(window, "heard"));

  describe("joining", () => {
    test("a newcomer gets a place without doing anything", async () => {
      await open();
      await inState("waiting");
      expect(await textOf("count")).toBe("1,234");
      expect(await textOf("supportId")).toBe("T1");
      expect(await page.title()).toBe("1,234 people ahead of you · shop.example");
      const [join] = gateway.calls("join");
      expect(JSON.parse(join?.body ?? "")).toEqual({ target: "/product?id=7", key: "page-1" });
    });

    test("the page makes no request but its own calls: no icon, no font, no picture", async () => {
      await open();
      await asked("status", 2);
      const urls = new Set(gateway.received.map((call) => call.url));
      expect([...urls].sort()).toEqual(["/.stanchion/join", "/.stanchion/status", "/product?id=7"]);
    });

    test("six tabs opened at once hold one ticket, though none can read what another has noted", async () => {
      beforeScript = keepNotesFromOthers;
      const tabs = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openTab()));
      await Promise.all(tabs.map((tab) => inState("waiting", tab)));
      expect(gateway.ticketsGiven()).toBe(1);
    });

    test("where tabs cannot wait for each other they join with one key, and hold one ticket", async () => {
      beforeScript = () => Object.defineProperty(navigator, "locks", { value: undefined });
      gateway.keepsCookies = false;
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await open();
      await inState("waiting");
      const other = await openTab();
      await inState("waiting", other);
      const keys = gateway.calls("join").map((call) => JSON.parse(call.body).key);
      expect(keys).toEqual(["page-1", "page-1"]);
      expect(gateway.ticketsGiven()).toBe(1);
    });

    /** A browser that tests steer draws nothing ahead: the page is told what a browser would tell it. */
    test("a page drawn ahead of time makes no place until the visitor is there", async () => {
      beforeScript = () =>
        Object.defineProperty(document, "prerendering", { value: true, configurable: true });
      await open();
      await page.waitForTimeout(700);
      expect(gateway.calls("join")).toEqual([]);
      await page.evaluate(() => document.dispatchEvent(new Event("prerenderingchange")));
      await inState("waiting");
      expect(gateway.calls("join")).toHaveLength(1);
    });

    test("a newcomer whom the line has no room for tries again as told", async () => {
      gateway.refusal = {
        ...waiting,
        state: "full",
        position: null,
        ahead: null,
        supportId: null,
        pollAfterMs: 500,
      };
      await stopClock();
      await open();
      await inState("full");
      await pass(499);
      expect(gateway.calls("join")).toHaveLength(1);
      gateway.refusal = null;
      await pass(1);
      await inState("waiting");
      expect(gateway.calls("join")).toHaveLength(2);
    });

    test("a browser that keeps no cookies is told so, and asks for two places at most", async () => {
      gateway.keepsCookies = false;
      await stopClock();
      await open();
      await inState("waiting");
      gateway.status = { ...gateway.status, message: "Once more" };
      await pass(500);
      // Heard by the page, not only asked: its time counts from there.
      await shows("Once more");
      expect(gateway.calls("join")).toHaveLength(2);
      await pass(500);
      await shows("Please allow cookies");
      await pass(60_000);
      expect(gateway.calls("join")).toHaveLength(2);
      await page.getByRole("button", { name: "Join the line" }).waitFor();
    });
  });

  describe("waiting", () => {
    test("the number ahead and the progress only go forward, whatever the answers say", async () => {
      gateway.status = { ...waiting, ahead: 99, pollAfterMs: 500 };
      await stopClock();
      await open();
      await inState("waiting");
      gateway.status = { ...gateway.status, ahead: 50 };
      await pass(500);
      await counts("50");
      const half = await share();
      gateway.status = { ...gateway.status, ahead: 80, message: "From an older snapshot" };
      await pass(500);
      await shows("From an older snapshot");
      expect(await textOf("count")).toBe("50");
      expect(await share()).toBe(half);
    });

    test("the progress is still there after a reload", async () => {
      gateway.status = { ...waiting, ahead: 99, pollAfterMs: 500 };
      await open();
      await inState("waiting");
      gateway.status = { ...gateway.status, ahead: 49, pollAfterMs: notSoon };
      await counts("49");
      const half = await share();
      gateway.status = { ...gateway.status, ahead: 60 };
      await page.reload();
      expect(await textOf("count")).toBe("49");
      expect(await share()).toBe(half);
      expect(half).toBeGreaterThan(0.4);
    });

    test("the page asks as often as told, not more", async () => {
      gateway.status = { ...waiting, pollAfterMs: 20_000 };
      await stopClock();
      await open();
      await inState("waiting");
      for (const times of [1, 2, 3]) {
        await pass(19_999);
        expect(gateway.calls("status")).toHaveLength(times - 1);
        gateway.status = { ...gateway.status, ahead: 900 - times };
        await pass(1);
        await shows(String(900 - times));
        expect(gateway.calls("status")).toHaveLength(times);
      }
    });

    test("a change of state, a wait and a message appear as they are told", async () => {
      await open();
      await inState("waiting");
      await shows("10–15 minutes");
      gateway.status = {
        ...waiting,
        state: "paused",
        waitSeconds: null,
        message: "Back at <b>4</b>",
        pollAfterMs: 500,
      };
      await inState("paused");
      await shows("Back at <b>4</b>");
      gateway.status = { ...waiting, waitSeconds: null, pollAfterMs: 500 };
      await shows("not known yet");
      await page.locator(".message").waitFor({ state: "hidden" });
    });

    test("a listener hears the state and the halving of the line, not each poll", async () => {
      gateway.status = { ...waiting, ahead: 100, pollAfterMs: 500 };
      await stopClock();
      await open();
      await inState("waiting");
      await hearing();
      for (const ahead of [90, 80, 70, 60, 50, 49]) {
        gateway.status = { ...gateway.status, ahead };
        await pass(500);
        await page.getByText(String(ahead), { exact: true }).waitFor();
      }
      expect(await heard()).toEqual(["50 people ahead of you"]);
    });

    test("the page asks at once when it is looked at again", async () => {
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await open();
      await inState("waiting");
      await setHidden(true);
      await page.waitForTimeout(300);
      expect(gateway.calls("status")).toHaveLength(0);
      await setHidden(false);
      await asked("status", 1);
    });

    test("the page asks at once when it comes back from the browser's memory", async () => {
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await open();
      await inState("waiting");
      await page.evaluate(() =>
        window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
      );
      await asked("status", 1);
    });

    /** Headless browsers hide no tab by themselves: the page is told what a browser would tell it. */
    async function setHidden(hidden: boolean): Promise<void> {
      await page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { value, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    }
  });

  describe("before the opening", () => {
    const clock = () => page.locator('[data-count="clock"]').textContent();
    const timer = () => page.getByRole("timer");

    test("the time that is left runs by the gateway's clock, whatever the visitor's shows", async () => {
      gateway.status = { ...toBeDrawn, pollAfterMs: 60_000 };
      gateway.asOf = "2026-11-17T15:00:07Z";
      await stopClock();
      await open();
      await inState("pre-queue");
      expect(await clock()).toBe("01:04:05");
      await pass(5_000);
      expect(await clock()).toBe("01:04:00");
    });

    test("an answer that was long on its way does not turn the time back", async () => {
      gateway.status = { ...toBeDrawn, pollAfterMs: 60_000 };
      gateway.asOf = "2026-11-17T15:00:07Z";
      await stopClock();
      await open();
      await inState("pre-queue");
      gateway.asOf = "2026-11-17T15:00:47Z";
      gateway.status = { ...gateway.status, message: "Good morning" };
      await pass(60_000);
      await shows("Good morning");
      expect(await clock()).toBe("01:03:05");
    });

    test("a newcomer sees when the line begins, and joins it by itself when it does", async () => {
      gateway.refusal = { ...notOpen, pollAfterMs: 240_000 };
      gateway.asOf = "2026-11-18T15:00:10Z";
      await stopClock();
      await open();
      await inState("not-open");
      expect(await timer().textContent()).toContain("You can join the line in");
      expect(await clock()).toBe("04:00");
      await pass(239_999);
      expect(gateway.calls("join")).toHaveLength(1);
      gateway.refusal = null;
      gateway.status = { ...toBeDrawn, opensAt: notOpen.opensAt, pollAfterMs: notSoon };
      gateway.asOf = "2026-11-18T15:04:10Z";
      await pass(1);
      await inState("pre-queue");
      expect(await timer().textContent()).toContain("Opens in");
      expect(await clock()).toBe("55:50");
      expect(gateway.ticketsGiven()).toBe(1);
    });

    test("when no time is left the page says so, and asks no sooner than it was told", async () => {
      gateway.status = { ...toBeDrawn, pollAfterMs: 20_000 };
      gateway.asOf = "2026-11-17T16:04:02Z";
      await stopClock();
      await open();
      await inState("pre-queue");
      await pass(9_999);
      expect(await clock()).toBe("00:01");
      await pass(1);
      await shows("Any moment now");
      await pass(9_999);
      expect(gateway.calls("status")).toEqual([]);
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await pass(1);
      await inState("waiting");
      expect(await timer().isVisible()).toBe(false);
    });

    test("a listener reads the time in minutes, and hears it twice before the opening, not each second", async () => {
      gateway.status = { ...toBeDrawn, pollAfterMs: notSoon };
      gateway.asOf = "2026-11-17T15:54:02Z";
      await stopClock();
      await open();
      await inState("pre-queue");
      await hearing();
      expect(await timer().ariaSnapshot()).toContain("11 minutes");
      await pass(615_000);
      expect(await heard()).toEqual(["Opens in 10 minutes", "Opens in 1 minute"]);
    });

    test("times are told on the shop's clock, and on the visitor's own where it differs", async () => {
      await useContext({ timezoneId: "America/New_York", locale: "en" });
      gateway.status = { ...toBeDrawn, pollAfterMs: notSoon };
      await open();
      await inState("pre-queue");
      expect(await textOf("opens")).toBe(
        "Tue, November 17 at 5:04 PM Central European Standard Time (Tue, November 17 at 11:04 AM your time)",
      );
    });

    test("who is to be drawn may look at the commitment, and at the draw without losing the page", async () => {
      gateway.status = { ...toBeDrawn, pollAfterMs: notSoon };
      await open();
      await inState("pre-queue");
      await shows("Coming earlier gives no advantage.");
      expect(await page.locator('[data-text="commitment"]').isVisible()).toBe(false);
      await page.getByText("66687aad…0d5f2925").click();
      expect(await textOf("commitment")).toBe(toBeDrawn.drawCommitment);
      const opened = context.waitForEvent("page");
      await page.getByRole("link", { name: "See the draw in a new tab" }).click();
      expect(new URL((await opened).url()).pathname).toBe("/.stanchion/draw");
      await inState("pre-queue");
    });
  });

  describe("trouble", () => {
    test("without a network the place is kept, and it goes on within half a minute after it is back", async () => {
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      fixChance();
      await stopClock();
      await open();
      await inState("waiting");
      await context.setOffline(true);
      await shows("No connection at the moment. Your place is kept.");
      expect(await textOf("count")).toBe("1,234");
      gateway.status = { ...waiting, ahead: 900, pollAfterMs: notSoon };
      await backOnline();
      expect(await page.locator(".notice").textContent()).toBe("");
      const asked = gateway.calls("status").length;
      await pass(14_999);
      expect(gateway.calls("status")).toHaveLength(asked);
      await pass(1);
      await counts("900");
      expect(await page.locator(".notice").textContent()).toBe("");
      expect(gateway.ticketsGiven()).toBe(1);
    });

    test("near the front it goes on sooner when the network is back", async () => {
      gateway.status = { ...waiting, pollAfterMs: 2_000 };
      fixChance();
      await stopClock();
      await open();
      await inState("waiting");
      let asked = 0;
      let failed = 0;
      page.on("request", () => asked++);
      page.on("requestfailed", () => failed++);
      await context.setOffline(true);
      // Five times in vain: by then it asks every half minute only. What is under way is waited for.
      while (failed < 5) await pass(60_000);
      await expect.poll(() => asked - failed).toBe(0);
      gateway.status = { ...waiting, ahead: 900, pollAfterMs: notSoon };
      await backOnline();
      await pass(1_000);
      await counts("900");
    });

    test.each([
      ["cut", "No connection at the moment. Your place is kept."],
      ["busy", "The line does not answer at the moment. Your place is kept."],
      ["portal", "The line does not answer at the moment. Your place is kept."],
    ] as const)(
      "a gateway that is %s is asked again after a while, and the place kept",
      async (mood, notice) => {
        await stopClock();
        await open();
        await inState("waiting");
        gateway.mood = mood;
        await pass(500);
        await shows(notice);
        const failed = gateway.calls("status").length;
        gateway.mood = "well";
        await pass(1_999);
        expect(gateway.calls("status")).toHaveLength(failed);
        await pass(2_001);
        await page.locator(".notice").filter({ hasText: notice }).waitFor({ state: "hidden" });
        expect(await textOf("supportId")).toBe("T1");
      },
    );

    test("a join whose answer is lost is sent again with the same key", async () => {
      gateway.mood = "cut";
      await stopClock();
      await open();
      await shows("No connection at the moment. This page keeps trying.");
      gateway.mood = "well";
      await pass(4_000);
      await inState("waiting");
      const keys = gateway.calls("join").map((call) => JSON.parse(call.body).key);
      expect(keys.length).toBeGreaterThan(1);
      expect(new Set(keys).size).toBe(1);
    });

    test("a place that is void is replaced by one new one in all tabs, and this is said", async () => {
      await open();
      await inState("waiting");
      const other = await openTab();
      await inState("waiting", other);
      gateway.voidTickets();
      await shows("so you have a new one");
      await shows("so you have a new one", other);
      expect(await textOf("supportId")).toBe("T2");
      expect(gateway.ticketsGiven()).toBe(2);
    });

    test("so it is when the tabs notice at once, before one can read what another has noted", async () => {
      beforeScript = keepNotesFromOthers;
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await open();
      await inState("waiting");
      const other = await openTab();
      await inState("waiting", other);
      gateway.voidTickets();
      const joins = await holdFirstJoin(context);
      const noticing = [page, other].map((tab) =>
        tab.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))),
      );
      await Promise.all(noticing);
      await shows("so you have a new one");
      await shows("so you have a new one", other);
      expect(joins).toHaveLength(2);
      expect(gateway.ticketsGiven()).toBe(2);
    });

    test("behind a tab that is frozen as it joins nobody waits for longer than three seconds", async () => {
      await stopClock();
      const frozen = await openTab("/form");
      await frozen.evaluate(() => {
        void navigator.locks.request("stanchion.join", () => new Promise(() => {}));
      });
      await open();
      await inState("joining");
      await pass(2_999);
      expect(gateway.calls("join")).toEqual([]);
      await pass(1);
      await inState("waiting");
    });
  });

  describe("being called", () => {
    test("whoever is called enters at once and goes on to the page first asked for", async () => {
      await open("/checkout?step=1");
      await inState("waiting");
      gateway.status = called;
      await isInShop();
      expect(page.url()).toBe(`${gateway.origin}/checkout?step=1`);
      expect(gateway.calls("enter")).toHaveLength(1);
      expect(await page.evaluate(() => history.length)).toBe(2);
    });

    test("whoever must wait a moment sees that it is their turn, and enters again as told", async () => {
      gateway.notYet.push({ ...called, pollAfterMs: 900, message: "One moment more" });
      await stopClock();
      await open();
      await inState("waiting");
      gateway.status = called;
      await pass(500);
      await inState("called");
      expect(await page.title()).toBe("It is your turn · shop.example");
      expect(await share()).toBe(1);
      // What was told is called comes at once, in a timer of no length.
      await pass(0);
      // Heard by the page, not only asked: its time counts from there.
      await shows("One moment more");
      await pass(899);
      expect(gateway.calls("enter")).toHaveLength(1);
      await pass(1);
      await isInShop();
      expect(gateway.calls("enter")).toHaveLength(2);
    });

    test("the button goes in too, for whom waiting for the script is too long", async () => {
      gateway.notYet.push({ ...called, pollAfterMs: notSoon });
      gateway.status = called;
      await open();
      await page.getByRole("button", { name: "Go to the shop" }).click();
      await isInShop();
    });

    test("an address elsewhere is not followed", async () => {
      gateway.location = "https://evil.example/checkout";
      gateway.status = called;
      await open("/product?id=7");
      await isInShop();
      expect(page.url()).toBe(`${gateway.origin}/product?id=7`);
    });

    test("every tab goes on to where it was going", async () => {
      const first = await openTab("/a");
      const second = await openTab("/b");
      await Promise.all([inState("waiting", first), inState("waiting", second)]);
      gateway.status = called;
      await Promise.all([isInShop(first), isInShop(second)]);
    });
  });

  describe("leaving", () => {
    test("leaving asks first, within the page, and staying is one press away", async () => {
      await open();
      await inState("waiting");
      await page.getByText("Leave the line").click();
      await page.getByRole("button", { name: "Stay in line" }).click();
      await page.getByRole("button", { name: "Give up my place" }).waitFor({ state: "hidden" });
      expect(gateway.calls("leave")).toEqual([]);
    });

    test("whoever leaves has left in every tab, and joins again only when asked to", async () => {
      await stopClock();
      await open();
      await inState("waiting");
      const other = await openTab();
      await inState("waiting", other);
      await page.getByText("Leave the line").click();
      await page.getByRole("button", { name: "Give up my place" }).click();
      await shows("You left the line");
      await shows("You left the line", other);
      await Promise.all([pass(60_000), pass(60_000, other)]);
      expect(gateway.ticketsGiven()).toBe(1);
      await page.getByRole("button", { name: "Join the line" }).click();
      await inState("waiting");
      expect(gateway.ticketsGiven()).toBe(2);
    });

    test("leaving that fails says so and keeps the place, and is not tried again behind anybody's back", async () => {
      gateway.status = { ...waiting, pollAfterMs: notSoon };
      await stopClock();
      await open();
      await inState("waiting");
      await page.getByText("Leave the line").click();
      gateway.mood = "busy";
      await page.getByRole("button", { name: "Give up my place" }).click();
      await shows("The line does not answer at the moment. Your place is kept.");
      gateway.mood = "well";
      await pass(4_000);
      await asked("status", 1);
      await inState("waiting");
      expect(gateway.calls("leave")).toHaveLength(1);
    });

    test("all of it can be done with the keyboard", async () => {
      await open();
      await inState("waiting");
      for (const key of ["Tab", "Enter", "Tab", "Tab", "Enter"]) await page.keyboard.press(key);
      await shows("You left the line");
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
      for (const key of ["Tab", "Enter"]) await page.keyboard.press(key);
      await inState("waiting");
    });
  });

  describe("without JavaScript", () => {
    beforeEach(() => useContext({ javaScriptEnabled: false }));

    test("joining, waiting, entering: by buttons, and the page asks again by itself", async () => {
      gateway.status = { ...waiting, pollAfterMs: 1_000 };
      gateway.hurries = true;
      await open("/checkout?step=1");
      await page.getByRole("button", { name: "Join the line" }).click();
      await inState("waiting");
      await counts("1,234");
      expect(await page.locator("progress").isVisible()).toBe(false);
      expect(await page.locator("[data-stay]").isVisible()).toBe(false);
      gateway.status = called;
      await inState("called");
      await page.getByRole("button", { name: "Go to the shop" }).click();
      await isInShop();
      expect(page.url()).toBe(`${gateway.origin}/checkout?step=1`);
      expect(gateway.received.filter((call) => call.method === "POST")).toHaveLength(2);
    });

    test("leaving asks first here too", async () => {
      await open();
      await page.getByRole("button", { name: "Join the line" }).click();
      await inState("waiting");
      expect(await page.getByRole("button", { name: "Give up my place" }).isVisible()).toBe(false);
      await page.getByText("Leave the line").click();
      await page.getByRole("button", { name: "Give up my place" }).click();
      await shows("You left the line");
      expect(gateway.calls("leave")).toHaveLength(1);
    });
  });

  describe("hostile texts", () => {
    const attacks = [
      "</script><script>alert(1)</script>",
      '"><img src=x onerror=alert(1)>',
      "</title><svg onload=alert(1)>",
      "<!--<script>",
      "{time}$&$`\u2028",
    ];

    test.each(attacks)("%j is only ever a text", async (attack) => {
      gateway.message = attack;
      gateway.shopName = attack;
      gateway.status = {
        ...toBeDrawn,
        message: attack,
        timeZone: attack,
        drawCommitment: attack,
        pollAfterMs: 500,
      };
      await stopClock();
      await open(`/?q=${encodeURI(attack)}&'"<>`);
      await inState("pre-queue");
      await pass(500);
      await asked("status", 1);
      await page.reload();
      await pass(500);
      await asked("status", 2);
      expect(await textOf("commitment")).toBe(attack);
      expect(await page.locator(".shop").textContent()).toBe(attack);
      expect(await textOf("message")).toBe(attack);
      expect(await page.locator("main img, main svg, main script").count()).toBe(0);
      expect(await page.locator("script").count()).toBe(3);
    });
  });

  describe("for everybody", () => {
    /** What a page may look like: each state, with the notice and the way out open where there is one. */
    const looks: readonly ContextOptions[] = [
      { colorScheme: "light", viewport: { width: 320, height: 640 }, locale: "de" },
      { colorScheme: "dark", viewport: { width: 390, height: 844 }, locale: "ar" },
      { colorScheme: "light", viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" },
    ];

    test.each(looks)("no accessibility rule is broken and nothing overflows: %j", async (look) => {
      await useContext(look);
      const message = "https://shop.example/a-very-long-address/without/any/space/".repeat(3);
      gateway.asOf = waiting.asOf;
      await open();
      await inState("waiting");
      await page.evaluate(axe.source);
      const looked = [...everyStatus, waitingForStock].filter(({ state }) => state !== "admitted");
      for (const status of looked) {
        gateway.status = { ...status, message, pollAfterMs: notSoon };
        gateway.notYet.splice(0, Infinity, gateway.status, gateway.status);
        // The page asks when it is looked at again, and says so when the network is gone.
        await context.setOffline(false);
        await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
        await inState(status.state);
        await context.setOffline(true);
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        expect(await violations(), status.state).toEqual([]);
        const { scrollWidth, clientWidth } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
          clientWidth: document.documentElement.clientWidth,
        }));
        expect(scrollWidth).toBe(clientWidth);
      }
    });

    async function violations(): Promise<string[]> {
      const { violations } = await page.evaluate(() => Reflect.get(window, "axe").run());
      return violations.map(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        [id, ...nodes.map((node) => node.html)].join(" "),
      );
    }
  });
});
