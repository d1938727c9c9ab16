/** A crowd and a browser whose pages read the public document of their line, from nginx in front of the real gateway. */

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planAfter, type Step } from "../../src/client/waiting-room-steps.ts";
import type { InLineStatus } from "../../src/protocol.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type LineCache, type LineMood, startLineCache } from "../support/line-cache.ts";
import { type LinePage, openLinePage } from "../support/line-page.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";

const settings = { queue: "always", lineDocument: "/.stanchion/line" } as const;

let stack: Stack;
let cache: LineCache;

beforeAll(async () => {
  stack = await startStack();
  cache = await startLineCache(stack.gatewayUrl);
});

afterAll(async () => {
  await cache?.stop();
  await stack?.stop();
});

interface Waiting {
  readonly page: LinePage;
  readonly place: number;
}

/** So many with a place in a line that hardly moves; whoever is called as they join is not among them. */
async function waitingIn(room: ProtectedRoom, count: number): Promise<readonly Waiting[]> {
  const joined = await Promise.all(
    Array.from({ length: count }, async () => {
      const page = openLinePage(cache.url, room.host);
      const { lineDocument } = await page.ask("join", { target: "/" });
      return lineDocument ? [{ page, place: lineDocument.place }] : [];
    }),
  );
  return joined.flat();
}

/** Asks as a page near the front does, and knocks when it is called; as the page does, from then on. */
async function untilInside({ page }: Waiting): Promise<void> {
  let step: Step = "status";
  let status: { readonly state: string } = await page.ask(step);
  while (status.state !== "admitted") {
    const plan = planAfter(step, status as InLineStatus);
    await pause(Math.min(plan?.afterMs ?? 0, nearFrontPollMs));
    step = plan?.step ?? "status";
    status = await page.ask(step);
  }
}

const nearFrontPollMs = 800;

describe("a line that is published", () => {
  test("is let in by its order, and hardly anybody asks the gateway how it stands", async () => {
    const perSecond = 60;
    const room = await openRoom(stack, { ...settings, admissionsPerMinute: 1 });
    const people = await waitingIn(room, 200);
    expect(people.length).toBeGreaterThan(150);
    const truth = await Promise.all(people.slice(0, 5).map(({ page }) => page.ask("status")));
    expect(truth.map(({ position }) => position)).not.toContain(null);
    for (let times = 0; times < 3; times++) {
      await Promise.all(people.map(({ page }) => page.ask("status")));
      await pause(200);
    }
    await room.change({ admissionsPerMinute: perSecond * 60 });
    const letIn: { readonly place: number; readonly at: number }[] = [];
    await Promise.all(
      people.map(async (one) => {
        await untilInside(one);
        letIn.push({ place: one.place, at: performance.now() });
      }),
    );
    // Nobody was overtaken by somebody whose place is more than two seconds of the rate behind.
    const overtaken = letIn.filter((one) =>
      letIn.some(({ place, at }) => place > one.place + 2 * perSecond && at < one.at),
    );
    expect(overtaken).toEqual([]);
    const requests = await cache.requests(room.host);
    console.log(
      `${people.length} people: ${requests.document} looks into the document, ${requests.documentBehind} of them past the cache, ${requests.status} polls at the gateway`,
    );
    expect(requests.document).toBeGreaterThan(3 * people.length);
    expect(requests.documentBehind).toBeLessThan(requests.document / 10);
    // None, as a rule: on a machine that is slow to answer the document may be too old.
    expect(requests.status).toBeLessThan(requests.document / 2);
  });

  test.each<LineMood>(["stopped", "failing", "garbage", "old", "hanging"])(
    "is told by the gateway when its document is %s",
    async (mood) => {
      const room = await openRoom(stack, { ...settings, admissionsPerMinute: 1 });
      cache.moods.set(room.host, mood);
      const people = await waitingIn(room, 20);
      const told = await Promise.all(people.map(({ page }) => page.ask("status")));
      expect((await cache.requests(room.host)).status).toBe(people.length);
      const positions = told.map(({ position }) => position ?? 0).filter((each) => each > 0);
      // Some may have been called since.
      expect(positions.length).toBeGreaterThan(5);
      expect(new Set(positions).size).toBeGreaterThan(5);
    },
  );

  test("lets nobody in before their time whom a document calls, and believes it no more", async () => {
    const room = await openRoom(stack, { ...settings, admissionsPerMinute: 1 });
    cache.moods.set(room.host, "calling");
    const people = (await waitingIn(room, 30)).toSorted((a, b) => b.place - a.place).slice(0, 5);
    const before = (await room.live()).totals.admitted;
    for (const { page } of people) {
      expect((await page.ask("status")).state).toBe("called");
      expect((await page.ask("enter")).state).toBe("waiting");
      expect((await page.ask("status")).state).toBe("waiting");
    }
    expect((await room.live()).totals.admitted).toBe(before);
    expect((await cache.requests(room.host)).status).toBe(people.length);
  });

  test.skipIf(!browserAvailable)(
    "is read by the page in a browser, which shows what the gateway says and goes in when called",
    async () => {
      const { host } = new URL(cache.url);
      const room = await openRoom(stack, { ...settings, hosts: [host], admissionsPerMinute: 1 });
      const others = await waitingIn({ ...room, host }, 150);
      const browser = await launchBrowser();
      try {
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
        await page.goto(cache.url);
        await page.waitForSelector('main[data-state="waiting"]');
        const before = await cache.requests("127.0.0.1");
        await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
        await expect
          .poll(async () => (await cache.requests("127.0.0.1")).document)
          .toBeGreaterThan(before.document);
        const ticket = (await page.context().cookies()).find(({ name }) => /ticket/.test(name));
        const truth = await fetch(`${cache.url}/.stanchion/status`, {
          headers: { "Stanchion-Ticket": ticket?.value ?? "" },
        });
        const { ahead } = (await truth.json()) as InLineStatus;
        // Meanwhile the line may have moved by some.
        const people = Number(/^(\d+) people ahead/.exec(await page.title())?.[1]);
        expect(people - (ahead ?? 0)).toBeGreaterThanOrEqual(0);
        expect(people - (ahead ?? 0)).toBeLessThan(20);

        await room.change({ admissionsPerMinute: 6_000 });
        const othersAreIn = Promise.all(others.map(untilInside));
        const looksAgain = setInterval(() => {
          page
            .evaluate(() => document.dispatchEvent(new Event("visibilitychange")))
            .catch(() => undefined);
        }, 500);
        try {
          await page.waitForSelector("main[data-state]", { state: "detached" });
        } finally {
          clearInterval(looksAgain);
        }
        await othersAreIn;
        const after = await cache.requests("127.0.0.1");
        expect(after.document).toBeGreaterThan(others.length);
        // One is this test's own; on a machine that is slow to answer the document may be too old for some.
        expect(after.status).toBeLessThan(after.document / 2);
        expect(complaints).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
