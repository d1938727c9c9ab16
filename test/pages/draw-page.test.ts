import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type DrawPageValues,
  drawPageSecurityPolicy,
  renderDrawPage,
} from "../../src/pages/draw-page.tsx";
import { languages } from "../../src/pages/language.ts";
import type { PublishedDraw } from "../../src/protocol.ts";
import { messagesIn } from "../support/messages.ts";
import { announced, drawn } from "./published-draws.ts";

const page = (draw: PublishedDraw, more: Partial<DrawPageValues> = {}) =>
  renderDrawPage({ draw, ticket: null, language: "en", ...more });

test("before the draw the page shows the commitment and says what will happen, in every language", async () => {
  for (const language of languages) {
    const html = await page(announced, { language });
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain(escaped(messagesIn[language].draw.states.announced.detail));
    expect(html).toContain(announced.commitment);
    expect(html).not.toMatch(/<form|<script/);
  }
});

test("after the draw it shows all that the places were made of", async () => {
  const html = await page(drawn);
  for (const text of [drawn.commitment, drawn.seed, drawn.publicRandomness, "200,000"]) {
    expect(html).toContain(text);
  }
});

test("the form is filled with the reader's own ticket", async () => {
  const html = await page(drawn, { ticket: { line: "members", number: 17 } });
  expect(html).toContain('<option selected="">members</option>');
  expect(html).toMatch(/<input[^>]*value="17"/);
  expect(await page(drawn)).not.toMatch(/<input[^>]*value=|selected/);
});

test("the way that needs no page is named, with the draw before and after it", async () => {
  for (const draw of [announced, drawn]) {
    expect(await page(draw)).toContain("npx stanchion verify-draw</code>");
    // What no visitor can open is not named.
    expect(await page(draw)).not.toContain("docs/");
  }
});

test("where nobody is drawn, the page says so and nothing else", async () => {
  const html = await page({ ...announced, order: "first-come" });
  expect(html).toContain("There is no draw here");
  expect(html).not.toContain(announced.commitment);
});

test("the policy lets the page's own script and style run, and lets it speak to nobody", async () => {
  const hashOf = async (element: string) => {
    const text =
      new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(await page(drawn))?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(drawPageSecurityPolicy).toContain(`script-src ${await hashOf("script")};`);
  expect(drawPageSecurityPolicy).toContain(`style-src ${await hashOf("style")};`);
  expect(drawPageSecurityPolicy).toContain("connect-src 'none'; form-action 'none'");
});

test("no text of the merchant's changes the page's structure", async () => {
  const tagsOf = (html: string) => html.match(/<[^>]*>?/g)?.map((tag) => tag.split(/[\s>]/)[0]);
  const plain = tagsOf(await page(drawn));
  const markup = fc.constantFrom(
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "{line}$&$`",
  );
  await fc.assert(
    fc.asyncProperty(markup, markup, async (text, line) => {
      const counts = { [line]: 200_000, members: 512 };
      expect(tagsOf(await page({ ...drawn, room: text, publicRandomness: text, counts }))).toEqual(
        plain,
      );
    }),
  );
});

const escaped = (text: string) => text.replaceAll("'", "&#39;");
