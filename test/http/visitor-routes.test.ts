import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AdmittedStatus, VisitorStatus } from "../../src/protocol.ts";
import { importKeyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { signTicket } from "../../src/tokens/ticket-token.ts";
import { cookiesOf, createTestGateway, host, html, type TestGateway } from "./memory-objects.ts";
import { soon } from "./soon.ts";

const post = (init: RequestInit = {}): RequestInit => ({ method: "POST", ...init });
const withJson = (body: unknown): RequestInit =>
  post({ body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

const join = (gateway: TestGateway, body: unknown = {}) =>
  soon(gateway.ask("/.stanchion/join", withJson(body)));

const call = (gateway: TestGateway, name: string, ticket: string, headers = {}) =>
  soon(
    gateway.ask(
      `/.stanchion/${name}`,
      post({ headers: { "Stanchion-Ticket": ticket, ...headers } }),
    ),
  );

// What the gateway answers is looked at member by member below.
const statusIn = async (response: Response) => (await response.json()) as VisitorStatus;

async function ticketOf(gateway: TestGateway): Promise<string> {
  const { ticket = "" } = await statusIn(await join(gateway));
  return ticket;
}

const numberIn = (ticket: string): number =>
  JSON.parse(Buffer.from(ticket.split(".")[1] ?? "", "base64url").toString()).number;

/** Long enough for whoever is in line to be called. */
const untilCalled = () => vi.advanceTimersByTimeAsync(5_000);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("POST join", () => {
  test("gives a place, in the answer and in a cookie", async () => {
    const gateway = await createTestGateway({
      queue: "always",
      message: { en: "Hello", de: "Hallo" },
    });
    const response = await soon(
      gateway.ask("/.stanchion/join", post({ headers: { "Accept-Language": "de-CH, en;q=0.5" } })),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const status = await statusIn(response);
    expect(cookiesOf(response)).toBe(`stanchion-ticket=${status.ticket}`);
    expect(Object.keys(status).sort()).toEqual(
      ["room", "state", "position", "ahead", "waitSeconds", "pollAfterMs", "claimBy", "opensAt"]
        .concat(["preQueueAt", "closesAt", "timeZone", "stock", "drawCommitment"])
        .concat(["message", "asOf", "supportId", "ticket"])
        .sort(),
    );
    expect(status).toMatchObject({
      room: "default",
      message: "Hallo",
      supportId: expect.stringMatching(/^[A-Z0-9]{8}$/),
    });
  });

  test("gives numbers in order of arrival, each once", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const tickets: string[] = [];
    for (let visitor = 0; visitor < 5; visitor++) tickets.push(await ticketOf(gateway));
    expect(tickets.map(numberIn)).toEqual([1, 2, 3, 4, 5]);
  });

  test("with a live ticket gives the same one, and asks nobody", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const ticket = await ticketOf(gateway);
    gateway.calls.length = 0;
    const again = await statusIn(await call(gateway, "join", ticket));
    expect(again.ticket).toBe(ticket);
    const byCookie = post({ headers: { Cookie: `stanchion-ticket=${ticket}` } });
    expect((await statusIn(await soon(gateway.ask("/.stanchion/join", byCookie)))).ticket).toBe(
      ticket,
    );
    expect(gateway.calls).toEqual([]);
  });

  test("with the same key, twenty times at once, is one join", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const key = "A".repeat(22);
    const all = Array.from({ length: 20 }, () =>
      gateway.ask("/.stanchion/join", withJson({ key })),
    );
    const statuses = await Promise.all((await soon(Promise.all(all))).map(statusIn));
    expect(new Set(statuses.map(({ ticket }) => ticket)).size).toBe(1);
    expect(gateway.snapshot().lines["general"]?.issued).toBe(1);
    await vi.advanceTimersByTimeAsync(30_000);
    const late = await statusIn(await join(gateway, { key }));
    expect(numberIn(late.ticket ?? "")).toBe(1);
  });

  test("takes a form as well", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const body = new URLSearchParams({ target: "/checkout?a=1", key: "B".repeat(22) });
    const response = await soon(gateway.ask("/.stanchion/join", post({ body, headers: html })));
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe(`http://${host}/checkout?a=1`);
    expect(cookiesOf(response)).toMatch(/^stanchion-ticket=/);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  test.each(["{", '"text"', "7", '{"target":7}', '{"key":{}}'])(
    "refuses the body %s",
    async (body) => {
      const gateway = await createTestGateway({ queue: "always" });
      const headers = { "Content-Type": "application/json" };
      const response = await soon(gateway.ask("/.stanchion/join", post({ body, headers })));
      expect(response.status).toBe(400);
      expect(gateway.calls).toEqual([]);
    },
  );

  test("refuses a body that is too long to be one", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    expect((await join(gateway, { target: `/${"a".repeat(20_000)}` })).status).toBe(413);
    expect(gateway.calls).toEqual([]);
  });

  const told = (body: object, length: string): RequestInit =>
    post({
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "Content-Length": length },
    });

  test("gives the same place to whoever says how long the body is and whoever does not", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const wanted = { target: "/checkout", key: "K".repeat(22) };
    const length = String(JSON.stringify(wanted).length);
    const answers = [await join(gateway, wanted)];
    answers.push(await soon(gateway.ask("/.stanchion/join", told(wanted, length))));
    const [first, second] = await Promise.all(answers.map(statusIn));
    expect(first?.ticket).toEqual(expect.any(String));
    expect(second?.ticket).toBe(first?.ticket);
  });

  test.each(["16385", "99999", "100000"])(
    "refuses a body that says it has %s bytes",
    async (length) => {
      const gateway = await createTestGateway({ queue: "always" });
      const response = await soon(gateway.ask("/.stanchion/join", told({}, length)));
      expect(response.status).toBe(413);
      expect(gateway.calls).toEqual([]);
    },
  );

  test("does not believe the length of a body that comes in pieces", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const { body, headers } = told({ target: `/${"a".repeat(20_000)}` }, "2");
    const pieces = { ...headers, "Transfer-Encoding": "chunked" };
    const init = post({ ...(body && { body }), headers: pieces });
    expect((await soon(gateway.ask("/.stanchion/join", init))).status).toBe(413);
    expect(gateway.calls).toEqual([]);
  });

  test("answers a join from another site's page no other way because its body is short", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const { headers } = told({}, "2");
    const foreign = { ...headers, "Sec-Fetch-Site": "cross-site" };
    const init = post({ body: "{}", headers: foreign });
    expect((await soon(gateway.ask("/.stanchion/join", init))).status).toBe(403);
    expect(gateway.calls).toEqual([]);
  });

  test.each([
    ["closed", "closed"],
    ["sold-out", "sold-out"],
    ["draining", "full"],
  ] as const)("while the room is %s gives no place, and says %s", async (state, said) => {
    const gateway = await createTestGateway({ state });
    const response = await join(gateway);
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await statusIn(response)).toMatchObject({ state: said, position: null });
    expect(gateway.snapshot().lines["general"]?.issued).toBe(0);
  });

  test("while the room is paused gives a place", async () => {
    const gateway = await createTestGateway({ state: "paused" });
    expect(await statusIn(await join(gateway))).toMatchObject({
      state: "paused",
      position: 1,
      ticket: expect.any(String),
    });
  });

  test("while there is room lets in at once", async () => {
    const gateway = await createTestGateway();
    const response = await join(gateway, { target: "/checkout" });
    expect(await statusIn(response)).toMatchObject({
      state: "admitted",
      pass: expect.any(String),
      location: `http://${host}/checkout`,
    });
    expect(cookiesOf(response)).toMatch(/^stanchion-pass=/);
  });

  test("with a pass needs no place", async () => {
    const gateway = await createTestGateway();
    const cookies = cookiesOf(await join(gateway));
    gateway.calls.length = 0;
    const response = await soon(
      gateway.ask("/.stanchion/join", post({ headers: { Cookie: cookies } })),
    );
    expect(await statusIn(response)).toMatchObject({
      state: "admitted",
      location: `http://${host}/`,
    });
    expect(gateway.calls).toEqual([]);
  });

  test("is a POST: whatever else comes makes no place", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      expect((await soon(gateway.ask("/.stanchion/join", { method }))).status).toBe(405);
    }
    expect(gateway.calls).toEqual([]);
  });
});

