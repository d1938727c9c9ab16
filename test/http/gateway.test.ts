import { decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import {
  cookiesOf,
  createTestGateway,
  host,
  html,
  type Mood,
  type TestGateway,
} from "./memory-objects.ts";
import { soon } from "./soon.ts";

const minuteMs = 60_000;

const problemOf = async (response: Response): Promise<string> => {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  const { type } = (await response.json()) as { readonly type: string };
  return type.replace("urn:stanchion:problem:", "");
};

/** Somebody who was let in at once. */
async function admit(gateway: TestGateway): Promise<string> {
  const response = await soon(gateway.ask("/", { headers: html }));
  expect(response.status).toBe(200);
  const cookies = cookiesOf(response);
  expect(cookies).toMatch(/^stanchion-pass=/);
  gateway.atShop.length = 0;
  return cookies;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** As browsers say what a request is for; the answer that they want decides nothing here. */
const upgrade = {
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

const fetchedBy = (mode: string, dest: string, site: string): RequestInit => ({
  headers: { ...html, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest, "Sec-Fetch-Site": site },
});

describe("somebody who comes without a pass", () => {
  test("is let in at once while there is room, and counts", async () => {
    const gateway = await createTestGateway();
    await admit(gateway);
    expect(gateway.rows.size).toBe(1);
  });

  test("gets the page when somebody else was a moment earlier", async () => {
    const gateway = await createTestGateway({ capacity: 1 });
    const answers = await soon(
      Promise.all(Array.from({ length: 5 }, () => gateway.ask("/", { headers: html }))),
    );
    expect(answers.filter((answer) => answer.headers.getSetCookie().length > 0)).toHaveLength(1);
    expect(gateway.atShop).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  test("gets the page when everybody joins the line, and the shop hears nothing", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const response = await soon(gateway.ask("/checkout", { headers: html }));
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.text()).toContain("/checkout");
    expect(gateway.atShop).toEqual([]);
    expect(gateway.calls).toEqual([]);
  });

  test.each([
    ["*/*"],
    ["application/json"],
    ["application/json, text/html;q=0.9"],
    ["text/html;q=0.5, application/json"],
    ["text/html;q=0"],
    ["image/avif,image/webp,*/*;q=0.8"],
    [""],
  ])("is told in a problem when they accept %j", async (accept) => {
    const gateway = await createTestGateway({ queue: "always" });
    const response = await soon(gateway.ask("/", { headers: { Accept: accept } }));
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toMatch(/^\d+$/);
    expect(await problemOf(response)).toBe("not-admitted");
  });

  test.each([
    ["text/html"],
    ["text/html;q=0.9, application/json;q=0.8"],
    ["application/json;q=0.2, text/html;q=0.9"],
    ["TEXT/HTML"],
  ])("gets the page when they accept %j", async (accept) => {
    const gateway = await createTestGateway({ queue: "always" });
    const response = await soon(gateway.ask("/", { headers: { Accept: accept } }));
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  });

  test.each([200, 202, 429, 503] as const)(
    "gets it with the merchant's status %i",
    async (queuedStatus) => {
      const gateway = await createTestGateway({ queue: "always", queuedStatus });
      const page = await soon(gateway.ask("/", { headers: html }));
      expect(page.status).toBe(queuedStatus);
      expect(page.headers.has("Retry-After")).toBe(queuedStatus >= 400);
      const form = await soon(
        gateway.ask("/order", { method: "POST", headers: html, body: "a=1" }),
      );
      expect(form.status).toBe(503);
      expect(form.headers.has("Retry-After")).toBe(true);
    },
  );

  test.each<readonly [string, RequestInit]>([
    ["a link on another site", fetchedBy("navigate", "document", "cross-site")],
    ["an address that is typed in", fetchedBy("navigate", "document", "none")],
    ["a frame of the shop's own", fetchedBy("navigate", "iframe", "same-origin")],
    ["what a page's script asks for", fetchedBy("cors", "empty", "same-origin")],
    ["what an app asks for", { headers: { Accept: "application/json" } }],
  ])("passes at once with %s while there is room", async (_, init) => {
    const gateway = await createTestGateway();
    const response = await soon(gateway.ask("/", init));
    expect(await response.text()).toBe("from the shop");
    expect(gateway.rows.size).toBe(1);
  });

  test.each<readonly [string, RequestInit]>([
    ["a prefetch", { headers: { ...html, "Sec-Purpose": "prefetch" } }],
    ["a prerender", { headers: { ...html, "Sec-Purpose": "prefetch;prerender" } }],
    ["an old prefetch", { headers: { ...html, Purpose: "prefetch" } }],
    ["a preview", { headers: { ...html, "X-Purpose": "preview" } }],
    ["a look at the head", { method: "HEAD", headers: html }],
    ["a monitor", { method: "HEAD" }],
    ["a WebSocket", { headers: upgrade }],
    ["a picture of a page", fetchedBy("no-cors", "image", "same-origin")],
    ["a script of a page", fetchedBy("no-cors", "script", "same-origin")],
    ["a picture that another site shows", fetchedBy("no-cors", "image", "cross-site")],
    ["a frame of another site", fetchedBy("navigate", "iframe", "cross-site")],
    ["what another site's script asks for", fetchedBy("cors", "empty", "cross-site")],
  ])("uses up nothing with %s, whatever room there is", async (_, init) => {
    const gateway = await createTestGateway();
    const response = await soon(gateway.ask("/", init));
    expect([200, 503]).toContain(response.status);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(gateway.atShop).toEqual([]);
    expect(gateway.calls).toEqual([]);
    expect(gateway.rows.size).toBe(0);
  });

  test("is refused on a host that nobody set up", async () => {
    const gateway = await createTestGateway();
    const response = await soon(gateway.ask("http://unknown.example/", { headers: html }));
    expect(response.status).toBe(421);
    expect(gateway.atShop).toEqual([]);
  });

  test("is let through on a public path, without an assertion and without using up anything", async () => {
    const gateway = await createTestGateway({ queue: "always", publicPaths: ["/logo.svg"] });
    const response = await soon(gateway.ask("/logo.svg?v=2"));
    expect(await response.text()).toBe("from the shop");
    expect(gateway.atShop[0]?.headers.has("Stanchion-Assertion")).toBe(false);
    for (const path of ["/logo.svg/", "/LOGO.svg", "//logo.svg", "/logo%2esvg", "/logo.svg;v=2"]) {
      expect((await soon(gateway.ask(path))).status).toBe(503);
    }
    expect(gateway.atShop).toHaveLength(1);
    expect(gateway.calls).toEqual([]);
  });

  test("may not open a WebSocket from another site, pass or no pass", async () => {
    const gateway = await createTestGateway();
    const cookies = await admit(gateway);
    const headers = { ...upgrade, Cookie: cookies };
    const foreign = await soon(
      gateway.ask("/ws", { headers: { ...headers, Origin: "https://evil.example" } }),
    );
    expect(foreign.status).toBe(403);
    expect(gateway.atShop).toEqual([]);
    const own = await soon(
      gateway.ask("/ws", { headers: { ...headers, Origin: `http://${host}` } }),
    );
    expect(own.status).toBe(200);
  });
});

describe("somebody with a pass", () => {
  test("goes straight to the shop, with the gateway's word for it", async () => {
    const gateway = await createTestGateway();
    const cookies = await admit(gateway);
    gateway.calls.length = 0;
    await soon(gateway.ask("/checkout", { headers: { Cookie: cookies } }));
    expect(gateway.atShop.map(({ url }) => url)).toEqual([`http://${host}/checkout`]);
    expect(gateway.atShop[0]?.headers.get("Stanchion-Assertion")).toMatch(
      /^[\w-]+\.[\w-]+\.[\w-]+$/,
    );
    expect(gateway.calls).toEqual([]);
  });

  test("is a stranger in another room", async () => {
    const gateway = await createTestGateway();
    const cookies = await admit(gateway);
    // Known to be genuine, and still of another room.
    await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    gateway.atShop.length = 0;
    gateway.settings = { ...gateway.settings, queue: "always" };
    await vi.advanceTimersByTimeAsync(2_000);
    const response = await soon(
      gateway.ask("http://other.example/", { headers: { Cookie: cookies } }),
    );
    expect(response.status).toBe(503);
    expect(gateway.atShop).toEqual([]);
  });

  test.each<Mood>(["failing", "hung", "overloaded"])(
    "is let through while room and directory are %s, for as long as the session lasts",
    async (mood) => {
      const gateway = await createTestGateway({ sessionMinutes: 15, sessionRenewal: "fixed" });
      const cookies = await admit(gateway);
      gateway.roomMood = mood;
      gateway.directoryMood = mood;
      for (let minute = 0; minute < 14; minute++) {
        await vi.advanceTimersByTimeAsync(minuteMs);
        const response = await soon(gateway.ask("/checkout", { headers: { Cookie: cookies } }));
        expect([response.status, await response.text()]).toEqual([200, "from the shop"]);
      }
      await vi.advanceTimersByTimeAsync(2 * minuteMs);
      gateway.atShop.length = 0;
      await soon(gateway.ask("/checkout", { headers: { Cookie: cookies } }));
      expect(gateway.atShop).toEqual([]);
    },
  );

  test("keeps the pass when the shop is down", async () => {
    const gateway = await createTestGateway();
    const cookies = await admit(gateway);
    gateway.answerOfShop = () => Promise.reject(new Error("connection refused"));
    const page = await soon(gateway.ask("/", { headers: { ...html, Cookie: cookies } }));
    expect(page.status).toBe(502);
    expect(page.headers.getSetCookie()).toEqual([]);
    const problem = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    expect(problem.status).toBe(502);
    expect(await problemOf(problem)).toBe("origin-unreachable");
    gateway.answerOfShop = () => new Response("back again");
    const back = await soon(gateway.ask("/", { headers: { ...html, Cookie: cookies } }));
    expect(await back.text()).toBe("back again");
  });

  test("gets the pass all the same when they were let in as the shop went down", async () => {
    const gateway = await createTestGateway();
    gateway.answerOfShop = () => Promise.reject(new Error("connection refused"));
    const page = await soon(gateway.ask("/", { headers: html }));
    expect(page.status).toBe(502);
    const cookies = cookiesOf(page);
    gateway.answerOfShop = () => new Response("back again");
    const back = await soon(gateway.ask("/", { headers: { ...html, Cookie: cookies } }));
    expect(await back.text()).toBe("back again");
    expect(gateway.rows.size).toBe(1);
  });
});

describe("somebody without a pass while the room is in trouble", () => {
  test.each<Mood>(["failing", "hung", "overloaded"])("waits: the room is %s", async (mood) => {
    const gateway = await createTestGateway();
    gateway.roomMood = mood;
    const page = await soon(gateway.ask("/", { headers: html }));
    expect(page.status).toBe(503);
    expect(page.headers.get("Retry-After")).toMatch(/^\d+$/);
    const problem = await soon(gateway.ask("/"));
    expect(await problemOf(problem)).toBe("room-unreachable");
    expect(gateway.atShop).toEqual([]);
  });

  test.each<Mood>(["failing", "hung", "overloaded"])(
    "is not let in on the strength of what was known before: the room is %s",
    async (mood) => {
      const gateway = await createTestGateway();
      await admit(gateway);
      gateway.roomMood = mood;
      for (let second = 0; second < 10; second++) {
        const response = await soon(gateway.ask("/", { headers: html }));
        expect(response.headers.getSetCookie()).toEqual([]);
        await vi.advanceTimersByTimeAsync(1_000);
      }
      expect(gateway.atShop).toEqual([]);
    },
  );

  test.each<Mood>(["failing", "hung"])(
    "waits: nothing is known of the %s directory",
    async (mood) => {
      const gateway = await createTestGateway();
      gateway.directoryMood = mood;
      expect((await soon(gateway.ask("/", { headers: html }))).status).toBe(503);
      expect((await soon(gateway.ask("/.stanchion/status"))).status).toBe(503);
      expect((await soon(gateway.ask("/.stanchion/health"))).status).toBe(503);
      expect(gateway.atShop).toEqual([]);
    },
  );

  test("is told to come back when they join, and an overloaded room is not asked again", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    await soon(gateway.ask("/", { headers: html }));
    gateway.roomMood = "overloaded";
    const response = await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    expect(response.status).toBe(503);
    expect(await problemOf(response)).toBe("room-unreachable");
    expect(gateway.calls).toHaveLength(1);
  });
});

describe("what the shop says about a session", () => {
  const say = (headers: Record<string, string>) => () => new Response("thank you", { headers });

  test("is not for the visitor to read, nor on a public path", async () => {
    const gateway = await createTestGateway({ publicPaths: ["/logo.svg"] });
    const cookies = await admit(gateway);
    gateway.answerOfShop = say({
      "Stanchion-Session": "complete",
      "Stanchion-Units": "2",
      "X-Own": "1",
    });
    for (const [path, headers] of [
      ["/order", { Cookie: cookies }],
      ["/logo.svg", {}],
    ] as const) {
      const response = await soon(gateway.ask(path, { headers }));
      expect([...response.headers.keys()].filter((name) => name.startsWith("stanchion-"))).toEqual(
        [],
      );
      expect(response.headers.get("X-Own")).toBe("1");
    }
    gateway.answerOfShop = say({ "Stanchion-Units": "2" });
    const response = await soon(gateway.ask("/order", { headers: { Cookie: cookies } }));
    expect(response.headers.has("Stanchion-Units")).toBe(false);
  });

  test("complete: the slot is free for the next, and the visitor may look around", async () => {
    const gateway = await createTestGateway({ capacity: 1 });
    const cookies = await admit(gateway);
    expect((await soon(gateway.ask("/", { headers: html }))).headers.getSetCookie()).toEqual([]);
    gateway.answerOfShop = say({ "Stanchion-Session": "complete" });
    await soon(gateway.ask("/order", { method: "POST", headers: { Cookie: cookies } }));
    gateway.answerOfShop = () => new Response("from the shop");
    await vi.advanceTimersByTimeAsync(2_000);
    const next = await soon(gateway.ask("/", { headers: html }));
    expect(cookiesOf(next)).toMatch(/^stanchion-pass=/);
    const again = await soon(gateway.ask("/thanks", { headers: { Cookie: cookies } }));
    expect(await again.text()).toBe("from the shop");
  });

  test("revoke: the pass is void within two seconds, wherever it is presented", async () => {
    const gateway = await createTestGateway();
    const cookies = await admit(gateway);
    gateway.settings = { ...gateway.settings, queue: "always" };
    gateway.answerOfShop = say({ "Stanchion-Session": "revoke" });
    const last = await soon(gateway.ask("/fraud", { headers: { Cookie: cookies } }));
    expect(last.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^stanchion-pass=;.*Max-Age=0/),
    ]);
    await vi.advanceTimersByTimeAsync(2_000);
    gateway.atShop.length = 0;
    const headers = { Cookie: cookies };
    expect((await soon(gateway.ask("/", { headers }))).status).toBe(503);
    expect((await soon(gateway.ask("/.stanchion/status", { headers }))).status).toBe(401);
    expect((await soon(gateway.ask("/.stanchion/enter", { method: "POST", headers }))).status).toBe(
      401,
    );
    expect(gateway.atShop).toEqual([]);
  });

  test("of a visitor who leaves, nothing: the pass is void with the slot", async () => {
    const gateway = await createTestGateway({ capacity: 1 });
    const cookies = await admit(gateway);
    const headers = { Cookie: cookies };
    const left = await soon(gateway.ask("/.stanchion/leave", { method: "POST", headers }));
    expect(left.status).toBe(204);
    expect(left.headers.getSetCookie()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    gateway.settings = { ...gateway.settings, queue: "always" };
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await soon(gateway.ask("/", { headers }))).status).toBe(503);
    expect(gateway.atShop).toEqual([]);
  });
});

