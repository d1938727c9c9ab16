import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  invitationPageSecurityPolicy,
  renderInvitationPage,
} from "../../src/pages/invitation-page.tsx";
import { languages } from "../../src/pages/language.ts";
import { messagesIn } from "../support/messages.ts";

test("the page says what to do, in every language", async () => {
  for (const language of languages) {
    const html = await renderInvitationPage({ language, problem: null });
    expect(html).toContain(`<html lang="${language}"`);
    expect(html).toContain(`<h1>${messagesIn[language].invitation.heading}</h1>`);
    expect(html).toContain('<p class="notice" role="alert"></p>');
  }
});

test("without a script the invitation is pasted and sent to the same address", async () => {
  const html = await renderInvitationPage({ language: "en", problem: null });
  expect(html).toMatch(/<form[^>]* method="post" action="\/\.stanchion\/invitation"/);
  expect(html).toMatch(/<textarea name="invitation"/);
});

test("what is wrong with an invitation is said", async () => {
  for (const problem of ["expired", "not-genuine", "other-room"] as const) {
    expect(await renderInvitationPage({ language: "en", problem })).toContain(
      `<p class="notice" role="alert">${messagesIn.en.invitation.problems[problem]}</p>`,
    );
  }
});

test("the policy lets exactly the page's own script and style run", async () => {
  const html = await renderInvitationPage({ language: "en", problem: null });
  const hashOf = (element: string) => {
    const text = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(html)?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  expect(invitationPageSecurityPolicy).toContain(`script-src ${hashOf("script")};`);
  expect(invitationPageSecurityPolicy).toContain(`style-src ${hashOf("style")};`);
  expect(invitationPageSecurityPolicy).toMatch(/^default-src 'none';/);
});
