import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Config } from "../../src/env.ts";
import { forwardToOrigin } from "../../src/http/origin.ts";
import { outgoingBody } from "../../src/http/outgoing-body.ts";
import { createTimeLimit } from "../../src/http/time-limit.ts";
import { emptyConfig, visitWith } from "./fake-visit.ts";

/** A shop that keeps the last request it got. */
function shop() {
  const seen: Request[] = [];
  const fetch = async (request: Request) => {
    seen.push(request);
    return new Response("from the shop");
  };
  // Only `fetch` is ever called of it.
  return { seen, service: { fetch } as unknown as Fetcher, fetch };
}

interface Forwarding {
  readonly headers?: HeadersInit;
  readonly url?: string;
  readonly init?: RequestInit;
  readonly config?: Partial<Config>;
  readonly origin?: string | null;
  readonly assertion?: string | null;
}

async function forwarded({
  headers = {},
  url = "http://shop.example/checkout?a=1",
  init = {},
  config = {},
  origin = null,
  assertion = "our.own.assertion",
}: Forwarding): Promise<Request> {
  const { seen, service } = shop();
  const visit = visitWith(new Request(url, { ...init, headers }), {
    config: { ...emptyConfig, originService: service, ...config },
  });
  await forwardToOrigin(visit, origin, await sending(visit.request, assertion));
  const [request] = seen;
  if (request === undefined) throw new TypeError("The shop got nothing");
  return request;
}

async function sending(request: Request, assertion: string | null = null) {
  const body = await outgoingBody({ request, method: request.method });
  return { assertion, idempotencyKey: null, body, limit: createTimeLimit(30_000) };
}

const asHeaderName = (name: string): string => name.toLowerCase().replaceAll("_", "-");

/** Every letter in either case, every hyphen as any mark that a header's name may have. */
const disguised = (name: string) =>
  fc
    .tuple(
      ...[...name].map((letter) =>
        letter === "-"
          ? fc.constantFrom(..."-_-_.~!#$%&'*+^`|")
          : fc.constantFrom(letter, letter.toUpperCase()),
      ),
    )
    .map((letters) => letters.join(""));

const tokenLetters = fc.stringMatching(/^[A-Za-z0-9_.-]{0,12}$/);

describe("forwardToOrigin()", () => {
  test("lets no header through that begins like ours but ours", async () => {
    const ours = fc
      .tuple(disguised("stanchion-"), tokenLetters)
      .map(([start, rest]) => start + rest);
    const others = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,15}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(ours, others), { maxLength: 8 }), async (names) => {
        const headers = new Headers(names.map((name): [string, string] => [name, "forged"]));
        const request = await forwarded({ headers });
        const left = [...request.headers].filter(([name]) =>
          asHeaderName(name).startsWith("stanchion-"),
        );
        expect(left).toEqual([["stanchion-assertion", "our.own.assertion"]]);
      }),
    );
  });

  test("leaves an app's own headers alone", async () => {
    const headers = {
      "X-Stanchion-Assertion": "not ours",
      Stanchion: "not ours",
      Stanchions: "not ours",
      Authorization: "Bearer shop",
      "If-None-Match": '"1"',
      Range: "bytes=0-1",
    };
    const request = await forwarded({ headers });
    for (const [name, value] of Object.entries(headers)) {
      expect(request.headers.get(name)).toBe(value);
    }
  });

  test("replaces a forged assertion, and on a public path leaves none", async () => {
    const headers = { "Stanchion-Assertion": "forged", stanchion_assertion: "forged" };
    expect([...(await forwarded({ headers, assertion: "genuine" })).headers]).not.toContainEqual(
      expect.arrayContaining(["forged"]),
    );
    const open = await forwarded({ headers, assertion: null });
    expect([...open.headers.keys()].filter((name) => name.includes("stanchion"))).toEqual([]);
  });

  test.each([
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-User",
    "X-Forwarded-Prefix",
    "X-Real-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-HTTP-Method-Override",
    "X-HTTP-Method",
    "X-Method-Override",
  ])("takes %s away, however it is written", async (name) => {
    await fc.assert(
      fc.asyncProperty(disguised(name.toLowerCase()), async (written) => {
        const request = await forwarded({ headers: { [written]: "evil" } });
        expect([...request.headers.values()]).not.toContain("evil");
      }),
      { numRuns: 25 },
    );
  });

  test("says which host and scheme the visitor asked for", async () => {
    const request = await forwarded({
      url: "https://Shop.Example:8443/",
      headers: { "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher" },
    });
    expect(request.headers.get("X-Forwarded-Host")).toBe("shop.example:8443");
    expect(request.headers.get("X-Forwarded-Proto")).toBe("https");
  });

  test("tells the visitor's address only from the header that the operator trusts", async () => {
    const headers = { "CF-Connecting-IP": "192.0.2.1", "X-Forwarded-For": "198.51.100.7" };
    const config = { clientAddressHeader: "cf-connecting-ip" };
    expect((await forwarded({ headers, config })).headers.get("X-Forwarded-For")).toBe("192.0.2.1");
    expect((await forwarded({ headers })).headers.has("X-Forwarded-For")).toBe(false);
  });

  test("keeps the visitor's ticket and pass to itself, and hands the shop's cookies on", async () => {
    const cookies = "a=1; stanchion-pass=secret; b=2; __Host-stanchion-ticket=secret";
    expect((await forwarded({ headers: { Cookie: cookies } })).headers.get("Cookie")).toBe(
      "a=1; b=2",
    );
    const only = await forwarded({ headers: { Cookie: "stanchion-ticket=secret" } });
    expect(only.headers.has("Cookie")).toBe(false);
    const tokens = { "Stanchion-Ticket": "secret", "Stanchion-Pass": "secret" };
    expect([...(await forwarded({ headers: tokens })).headers.values()]).not.toContain("secret");
  });

  test("sends method, address and body on as they came", async () => {
    const request = await forwarded({
      url: "http://shop.example/order?sku=%2e%2e&&x=",
      init: { method: "DELETE", body: "a=1&b=2" },
      headers: { "Content-Type": "text/x-odd" },
    });
    expect(request.method).toBe("DELETE");
    expect(request.url).toBe("http://shop.example/order?sku=%2e%2e&&x=");
    expect(request.headers.get("Content-Type")).toBe("text/x-odd");
    expect(await request.text()).toBe("a=1&b=2");
  });
});