describe("the way back", () => {
  test("never leads to another host, whatever is asked for", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const hostile = fc
      .array(
        fc.constantFrom(
          "/",
          "\\",
          "//",
          "@",
          ":",
          "evil.example",
          "https:",
          "\t",
          "\n",
          "\r",
          " ",
          "%2f",
          "%5c",
          "?",
          "#",
          "..",
          ".",
          "\u2028",
          "é",
          "javascript:",
          "/.stanchion/leave",
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(fc.oneof(hostile, fc.string(), fc.webUrl()), async (target) => {
        const body = new URLSearchParams({ target });
        const response = await soon(gateway.ask("/.stanchion/join", post({ body, headers: html })));
        const location = response.headers.get("Location") ?? "";
        const back = new URL(location);
        expect(back.host).toBe(host);
        expect(back.protocol).toBe("http:");
        expect(back.username + back.password).toBe("");
        expect(back.pathname.startsWith("/.stanchion/")).toBe(false);
        expect(location).toMatch(/^[!-~]+$/);
      }),
      {
        numRuns: 300,
        examples: [
          ["/../.stanchion/leave"],
          ["/x/%2e%2E/.stanchion/leave"],
          ["/./.stanchion/enter"],
        ],
      },
    );
  });

  test("is held in the ticket, and no later join changes it", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const { ticket = "" } = await statusIn(await join(gateway, { target: "/checkout?sku=1&&x" }));
    const headers = { "Stanchion-Ticket": ticket, ...html };
    const body = new URLSearchParams({ target: "/elsewhere" });
    const again = await soon(gateway.ask("/.stanchion/join", post({ headers, body })));
    expect(again.headers.get("Location")).toBe(`http://${host}/checkout?sku=1&&x`);
    await untilCalled();
    expect(await statusIn(await call(gateway, "enter", ticket))).toMatchObject({
      location: `http://${host}/checkout?sku=1&&x`,
    });
  });
});

