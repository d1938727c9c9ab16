/** The pages of the draw and of the invitation in a real browser, against a stand-in for the gateway. */

import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { placeOf } from "../../src/domain/draw.ts";
import {
  type DrawPageValues,
  drawPageSecurityPolicy,
  renderDrawPage,
} from "../../src/pages/draw-page.tsx";
import {
  type InvitationPageValues,
  invitationPageSecurityPolicy,
  renderInvitationPage,
} from "../../src/pages/invitation-page.tsx";
import type { Language } from "../../src/pages/language.ts";
import { announced, drawn } from "../pages/published-draws.ts";
import { browserAvailable, launchBrowser } from "../support/browser.ts";
import { type BrowserContexts, createBrowserContexts } from "../support/browser-contexts.ts";
import { drawOf } from "../support/draws.ts";
import { type PageSite, type PostAnswer, type ServedPage, startPageSite } from "./page-site.ts";

type ContextOptions = Parameters<Browser["newContext"]>[0];

const looks: readonly (ContextOptions & { readonly language: Language })[] = [
  { language: "de", colorScheme: "light", viewport: { width: 320, height: 640 } },
  { language: "ar", colorScheme: "dark", viewport: { width: 390, height: 844 } },
  { language: "en", colorScheme: "light", viewport: { width: 1280, height: 800 } },
];

const drawPageOf = async (values: DrawPageValues): Promise<ServedPage> => ({
  html: await renderDrawPage(values),
  policy: drawPageSecurityPolicy,
});

const invitationPageOf = async (values: InvitationPageValues): Promise<ServedPage> => ({
  html: await renderInvitationPage(values),
  policy: invitationPageSecurityPolicy,
});