describe("where the shop is", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const outside = () => {
    const { seen, fetch } = shop();
    vi.stubGlobal("fetch", fetch);
    return seen;
  };

  test("a room without an origin of its own has the gateway's shop, with the host as it came", async () => {
    const seen = outside();
    const config = { origin: "http://127.0.0.1:3000" };
    expect((await forwarded({ config })).url).toBe("http://shop.example/checkout?a=1");
    const same = await forwarded({ config, origin: "http://127.0.0.1:3000" });
    expect(same.url).toBe("http://shop.example/checkout?a=1");
    expect(seen).toEqual([]);
  });

  test("a room with an origin of its own has its requests sent there", async () => {
    const seen = outside();
    const { service, seen: seenByBinding } = shop();
    const request = new Request("http://shop.example/a/b?c=%20&d", {
      method: "POST",
      body: "hello",
    });
    const visit = visitWith(request, { config: { ...emptyConfig, originService: service } });
    await forwardToOrigin(
      visit,
      "https://other.example",
      await sending(request, "our.own.assertion"),
    );
    expect(seenByBinding).toEqual([]);
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ["POST", "https://other.example/a/b?c=%20&d"],
    ]);
    expect(seen[0]?.headers.get("Stanchion-Assertion")).toBe("our.own.assertion");
    expect(await seen[0]?.text()).toBe("hello");
  });

  test("without a binding and an origin the request goes on to where its route leads", async () => {
    const seen = outside();
    const request = new Request("https://shop.example/a?b");
    await forwardToOrigin(visitWith(request), null, await sending(request));
    expect(seen.map(({ url }) => url)).toEqual(["https://shop.example/a?b"]);
  });

  test("a path cannot lead to another host", async () => {
    const seen = outside();
    for (const target of [
      "/@evil.example/",
      "//evil.example/",
      "/:80@evil.example",
      "/.evil.example",
    ]) {
      const request = new Request("http://shop.example/");
      const visit = visitWith(request, { target, path: target });
      await forwardToOrigin(visit, "https://other.example", await sending(request));
    }
    expect(seen.map(({ url }) => new URL(url).host)).toEqual(new Array(4).fill("other.example"));
  });

  test.each(["/x/%2e%2e/pay", "/%2E", "/x/.%2e/pay", "/x\\pay", "/\\evil.example"])(
    "a path that would arrive as another one goes to no shop with an address of its own: %s",
    async (target) => {
      const seen = outside();
      const request = new Request("http://shop.example/");
      const visit = visitWith(request, { target, path: target });
      for (const origin of ["https://other.example", null]) {
        const answer = await forwardToOrigin(visit, origin, await sending(request));
        expect(answer.status).toBe(400);
      }
      expect(seen).toEqual([]);
    },
  );
});