describe("GET status", () => {
  const statusOf = (gateway: TestGateway, headers: Record<string, string>) =>
    soon(gateway.ask("/.stanchion/status", { headers }));

  test("tells a place from the ticket alone, and asks nobody but the snapshot", async () => {
    const gateway = await createTestGateway({ queue: "always", admissionsPerMinute: 0 });
    const tickets = [await ticketOf(gateway), await ticketOf(gateway), await ticketOf(gateway)];
    gateway.calls.length = 0;
    await vi.advanceTimersByTimeAsync(2_000);
    for (const [ahead, ticket] of tickets.entries()) {
      const response = await statusOf(gateway, { "Stanchion-Ticket": ticket });
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      expect(response.headers.getSetCookie()).toEqual([]);
      const status = await statusIn(response);
      expect(status).toMatchObject({ state: "waiting", ahead, position: ahead + 1 });
      expect(JSON.stringify(status)).not.toContain(ticket);
    }
    expect(gateway.calls).toEqual([]);
  });

  test("says the same to everybody who has no ticket of this line", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const genuine = await ticketOf(gateway);
    const other = await soon(gateway.ask("http://other.example/.stanchion/join", post()));
    const { ticket: ofOtherRoom = "" } = await statusIn(other);
    const admitted = await createTestGateway();
    const { pass = "" } = (await statusIn(await join(admitted))) as { pass?: string };
    const keyring = await importKeyring({ keys: [await generateSigningKey()] });
    const claims = {
      room: "default",
      epoch: 1,
      line: "general",
      number: 1,
      target: "/",
      told: null,
      wave: null,
    } as const;
    const forged = await signTicket(
      keyring,
      { ...claims, jti: "C".repeat(22), expiresAt: Date.now() + 60_000 },
      Date.now(),
    );
    const answers: string[] = [];
    const ownKeys = await importKeyring({ keys: gateway.keys });
    const ofOtherEpoch = await signTicket(
      ownKeys,
      { ...claims, epoch: 2, jti: "D".repeat(22), expiresAt: Date.now() + 60_000 },
      Date.now(),
    );
    const wrong = [
      ofOtherEpoch,
      "",
      "x",
      "a.b.c",
      genuine.slice(0, -1),
      `${genuine}x`,
      ofOtherRoom,
      forged,
      pass,
    ];
    for (const ticket of wrong) {
      const response = await statusOf(gateway, { "Stanchion-Ticket": ticket });
      expect(response.status).toBe(401);
      answers.push(JSON.stringify([[...response.headers], await response.text()]));
    }
    expect(new Set(answers).size).toBe(1);
    expect((await statusOf(gateway, { "Stanchion-Ticket": genuine })).status).toBe(200);
  });

  test("is not led astray by tickets that somebody else put beside the genuine one", async () => {
    const gateway = await createTestGateway({ queue: "always", admissionsPerMinute: 0 });
    const [first, second] = [await ticketOf(gateway), await ticketOf(gateway)];
    const tossed = `${second.slice(0, -86)}${"A".repeat(86)}`;
    const cookies = [tossed, "garbage", second, first].map(
      (ticket) => `stanchion-ticket=${ticket}`,
    );
    const status = await statusIn(await statusOf(gateway, { Cookie: cookies.join("; ") }));
    expect(status).toMatchObject({ position: 2 });
  });

  test("of a ticket that expired is unknown, like any other", async () => {
    const gateway = await createTestGateway({ queue: "always", admissionsPerMinute: 0 });
    const ticket = await ticketOf(gateway);
    await vi.advanceTimersByTimeAsync(7 * 86_400_000 + 1_000);
    expect((await statusOf(gateway, { "Stanchion-Ticket": ticket })).status).toBe(401);
  });
});