describe.skipIf(!browserAvailable)("in a browser,", () => {
  let browser: Browser;
  let contexts: BrowserContexts;
  let page: Page;
  let site: PageSite;
  /** Errors of the scripts and refusals of the security policies: none may happen in any test. */
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    contexts = createBrowserContexts(browser);
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(() => {
    complaints = [];
  });
  afterEach(async () => {
    await contexts.clean();
    await site.stop();
    expect(complaints).toEqual([]);
  });

  async function openPage(path: string, options: ContextOptions = {}): Promise<void> {
    const context = await contexts.take(options);
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
    });
    await page.goto(site.origin + path);
  }

  async function flaws(): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => Reflect.get(window, "axe").run());
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    return [
      ...violations.map(({ id }: { readonly id: string }) => id),
      ...(scrollWidth > clientWidth ? ["overflows"] : []),
    ];
  }

  describe("the draw's page", () => {
    async function openDraw(values: Partial<DrawPageValues>, options?: ContextOptions) {
      const served = await drawPageOf({ draw: drawn, ticket: null, language: "en", ...values });
      site = await startPageSite({ page: () => served });
      await openPage("/.stanchion/draw", options);
    }
    const compute = () => page.getByRole("button", { name: "Compute the place" }).click();
    const outcome = (text: string) => page.locator("output").filter({ hasText: text }).waitFor();
    const place = (line: string, number: number) => {
      const { room, epoch, publicRandomness, counts } = drawn;
      const count = counts?.[line] ?? 0;
      const of = { room, epoch, line, count, publicRandomness: publicRandomness ?? "" };
      return placeOf(drawOf(new Uint8Array(32), of), number);
    };

    test("recomputes the reader's own place, and asks nobody for it", async () => {
      await openDraw({ ticket: { line: "members", number: 17 } });
      await compute();
      await outcome(
        `Ticket number 17 was drawn to place ${place("members", 17)} of 512. The number has the fingerprint that was fixed beforehand.`,
      );
      expect(site.received).toEqual(["GET /.stanchion/draw"]);
    });

    test("recomputes anybody's place in any line, and tells who came later", async () => {
      await openDraw({});
      await page.getByLabel("Line").selectOption("general");
      await page.getByLabel("Ticket number").fill("123456");
      await compute();
      await outcome(
        `number 123,456 was drawn to place ${place("general", 123_456).toLocaleString("en")} of 200,000.`,
      );
      await page.getByLabel("Ticket number").fill("200001");
      await compute();
      await outcome("number 200,001 came after the opening. It has place 200,001");
    });

    test("says so when the number published is not the one that was committed to", async () => {
      await openDraw({
        draw: { ...drawn, seed: "01".repeat(32) },
        ticket: { line: "members", number: 17 },
      });
      await compute();
      await outcome("Do not trust this draw.");
      expect(await page.locator("output").textContent()).not.toContain("place");
    });

    test("without JavaScript offers no form, and the ways that need no page", async () => {
      await openDraw({}, { javaScriptEnabled: false });
      expect(await page.locator("form").isVisible()).toBe(false);
      await page.getByText("npx stanchion verify-draw").waitFor();
    });
  });

  describe("the invitation's page", () => {
    const invitation = "aaa.bbb-_.ccc";
    let answer: PostAnswer;
    beforeEach(() => {
      answer = { status: 200, body: { location: null } };
    });

    async function openInvitation(
      fragment: string,
      values: Partial<InvitationPageValues> = {},
      options?: ContextOptions,
    ) {
      const served = await invitationPageOf({ language: "en", problem: null, ...values });
      const isOurs = (path: string) => path.startsWith("/.stanchion/");
      site = await startPageSite({
        page: (path) => (isOurs(path) ? served : null),
        post: () => answer,
      });
      await openPage(`/.stanchion/invitation${fragment}`, options);
    }
    const posts = () => site.received.filter((request) => request.startsWith("POST"));
    const handedOver = `POST /.stanchion/invitation ${JSON.stringify({ invitation })}`;
    const refuse = (name: string) => {
      answer = { status: 403, body: { type: `urn:stanchion:problem:${name}`, status: 403 } };
    };
    const shows = (text: string) => page.getByText(text).waitFor();

    test("hands the invitation of the link over and goes on to the shop, leaving no trace of it", async () => {
      await openInvitation(`#${invitation}`);
      await page.getByRole("heading", { name: "The shop" }).waitFor();
      expect(posts()).toEqual([handedOver]);
      expect(page.url()).toBe(`${site.origin}/`);
      const others = site.received.filter((request) => !request.startsWith("POST"));
      expect(others.join()).not.toContain(invitation);
      await page.goBack();
      expect(page.url()).not.toContain(invitation);
    });

    test("goes where the gateway says, but never to another site", async () => {
      answer = { status: 200, body: { location: "https://evil.example/" } };
      await openInvitation(`#${invitation}`);
      await page.getByRole("heading", { name: "The shop" }).waitFor();
      expect(page.url()).toBe(`${site.origin}/`);
    });

    test.each([
      ["invitation-expired", "This invitation has expired."],
      ["invitation-not-genuine", "This is not a valid invitation."],
      ["invitation-other-room", "This invitation is for another line."],
    ])(
      "says in words that it is refused as %s, and the address no longer holds it",
      async (type, text) => {
        refuse(type);
        await openInvitation(`#${invitation}`);
        await shows(text);
        expect(page.url()).toBe(`${site.origin}/.stanchion/invitation`);
      },
    );

    test("without an answer the invitation is kept, and one press tries again", async () => {
      answer = { status: 503, body: {} };
      await openInvitation(`#${invitation}`);
      await shows("There is no answer at the moment.");
      answer = { status: 200, body: { location: null } };
      await page.getByRole("button", { name: "Use the invitation" }).click();
      await page.getByRole("heading", { name: "The shop" }).waitFor();
      expect(posts()).toEqual([handedOver, handedOver]);
    });

    test("without an invitation in the address it may be pasted, be it the whole link", async () => {
      await openInvitation("");
      await page
        .getByLabel("Invitation")
        .fill(`https://shop.example/.stanchion/invitation#${invitation}`);
      await page.getByRole("button", { name: "Use the invitation" }).click();
      await page.getByRole("heading", { name: "The shop" }).waitFor();
      expect(posts()).toEqual([handedOver]);
    });

    test("without JavaScript the pasted invitation is sent as a form", async () => {
      await openInvitation("", {}, { javaScriptEnabled: false });
      await page.getByLabel("Invitation").fill(invitation);
      await page.getByRole("button", { name: "Use the invitation" }).click();
      await expect.poll(posts).toEqual([`POST /.stanchion/invitation invitation=${invitation}`]);
    });
  });

  test.each(looks)(
    "no page breaks a rule of accessibility or overflows: $language",
    async (look) => {
      const { language, ...options } = look;
      const ticket = { line: "members", number: 17 };
      const pages: Readonly<Record<string, () => Promise<ServedPage>>> = {
        "/drawn": () => drawPageOf({ draw: drawn, ticket, language }),
        "/announced": () => drawPageOf({ draw: announced, ticket, language }),
        "/invitation": () => invitationPageOf({ problem: "expired", language }),
      };
      site = await startPageSite({ page: (path) => pages[path]?.() ?? null });
      await openPage("/drawn", options);
      await page.locator("button").click();
      await page.locator("output:not(:empty)").waitFor();
      expect(await flaws(), "drawn").toEqual([]);
      for (const path of ["/announced", "/invitation"]) {
        await page.goto(site.origin + path);
        expect(await flaws(), path).toEqual([]);
      }
    },
  );
});
