import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, ask } from "../support/ask.ts";
import { openRoom } from "../support/protected-room.ts";
import { sendRaw, statusOf } from "../support/raw-http.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, visit } from "../support/visitor.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const order = {
  name: "Ada Lovelace",
  address: "12 St James's Square, London",
  email: "ada@example.com",
  quantity: "1",
};

describe.concurrent("the visit of one customer", () => {
  test("goes from the line to the order, and the slot to the next", async () => {
    const room = await openRoom(stack, { queue: "always", capacity: 1 });
    const [first, second] = [visit(room), visit(room)];

    const page = await first.open("/checkout?from=mail");
    expect([page.status, page.header("cache-control")]).toEqual([200, "no-store"]);
    expect(page.text()).toContain("/checkout?from=mail");
    expect(page.setCookies).toEqual([]);

    const joined = await first.join("/checkout?from=mail");
    expect(joined).toMatchObject({ room: room.name, ahead: 0 });
    await second.join();

    const { location = "" } = await first.enter();
    expect(location).toBe(`http://${room.host}/checkout?from=mail`);
    expect(first.tokens.ticket).toBeUndefined();
    const checkout = await first.open("/checkout?from=mail");
    expect(checkout.text()).toContain("<form");

    expect(await second.status()).not.toMatchObject({ state: "admitted" });
    const confirmation = await first.send("/order", order);
    expect(confirmation.status).toBe(200);
    for (const name of ["stanchion-session", "stanchion-units"]) {
      expect(confirmation.header(name)).toBeNull();
    }

    // The one slot is free without waiting for fifteen minutes of session.
    await second.enter();
    await second.open("/");
    const log = await room.log();
    expect(log.map(({ method, url, assertionHeaders }) => [method, url, assertionHeaders])).toEqual(
      [
        ["GET", "/checkout?from=mail", 1],
        ["POST", "/order", 1],
        ["GET", "/", 1],
      ],
    );
    expect(log.map(({ assertion }) => assertion?.number)).toEqual([1, 1, 2]);
    const placed = (await stack.orders()).filter(({ admission }) => admission?.room === room.name);
    expect(placed).toHaveLength(1);
    // The buyer may still look at what was bought.
    expect((await first.open("/")).status).toBe(200);
  });

  test("works without a script: by a button, and by loading the page again", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const visitor = visit(room);
    const page = (await visitor.open("/checkout")).text();
    expect(page).toMatch(
      /<form[^>]*method="post"[^>]*action="\/\.stanchion\/join"|<form[^>]*action="\/\.stanchion\/join"[^>]*method="post"/i,
    );
    const key = keyIn(page);
    expect(/name="target"[^>]*value="([^"]*)"/.exec(page)?.[1]).toBe("/checkout");

    const join = await visitor.send("/.stanchion/join", { target: "/checkout", key });
    expect([join.status, join.header("location")]).toEqual([303, `http://${room.host}/checkout`]);
    // A double click is one place.
    const again = visit(room);
    await again.send("/.stanchion/join", { target: "/checkout", key });
    expect((await room.live()).totals.joined).toBe(1);

    let entered: Answer | undefined;
    for (let attempt = 0; attempt < 15; attempt++) {
      const waiting = await visitor.open("/checkout");
      if (!waiting.header("content-security-policy")) break;
      expect(waiting.status).toBe(200);
      entered = await visitor.send("/.stanchion/enter", {});
      expect([entered.status, entered.header("location")]).toEqual([
        303,
        `http://${room.host}/checkout`,
      ]);
      await pause(1_000);
    }
    expect(visitor.tokens.pass).toBeDefined();
    expect((await room.log()).map(({ url }) => url)).toEqual(["/checkout"]);
    const left = await visitor.send("/.stanchion/leave", {});
    expect(left.status).toBe(200);
    expect(visitor.tokens.pass).toBeUndefined();
  });

  test("whose form is not let through is told so, and goes on to the page that it stood on", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const lost = await ask(stack, {
      method: "POST",
      path: "/order",
      headers: { Host: room.host, ...html, Referer: `http://${room.host}/checkout?step=2` },
      body: new URLSearchParams(order).toString(),
    });
    expect(lost.status).toBe(503);
    expect(lost.text()).toContain("What you sent did not reach the shop");
    const [, target = ""] = /name="target" value="([^"]*)"/.exec(lost.text()) ?? [];
    const visitor = visit(room);
    await visitor.join(target);
    const { location } = await visitor.enter();
    expect(location).toBe(`http://${room.host}/checkout?step=2`);
    expect(await room.log()).toEqual([]);
  });

  test("is shown its own page, however many are shown theirs at the same moment", async () => {
    const room = await openRoom(stack, { queue: "always" });
    // Ways back of many lengths: what comes after them lies in another place of each page.
    const targets = Array.from(
      { length: 60 },
      (_, n) => `/checkout?from=${"m".repeat(n % 7)}-${n}`,
    );
    const pages = await Promise.all(
      targets.map(async (target) => (await visit(room).open(target)).text()),
    );
    const keys = pages.map((page) => keyIn(page));
    expect(new Set(keys).size).toBe(pages.length);
    const plain = pages.map((page, index) =>
      page.replaceAll(keys[index] ?? "", "key").replaceAll(`"${targets[index]}"`, '"target"'),
    );
    expect(plain[0]).toContain("</html>");
    expect(new Set(plain)).toEqual(new Set(plain.slice(0, 1)));
  });

  test("has no token in any address, and none of ours in what the shop gets", async () => {
    const room = await openRoom(stack, { queue: "always" });
    const visitor = visit(room);
    const seen: string[] = [];
    seen.push((await visitor.open("/echo/a?b=c")).text());
    seen.push(JSON.stringify({ ...(await visitor.join("/echo/a?b=c")), ticket: "" }));
    const ticket = visitor.tokens.ticket ?? "";
    seen.push(JSON.stringify(await visitor.status()));
    const entered = await visitor.enter();
    seen.push(entered.location ?? "");
    const pass = visitor.tokens.pass ?? "";
    const atShop = (await visitor.open("/echo/a?b=c")).json<{ readonly rawHeaders: string[] }>();
    seen.push(JSON.stringify(atShop), JSON.stringify(await room.log()));
    expect([ticket, pass].map((token) => token.split(".").length)).toEqual([3, 3]);
    for (const text of seen) {
      expect(text).not.toContain(ticket);
      expect(text).not.toContain(pass);
    }
  });

  test("goes on when a client splits its cookies over two headers", async () => {
    const room = await openRoom(stack);
    const visitor = visit(room);
    await visitor.open("/");
    const own = `stanchion-pass=${visitor.tokens.pass}`;
    for (const [first, second] of [
      ["a=1", own],
      [own, "a=1"],
    ]) {
      const lines = [
        `Host: ${room.host}`,
        `Cookie: ${first}`,
        `Cookie: ${second}`,
        "Connection: close",
      ];
      const bytes = ["GET /echo/x HTTP/1.1", ...lines, "", ""].join("\r\n");
      const answer = await sendRaw({ to: stack.gatewayUrl, bytes });
      expect(statusOf(answer)).toBe(200);
      expect(answer).toMatch(/"cookie","a=1"/i);
      expect(answer).not.toContain(own.slice(0, 40));
    }
  });
});