describe("a token that this gateway signed", () => {
  test("is not verified when it comes back, and a changed one is", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const ticket = await ticketOf(gateway);
    const verify = vi.spyOn(crypto.subtle, "verify");
    try {
      const ask = (shown: string) =>
        soon(gateway.ask("/.stanchion/status", { headers: { "Stanchion-Ticket": shown } }));
      expect((await ask(ticket)).status).toBe(200);
      await untilCalled();
      const { pass = "" } = (await statusIn(
        await call(gateway, "enter", ticket),
      )) as AdmittedStatus;
      const shop = await soon(gateway.ask("/", { headers: { "Stanchion-Pass": pass } }));
      expect(shop.status).toBe(200);
      expect(verify).not.toHaveBeenCalled();

      const other = ticket.at(-3) === "A" ? "B" : "A";
      expect((await ask(`${ticket.slice(0, -3)}${other}${ticket.slice(-2)}`)).status).toBe(401);
      expect(verify).toHaveBeenCalledTimes(1);
    } finally {
      verify.mockRestore();
    }
  });
});

describe("POST enter", () => {
  test("before the call says how long it still is, and changes nothing", async () => {
    const gateway = await createTestGateway({ queue: "always", admissionsPerMinute: 0 });
    const ticket = await ticketOf(gateway);
    const status = await statusIn(await call(gateway, "enter", ticket));
    expect(status).toMatchObject({ state: "waiting", position: 1 });
    expect(gateway.rows.size).toBe(0);
  });

  test("fifty times at once is one admission and one pass", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const ticket = await ticketOf(gateway);
    await untilCalled();
    const headers = { "Stanchion-Ticket": ticket };
    const all = Array.from({ length: 50 }, () =>
      gateway.ask("/.stanchion/enter", post({ headers })),
    );
    const statuses = await Promise.all((await soon(Promise.all(all))).map(statusIn));
    const passes = statuses.map((status) => (status.state === "admitted" ? status.pass : null));
    expect(new Set(passes).size).toBe(1);
    expect(passes[0]).toMatch(/^ey/);
    expect(gateway.rows.size).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    const again = await statusIn(await call(gateway, "enter", ticket));
    expect(again).toMatchObject({ state: "admitted", pass: passes[0] });
  });

  test("sets the pass and takes the ticket, and a form is sent to the shop", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const { ticket = "" } = await statusIn(await join(gateway, { target: "/checkout" }));
    await untilCalled();
    const response = await call(gateway, "enter", ticket, html);
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe(`http://${host}/checkout`);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^stanchion-pass=ey/),
      expect.stringMatching(/^stanchion-ticket=;.*Max-Age=0/),
    ]);
  });

  test("without a ticket is unknown, and a form is sent back to the shop's first page", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const response = await call(gateway, "enter", "");
    expect(response.status).toBe(401);
    const form = await call(gateway, "enter", "", html);
    expect([form.status, form.headers.get("Location")]).toEqual([303, `http://${host}/`]);
    expect(form.headers.get("Cache-Control")).toBe("no-store");
    expect(gateway.calls).toEqual([]);
  });

  test("while the room is paused keeps the place", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const ticket = await ticketOf(gateway);
    await untilCalled();
    gateway.settings = { ...gateway.settings, state: "paused" };
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await statusIn(await call(gateway, "enter", ticket))).toMatchObject({ state: "paused" });
    gateway.settings = { ...gateway.settings, state: "open" };
    // Whoever stood at the door before the pause has the time to come back first: a few seconds.
    let answer = await statusIn(await call(gateway, "enter", ticket));
    for (let knock = 0; knock < 5 && answer.state !== "admitted"; knock += 1) {
      await vi.advanceTimersByTimeAsync(answer.pollAfterMs ?? 1_000);
      answer = await statusIn(await call(gateway, "enter", ticket));
    }
    expect(answer).toMatchObject({ state: "admitted" });
  });

  test("is told to ask again when the room does not answer, and the place is kept", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const ticket = await ticketOf(gateway);
    await untilCalled();
    gateway.roomMood = "failing";
    const failed = await call(gateway, "enter", ticket);
    expect(failed.status).toBe(503);
    expect(failed.headers.getSetCookie()).toEqual([]);
    gateway.roomMood = "well";
    expect(await statusIn(await call(gateway, "enter", ticket))).toMatchObject({
      state: "admitted",
    });
  });
});