describe("a session", () => {
  const settings = { sessionMinutes: 10 };
  const passIn = (response: Response) =>
    response.headers
      .getSetCookie()
      .join()
      .match(/stanchion-pass=([^;]+)/)?.[1];

  test("is renewed by activity after half of it, and not before", async () => {
    const gateway = await createTestGateway(settings);
    const cookies = await admit(gateway);
    await vi.advanceTimersByTimeAsync(4 * minuteMs);
    const early = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    expect(early.headers.getSetCookie()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1.5 * minuteMs);
    const late = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    expect(passIn(late)).toBeDefined();
    expect(late.headers.get("Cache-Control")).toBe("no-store");
  });

  test("goes on for as long as the visitor is active, in one slot", async () => {
    const gateway = await createTestGateway(settings);
    let cookies = await admit(gateway);
    for (let minute = 0; minute < 60; minute++) {
      await vi.advanceTimersByTimeAsync(minuteMs);
      const response = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
      expect(await response.text()).toBe("from the shop");
      cookies = cookiesOf(response) || cookies;
    }
    expect(gateway.rows.size).toBe(1);
  });

  test("goes on however short it is", async () => {
    const gateway = await createTestGateway({ sessionMinutes: 0.1, queue: "when-needed" });
    let cookies = await admit(gateway);
    gateway.settings = { ...gateway.settings, queue: "always" };
    for (let second = 0; second < 60; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      const response = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
      expect(await response.text()).toBe("from the shop");
      cookies = cookiesOf(response) || cookies;
    }
  });

  test("is not renewed when the merchant says that sessions are fixed", async () => {
    const gateway = await createTestGateway({ ...settings, sessionRenewal: "fixed" });
    const cookies = await admit(gateway);
    gateway.settings = { ...gateway.settings, queue: "always" };
    await vi.advanceTimersByTimeAsync(9.5 * minuteMs);
    const last = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    expect(last.headers.getSetCookie()).toEqual([]);
    expect(await last.text()).toBe("from the shop");
    await vi.advanceTimersByTimeAsync(minuteMs);
    expect((await soon(gateway.ask("/", { headers: { Cookie: cookies } }))).status).toBe(503);
  });

  test("ends when nothing happens in it", async () => {
    const gateway = await createTestGateway({ ...settings, capacity: 1 });
    const cookies = await admit(gateway);
    await vi.advanceTimersByTimeAsync(10 * minuteMs + 2_000);
    const next = await soon(gateway.ask("/", { headers: html }));
    expect(passIn(next)).toBeDefined();
    gateway.atShop.length = 0;
    expect((await soon(gateway.ask("/", { headers: { Cookie: cookies } }))).status).toBe(503);
    expect(gateway.atShop).toEqual([]);
  });

  test("is renewed by the next request when the room did not answer the first", async () => {
    const gateway = await createTestGateway(settings);
    const cookies = await admit(gateway);
    await vi.advanceTimersByTimeAsync(6 * minuteMs);
    gateway.roomMood = "failing";
    const without = await soon(gateway.ask("/", { headers: { Cookie: cookies } }));
    expect(await without.text()).toBe("from the shop");
    expect(without.headers.getSetCookie()).toEqual([]);
    gateway.roomMood = "well";
    await vi.advanceTimersByTimeAsync(11_000);
    expect(passIn(await soon(gateway.ask("/", { headers: { Cookie: cookies } })))).toBeDefined();
  });

  test("may be as long as a merchant can set it", async () => {
    const gateway = await createTestGateway({ sessionMinutes: 10_080, queue: "always" });
    const join = await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    const cookies = cookiesOf(join);
    await vi.advanceTimersByTimeAsync(5_000);
    gateway.roomMood = "slow";
    const enter = await soon(
      gateway.ask("/.stanchion/enter", { method: "POST", headers: { Cookie: cookies } }),
    );
    expect(await enter.json()).toMatchObject({ state: "admitted" });
  });
});