describe.concurrent("somebody who is not let in yet", () => {
  test.each([200, 202, 429, 503] as const)(
    "sees the page with the merchant's status %i, and programs see a problem",
    async (queuedStatus) => {
      const room = await openRoom(stack, { queue: "always", queuedStatus });
      const page = await visit(room).open("/");
      expect(page.status).toBe(queuedStatus);
      expect(page.header("content-type")).toBe("text/html; charset=utf-8");
      expect(page.header("cache-control")).toBe("no-store");
      expect(page.header("retry-after") !== null).toBe(queuedStatus >= 400);

      for (const [method, headers] of [
        ["GET", {}],
        ["GET", { Accept: "application/json" }],
        ["POST", { Accept: "*/*" }],
        ["DELETE", {}],
        ["OPTIONS", {}],
        ["PROPFIND", {}],
      ] as const) {
        const answer = await ask(stack, {
          method,
          path: "/api/stock",
          headers: { Host: room.host, ...headers },
        });
        expect([method, answer.status, answer.problem()]).toEqual([method, 503, "not-admitted"]);
        expect(Number(answer.header("retry-after"))).toBeGreaterThan(0);
        expect(answer.header("cache-control")).toBe("no-store");
      }
      expect(await room.log()).toEqual([]);
    },
  );

  test("makes no place and uses up nothing by looking: 2,000 GETs write nothing", async () => {
    const room = await openRoom(stack, { admissionsPerMinute: 1 });
    await visit(room).join();
    await visit(room).join();
    const before = await room.live();
    for (let hundred = 0; hundred < 20; hundred++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          ask(stack, {
            method: index % 10 === 9 ? "HEAD" : "GET",
            path: `/product/${hundred}-${index}`,
            headers: { Host: room.host, ...html, ...(index % 3 === 0 && { Purpose: "prefetch" }) },
          }),
        ),
      );
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        expect(answer.setCookies).toEqual([]);
      }
    }
    const after = await room.live();
    expect(after.totals).toEqual(before.totals);
    expect(after.inside).toBe(before.inside);
    expect((await room.log()).length).toBe(0);
  });
});

/** The key of the join that a waiting page sends. */
const keyIn = (page: string): string =>
  /name="key"[^>]*value="([\w-]{16,64})"/.exec(page)?.[1] ?? "";