describe("POST leave", () => {
  test("gives the place up, for good", async () => {
    const gateway = await createTestGateway({ queue: "always", admissionsPerMinute: 0 });
    const ticket = await ticketOf(gateway);
    const response = await call(gateway, "leave", ticket);
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^stanchion-ticket=;.*Max-Age=0/),
      expect.stringMatching(/^stanchion-pass=;.*Max-Age=0/),
    ]);
    const enter = await call(gateway, "enter", ticket);
    expect(enter.status).toBe(401);
    expect(enter.headers.getSetCookie()).toEqual([expect.stringMatching(/^stanchion-ticket=;/)]);
  });

  test("is a page for a form", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const response = await call(gateway, "leave", await ticketOf(gateway), html);
    expect([response.status, response.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  });

  test("of somebody who was never there is no more than a goodbye", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    expect((await call(gateway, "leave", "")).status).toBe(204);
    expect(gateway.calls).toEqual([]);
  });
});

describe("the gateway's other addresses", () => {
  test("jwks.json shows the public keys and nothing else", async () => {
    const gateway = await createTestGateway();
    const response = await soon(gateway.ask("/.stanchion/jwks.json"));
    const { keys } = (await response.json()) as { readonly keys: readonly object[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ["alg", "crv", "kid", "kty", "use", "x", "y"],
    ]);
  });

  test.each(["/.stanchion", "/.stanchion/", "/.stanchion/nothing", "/.stanchion/join/x"])(
    "%s is nothing, and nothing of it reaches the shop",
    async (path) => {
      const gateway = await createTestGateway();
      for (const method of ["GET", "POST"]) {
        expect((await soon(gateway.ask(path, { method }))).status).toBe(404);
      }
      expect(gateway.atShop).toEqual([]);
      expect(gateway.calls).toEqual([]);
    },
  );
});
