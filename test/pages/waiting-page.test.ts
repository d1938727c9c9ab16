import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { languages } from "../../src/pages/language.ts";
import {
  renderWaitingPage,
  type WaitingPageValues,
  waitingPagePolicy,
  waitingPageSecurityPolicy,
} from "../../src/pages/waiting-page.tsx";
import { messagesIn } from "../support/messages.ts";
import { everyStatus, notOpen, toBeDrawn, waiting, waitingForStock } from "./visitor-statuses.ts";

const render = async (values: WaitingPageValues): Promise<string> =>
  renderWaitingPage(values, (page) => new TextDecoder().decode(page));

const newcomer: WaitingPageValues = {
  status: null,
  language: "en",
  target: "/product?id=7",
  joinKey: "f3a9",
  shopName: "shop.example",
  message: null,
};

/** A long text such as a merchant would write, so that sizes are not measured on empty pages. */
const message = "Doors open soon. Two units for each customer. ".repeat(4);

test.each(languages)(
  "the whole page in %s is under ten kilobytes compressed, in every state",
  async (language) => {
    const sizes: number[] = [];
    for (const status of [null, waitingForStock, ...everyStatus]) {
      const page = await render({
        ...newcomer,
        language,
        status: status && { ...status, message },
      });
      sizes.push(gzipSync(page).length);
    }
    console.log(`${language}: at most ${Math.max(...sizes)} bytes with gzip`);
    expect(Math.max(...sizes)).toBeLessThan(10 * 1_024);
  },
);

test("the page asks for nothing else: no address but data: and our own calls", async () => {
  for (const status of [null, ...everyStatus]) {
    const html = await render({ ...newcomer, status });
    const addresses = [...html.matchAll(/(?:\s(?:src|srcset|href|action)=|url\()"?([^"\s>)]*)/g)];
    expect(addresses.map(([, address]) => address).sort()).toEqual([
      "/.stanchion/draw",
      "/.stanchion/enter",
      "/.stanchion/join",
      "/.stanchion/leave",
      "data:,",
    ]);
  }
});

test("the policy lets exactly the page's own script and style run", async () => {
  const html = await render(newcomer);
  const hashOf = (element: string) => {
    const text = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(html)?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(waitingPageSecurityPolicy).toContain(`script-src ${hashOf("script")};`);
  expect(waitingPageSecurityPolicy).toContain(`style-src ${hashOf("style")};`);
  expect(waitingPageSecurityPolicy).toMatch(/^default-src 'none';/);
  expect(waitingPageSecurityPolicy).not.toMatch(/unsafe|\*|https?:/);
});

test("a page that reads the document of its line has one script more, and may ask there and nowhere else", async () => {
  const lineDocument = "https://line.example/launch.json";
  const html = await render({ ...newcomer, lineDocument });
  const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = ""]) => text);
  const hashes = scripts.map(
    (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  expect(hashes).toHaveLength(2);
  const policy = waitingPagePolicy({ lineDocument });
  expect(policy).toContain(`script-src ${hashes.join(" ")};`);
  expect(policy).toContain(`connect-src 'self' ${lineDocument};`);
  expect(waitingPagePolicy({ lineDocument: "/.stanchion/line" })).toContain("connect-src 'self';");
  const bytes = gzipSync(html).length;
  console.log(`with the document of a line: ${bytes} bytes with gzip`);
  expect(bytes).toBeLessThan(14 * 1_024);
  // Whose form was lost must see until when they may enter, which only the gateway says.
  const lost = await render({ ...newcomer, lineDocument, lostForm: true });
  expect(lost.match(/<script>/g)).toHaveLength(1);
});

test("the state is in the title and in the page", async () => {
  const html = await render({ ...newcomer, status: waiting });
  expect(html).toContain(
    '<title data-text="title">1,234 people ahead of you · shop.example</title>',
  );
  expect(html).toContain('data-state="waiting"');
});

test("every state is told in its own words, in every language", async () => {
  for (const language of languages) {
    for (const status of everyStatus) {
      const html = await render({ ...newcomer, language, status });
      expect(html).toContain(
        `<h1 tabindex="-1" data-text="heading">${messagesIn[language].waiting.states[status.state].heading.replaceAll("'", "&#39;")}</h1>`,
      );
    }
  }
});

