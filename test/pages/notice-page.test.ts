import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { languages } from "../../src/pages/language.ts";
import type { NoticeKind } from "../../src/pages/messages/messages.ts";
import { noticePageSecurityPolicy, renderNoticePage } from "../../src/pages/notice-page.tsx";
import { messagesIn } from "../support/messages.ts";

const kinds: readonly NoticeKind[] = [
  "unavailable",
  "origin-trouble",
  "order-unknown",
  "order-placed",
  "unknown-host",
  "left",
  "not-invited",
];

test("every notice says what it is, in every language", async () => {
  for (const language of languages) {
    for (const kind of kinds) {
      const html = await renderNoticePage({ kind, language });
      expect(html).toContain(`<h1>${messagesIn[language].notice.notices[kind].heading}</h1>`);
      expect(html).toContain(`<html lang="${language}"`);
    }
  }
});

test("a notice runs no script and never loads itself again, for it may stand where an order was", async () => {
  for (const kind of kinds) {
    expect(await renderNoticePage({ kind, language: "en" })).not.toMatch(
      /<script|http-equiv|<form/,
    );
  }
});

test("who tries again does so by a link, which sends no order a second time", async () => {
  expect(await renderNoticePage({ kind: "origin-trouble", language: "en" })).toContain(
    '<a class="button" href="">Try again</a>',
  );
});

test("whose order may be lost is led to the shop's word about it, and never to the same address again", async () => {
  const page = (href: string | null) =>
    renderNoticePage({ kind: "order-unknown", language: "en", href });
  expect(await page("/orders/mine")).toContain(
    '<a class="button" href="/orders/mine">Is my order placed?</a>',
  );
  expect(await page(null)).toContain('<a class="button" href="/">Back to the shop</a>');
  expect(await page("/orders/mine")).not.toEqual(await page("/orders/yours"));
});

test("who has ordered already reads the order's number, as text, and only their own", async () => {
  const page = (order: string | null) =>
    renderNoticePage({ kind: "order-placed", language: "en", order });
  expect(await page("<i>A-1")).toContain("Your order number: <strong>&lt;i&gt;A-1</strong>");
  expect(await page(null)).not.toContain("Your order number");
});

test("who is not invited is shown where to use an invitation", async () => {
  expect(await renderNoticePage({ kind: "not-invited", language: "en" })).toContain(
    '<a class="button" href="/.stanchion/invitation">I have an invitation</a>',
  );
});

test("its policy lets its own style stand, and nothing run", async () => {
  const html = await renderNoticePage({ kind: "unavailable", language: "en" });
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(noticePageSecurityPolicy).toContain(`style-src 'sha256-${hash}';`);
  expect(noticePageSecurityPolicy).toContain("script-src 'none';");
});
