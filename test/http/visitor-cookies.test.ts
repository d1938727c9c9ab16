import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clearedCookie, cookieWith } from "../../src/http/given-cookies.ts";
import { presentedTokens, withoutOurCookies } from "../../src/http/visitor-cookies.ts";
import { visitWith } from "./fake-visit.ts";

const hourMs = 3_600_000;
/** Of the form of a token; whether it is genuine is not the cookies' business. */
const token = (name: string): string => `${name}.payload.${"s".repeat(86)}`;

const visitBy = (headers: Record<string, string>, scheme = "http") =>
  visitWith(new Request(`${scheme}://shop.example/`, { headers }));

const tokensIn = (cookies: string, scheme?: string) =>
  presentedTokens(visitBy({ Cookie: cookies }, scheme), "pass");

describe("presentedTokens()", () => {
  test("finds the cookie among the shop's", () => {
    expect(tokensIn(`a=1; stanchion-pass=${token("p")}; b=2`)).toEqual([token("p")]);
    expect(tokensIn(`stanchion-pass=${token("p")}`)).toEqual([token("p")]);
    expect(tokensIn(`a=1;stanchion-pass=${token("p")};b`)).toEqual([token("p")]);
  });

  test("keeps ticket and pass apart", () => {
    const cookies = `stanchion-ticket=${token("t")}; stanchion-pass=${token("p")}`;
    expect(presentedTokens(visitBy({ Cookie: cookies }), "ticket")).toEqual([token("t")]);
    expect(presentedTokens(visitBy({ Cookie: cookies }), "pass")).toEqual([token("p")]);
  });

  test("takes over https only the name that no sibling host can set", () => {
    const tossed = `stanchion-pass=${token("tossed")}`;
    expect(tokensIn(tossed, "https")).toEqual([]);
    const own = `__Host-stanchion-pass=${token("own")}`;
    expect(tokensIn(`${tossed}; ${own}; ${tossed}`, "https")).toEqual([token("own")]);
  });

  test("takes over http the name without the prefix only", () => {
    expect(tokensIn(`__Host-stanchion-pass=${token("p")}`)).toEqual([]);
  });

  test.each(["x-stanchion-pass", "stanchion-passage", "Stanchion-Pass", "stanchion-pass-old"])(
    "is not taken in by the name %s",
    (name) => {
      expect(tokensIn(`${name}=${token("p")}`)).toEqual([]);
    },
  );

  test("presents every cookie of the name, so that the genuine one is among them", () => {
    const cookies = ["a", "b", "a", "c"].map((name) => `stanchion-pass=${token(name)}`).join("; ");
    expect(tokensIn(cookies)).toEqual([token("a"), token("b"), token("c")]);
  });

  test("finds the genuine one among 300 that cannot be, wherever it stands", () => {
    fc.assert(
      fc.property(fc.nat(299), (place) => {
        const cookies = Array.from({ length: 300 }, (_, index) =>
          index === place ? `stanchion-pass=${token("p")}` : `stanchion-pass=tossed-${index}`,
        );
        expect(tokensIn(cookies.join("; "))).toEqual([token("p")]);
      }),
      { numRuns: 50 },
    );
  });

  test("finds it among 300 cookies of the shop", () => {
    const cookies = Array.from({ length: 300 }, (_, index) => `shop-${index}=${index}`);
    expect(tokensIn([...cookies, `stanchion-pass=${token("p")}`].join("; "))).toEqual([token("p")]);
  });

  test("looks at so many forgeries and no more, because each may cost the check of a signature", () => {
    const cookies = Array.from(
      { length: 500 },
      (_, index) => `stanchion-pass=${token(`f${index}`)}`,
    );
    expect(tokensIn(cookies.join("; "))).toHaveLength(400);
  });

  test("reads a Cookie header that came twice, which the platform joins with a comma", () => {
    expect(tokensIn(`a=1, stanchion-pass=${token("p")}; b=2`)).toEqual([token("p")]);
    expect(tokensIn(`stanchion-pass=${token("p")}, a=1`)).toEqual([token("p")]);
    const headers = new Headers();
    headers.append("Cookie", "a=1");
    headers.append("Cookie", `stanchion-pass=${token("p")}`);
    const request = new Request("http://shop.example/", { headers });
    expect(presentedTokens(visitWith(request), "pass")).toEqual([token("p")]);
  });

  test("believes the header of an app before any cookie", () => {
    const visit = visitBy({
      "Stanchion-Pass": token("app"),
      Cookie: `stanchion-pass=${token("browser")}`,
    });
    expect(presentedTokens(visit, "pass")).toEqual([token("app")]);
    expect(presentedTokens(visit, "ticket")).toEqual([]);
  });

  test("finds nothing in whatever else a Cookie header may hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        fc.pre(!text.includes("stanchion-pass="));
        expect(tokensIn(`a=${text.trim()}`)).toEqual([]);
      }),
    );
  });
});