test("whose form was lost reads so in their own words, on a page that neither loads itself again nor promises a page", async () => {
  for (const language of languages) {
    const { lostForm, waiting: words } = messagesIn[language];
    for (const status of [null, ...everyStatus]) {
      const html = await render({ ...newcomer, language, status, lostForm: true });
      expect(html).toContain(`role="alert"><strong>${lostForm.heading}</strong>`);
      expect(html).toContain(`<p>${lostForm.detail}</p>`);
      expect(html).toContain('<meta http-equiv="refresh" content=""');
      expect(html).toContain(`<a href="/product?id=7">${lostForm.goOn}</a>`);
      expect(html).not.toContain(words.states.newcomer.detail);
    }
    expect(await render({ ...newcomer, language })).not.toContain(lostForm.heading);
  }
});

test("before the opening the shop's own time is told, by its name, as nobody knows the reader's", async () => {
  const html = await render({ ...newcomer, status: notOpen });
  expect(html).toContain("Wed, November 18 at 5:00 PM Central European Standard Time<");
});

test("who is to be drawn finds the commitment, and whoever comes first is not told of any", async () => {
  const parts = async (status: WaitingPageValues["status"]) =>
    /data-parts="([^"]*)"/.exec(await render({ ...newcomer, status }))?.[1]?.split(" ");
  expect(await parts(toBeDrawn)).toContain("draw");
  expect(await parts({ ...toBeDrawn, drawCommitment: null })).not.toContain("draw");
  expect(await render({ ...newcomer, status: toBeDrawn })).toContain(
    `data-text="commitment">${toBeDrawn.drawCommitment}<`,
  );
});

test("one language is sent, not ten", async () => {
  expect(await render({ ...newcomer, language: "de" })).not.toContain(
    messagesIn.en.waiting.states.waiting.heading,
  );
});

test("the direction of writing is that of the language", async () => {
  expect(await render({ ...newcomer, language: "ar" })).toContain('<html lang="ar" dir="rtl">');
  expect(await render({ ...newcomer, language: "pl" })).toContain('<html lang="pl" dir="ltr">');
});

test("the form to join carries the page first asked for and the key", async () => {
  const html = await render(newcomer);
  expect(html).toContain('name="target" value="/product?id=7"');
  expect(html).toContain('name="key" value="f3a9"');
});

test("without a script the page asks again as told, and leaves the called time to press the button", async () => {
  const refreshOf = async (status: WaitingPageValues["status"]) =>
    /<noscript><meta http-equiv="refresh" content="(\d+)"/.exec(
      await render({ ...newcomer, status }),
    )?.[1];
  expect(await refreshOf({ ...waiting, pollAfterMs: 23_400 })).toBe("24");
  expect(await refreshOf({ ...waiting, pollAfterMs: 2_000 })).toBe("10");
  expect(await refreshOf({ ...waiting, state: "called", pollAfterMs: 0 })).toBe("60");
});

test("the script finds the status as it was given", async () => {
  const html = await render({ ...newcomer, status: { ...waiting, message: "</script><b>" } });
  const data = /<script type="application\/json" id="status">(.*?)<\/script>/s.exec(html)?.[1];
  expect(JSON.parse(data ?? "")).toEqual({ ...waiting, message: "</script><b>" });
});

test("no value of a visitor or merchant changes the page's structure", async () => {
  const tagsOf = (html: string) => html.match(/<[^>]*>?/g)?.map((tag) => tag.split(/[\s>]/)[0]);
  const markup = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      '"><img src=x onerror=alert(1)>',
      "</script><script>alert(1)</script>",
      "</title><svg onload=alert(1)>",
      "<!--<script>",
      "' autofocus onfocus='alert(1)",
    ),
  );
  const plain = tagsOf(await render({ ...newcomer, status: waiting }));
  await fc.assert(
    fc.asyncProperty(markup, async (text) => {
      const instants = { asOf: text, preQueueAt: text, opensAt: text, closesAt: text };
      const texts = { message: text, supportId: text, room: text, timeZone: text };
      const status = { ...waiting, ...instants, ...texts, drawCommitment: text };
      const values = { ...newcomer, target: text, joinKey: text, shopName: text, message: text };
      expect(tagsOf(await render({ ...values, status }))).toEqual(plain);
    }),
  );
});