describe("a rotation of the keys", () => {
  const kidOf = (cookies: string) => decodeProtectedHeader(cookies.split("=")[1] ?? "").kid;
  const join = (gateway: TestGateway) => soon(gateway.ask("/.stanchion/join", { method: "POST" }));
  const placeOf = (gateway: TestGateway, cookies: string) =>
    soon(gateway.ask("/.stanchion/status", { headers: { Cookie: cookies } }));

  test("throws nobody out, whoever waits or is inside, three times in a row", async () => {
    const gateway = await createTestGateway({ sessionMinutes: 60 });
    const inside = await admit(gateway);
    gateway.settings = { ...gateway.settings, queue: "always", admissionsPerMinute: 0 };
    await vi.advanceTimersByTimeAsync(2_000);
    const waiting: string[] = [];
    for (let rotation = 0; rotation < 3; rotation++) {
      waiting.push(cookiesOf(await join(gateway)));
      const activeFrom = Date.now() + 30_000;
      const next = await generateSigningKey(activeFrom);
      gateway.keys = [...gateway.keys, next];
      for (let second = 0; second < 40; second += 2) {
        await vi.advanceTimersByTimeAsync(2_000);
        const through = await soon(gateway.ask("/", { headers: { Cookie: inside } }));
        expect(await through.text()).toBe("from the shop");
        for (const cookies of waiting) expect((await placeOf(gateway, cookies)).status).toBe(200);
      }
      expect(kidOf(cookiesOf(await join(gateway)))).toBe(next.kid);
    }
  });

  test("signs with the new key only when its time has come", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const [old] = gateway.keys;
    await join(gateway);
    gateway.keys = [...gateway.keys, await generateSigningKey(Date.now() + 30_000)];
    await vi.advanceTimersByTimeAsync(20_000);
    expect(kidOf(cookiesOf(await join(gateway)))).toBe(old?.kid);
    const jwks = await soon(gateway.ask("/.stanchion/jwks.json"));
    expect(await jwks.json()).toMatchObject({ keys: gateway.keys.map(({ kid }) => ({ kid })) });
  });

  test("that takes a key away takes away what it signed, within five seconds", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const cookies = cookiesOf(await join(gateway));
    expect((await placeOf(gateway, cookies)).status).toBe(200);
    gateway.keys = [await generateSigningKey()];
    await vi.advanceTimersByTimeAsync(4_900);
    await placeOf(gateway, cookies);
    expect((await placeOf(gateway, cookies)).status).toBe(401);
  });
});

describe("asked from another site's page", () => {
  test.each<readonly [string, Record<string, string>]>([
    ["by its Origin", { Origin: "https://evil.example" }],
    ["by a sandboxed frame", { Origin: "null" }],
    ["by a sibling host", { Origin: "http://www.shop.example" }],
    ["by the same host over another scheme's port", { Origin: "http://shop.example:8080" }],
    ["as the browser says", { "Sec-Fetch-Site": "cross-site" }],
    ["as the browser says of a sibling", { "Sec-Fetch-Site": "same-site" }],
  ])("nobody joins, enters or leaves: %s", async (_, headers) => {
    const gateway = await createTestGateway({ queue: "always" });
    for (const path of ["/.stanchion/join", "/.stanchion/enter", "/.stanchion/leave"]) {
      const response = await soon(gateway.ask(path, { method: "POST", headers }));
      expect(response.status).toBe(403);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    expect(gateway.calls).toEqual([]);
  });

  test("the shop's own pages may", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const headers = { Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin" };
    const response = await soon(gateway.ask("/.stanchion/join", { method: "POST", headers }));
    expect(response.status).toBe(200);
  });
});