describe("cookieWith()", () => {
  const attributes = (cookie: string): readonly string[] => cookie.split("; ").slice(1).sort();

  test("over https is bound to the host, and nothing but the server reads it", () => {
    const cookie = cookieWith(visitBy({}, "https"), "pass", token("p"), hourMs);
    expect(cookie.startsWith(`__Host-stanchion-pass=${token("p")}; `)).toBe(true);
    expect(attributes(cookie)).toEqual([
      "HttpOnly",
      "Max-Age=3600",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
  });

  test("over http goes without what http cannot keep", () => {
    const cookie = cookieWith(visitBy({}), "ticket", token("t"), hourMs);
    expect(cookie.startsWith(`stanchion-ticket=${token("t")}; `)).toBe(true);
    expect(attributes(cookie)).toEqual(["HttpOnly", "Max-Age=3600", "Path=/", "SameSite=Lax"]);
  });

  test("never outlives what it holds", () => {
    expect(cookieWith(visitBy({}), "pass", token("p"), 5_999)).toContain("Max-Age=5;");
    expect(cookieWith(visitBy({}), "pass", token("p"), -5)).toContain("Max-Age=0;");
  });

  test("is cleared under the same name, path and attributes", () => {
    const visit = visitBy({}, "https");
    const set = cookieWith(visit, "ticket", token("t"), hourMs);
    const cleared = clearedCookie(visit, "ticket");
    expect(cleared).toBe(set.replace(token("t"), "").replace("Max-Age=3600", "Max-Age=0"));
  });
});

describe("withoutOurCookies()", () => {
  test.each([
    ["a=1; stanchion-pass=x; b=2", "a=1; b=2"],
    ["stanchion-pass=x; b=2", "b=2"],
    ["a=1; stanchion-ticket=x", "a=1"],
    ["__Host-stanchion-ticket=x; __Host-stanchion-pass=y", ""],
    ["stanchion-pass=x;stanchion-pass=y;a=1", "a=1"],
    ["a=1, stanchion-pass=x; b=2", "a=1; b=2"],
    ["stanchion-pass=x, a=1", "a=1"],
    ["a=x,y; stanchion-pass=; b=2", "a=x,y; b=2"],
    ["stanchion-passport=mine; a=1", "stanchion-passport=mine; a=1"],
    ["stanchion-passport=mine; stanchion-pass=x", "stanchion-passport=mine"],
  ])("makes %j into %j", (cookies, expected) => {
    expect(withoutOurCookies(cookies)).toBe(expected);
  });

  test("leaves the shop's cookies as they are, in their order, and none of ours", () => {
    const shops = fc
      .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,12}$/))
      .map(([name, value]) => `${name}=${value}`);
    const ours = fc
      .tuple(fc.constantFrom("", "__Host-"), fc.constantFrom("ticket", "pass"))
      .map(([prefix, name]) => `${prefix}stanchion-${name}=${token("x")}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(shops, ours), { maxLength: 12 }), (cookies) => {
        const expected = cookies.filter((cookie) => !cookie.includes("stanchion-"));
        expect(withoutOurCookies(cookies.join("; "))).toBe(expected.join("; "));
      }),
    );
  });
});
