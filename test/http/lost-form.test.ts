import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { messagesIn } from "../support/messages.ts";
import { createTestGateway, host, html, type TestGateway } from "./memory-objects.ts";
import { soon } from "./soon.ts";

const { lostForm } = messagesIn.en;
const form = {
  ...html,
  "Content-Type": "application/x-www-form-urlencoded",
  Referer: `http://${host}/checkout?step=2`,
};

const sent = async (gateway: TestGateway, path: string, headers: HeadersInit = form) => {
  const answer = await soon(gateway.ask(path, { method: "POST", headers, body: "a=1" }));
  return { status: answer.status, page: await answer.text() };
};
const wayOnIn = (page: string) => /name="target" value="([^"]*)"/.exec(page)?.[1];

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("somebody whose form is not let through", () => {
  test("is told so above all else, and goes on to the page that it stood on", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const { status, page } = await sent(gateway, "/order");
    expect(status).toBe(503);
    expect(page).toContain(lostForm.heading);
    expect(page).toContain(lostForm.detail);
    expect(page).not.toContain(messagesIn.en.waiting.states.newcomer.detail);
    expect(wayOnIn(page)).toBe("/checkout?step=2");
    expect(gateway.atShop).toEqual([]);
  });

  test("goes on to the shop's first page when another site sent it", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const foreign = { ...form, Referer: "http://evil.example/checkout" };
    expect(wayOnIn((await sent(gateway, "/order", foreign)).page)).toBe("/");
  });

  test("is told so too where only the invited may join", async () => {
    const gateway = await createTestGateway({ invitations: { keys: [], required: true } });
    const { status, page } = await sent(gateway, "/order");
    expect(status).toBe(403);
    expect(page).toContain(lostForm.heading);
  });

  test.each(["room", "directory"] as const)(
    "is told so when the %s does not answer, and is not led to where the form went",
    async (silent) => {
      const gateway = await createTestGateway();
      if (silent === "room") gateway.roomMood = "failing";
      else gateway.directoryMood = "failing";
      const { status, page } = await sent(gateway, "/order");
      expect(status).toBe(503);
      expect(page).toContain(lostForm.heading);
      expect(page).toContain('<a class="button" href="/checkout?step=2">');
    },
  );
});

test("who asks for a page, or for something of the gateway's own, has lost no form", async () => {
  const gateway = await createTestGateway({ queue: "always" });
  const page = await (await soon(gateway.ask("/checkout", { headers: html }))).text();
  expect(page).toContain(messagesIn.en.waiting.states.newcomer.detail);
  expect(page).not.toContain(lostForm.heading);
  gateway.roomMood = "failing";
  const join = await sent(gateway, "/.stanchion/join");
  expect(join.status).toBe(503);
  expect(join.page).not.toContain(lostForm.heading);
});
