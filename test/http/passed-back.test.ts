import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notedIn, passedBack } from "../../src/http/passed-back.ts";

const back = (headers: [string, string][], { needsPass = true } = {}) =>
  backOf(new Response("a page", { headers }), needsPass);

const backOf = (answer: Response, needsPass: boolean): Response =>
  passedBack(answer, { needsPass, noted: notedIn(answer) });

const cacheControl = (said: string | null): string | null =>
  back(said === null ? [] : [["Cache-Control", said]]).headers.get("Cache-Control");

/** By RFC 9111, 3 and 5.2.2: whether a cache that others are served from may store it, whatever else it says. */
function isForSharedCaches(said: string | null): boolean {
  const directives = (said ?? "").replaceAll(/"(?:\\.|[^"\\])*"/g, "quoted").split(",");
  const plain = directives.map((each) => each.trim().toLowerCase());
  const isNobodys = plain.includes("no-store") && !plain.some((each) => /^must-under/.test(each));
  return !(plain.includes("private") || isNobodys);
}

describe("an answer that needed a pass", () => {
  test.each([
    [null, "private"],
    ["", "private"],
    ["public, s-maxage=600, max-age=60", "private, max-age=60"],
    ["max-age=60, must-revalidate", "private, max-age=60, must-revalidate"],
    ["Public , S-MaxAge = 600", "private"],
    ['private="set-cookie", max-age=60', "private, max-age=60"],
    ['max-age=60, private="a, private, b"', "private, max-age=60"],
    ["private, s-maxage=600", "private"],
    ["no-store, must-understand, max-age=60", "private, no-store, must-understand, max-age=60"],
    ["no-cache", "private, no-cache"],
    ['"private', 'private, "private'],
    ["private, max-age=60", "private, max-age=60"],
    ["No-Store", "No-Store"],
  ])("with which the shop says %j says %j", (said, arrives) => {
    expect(cacheControl(said)).toBe(arrives);
  });

  const quoted = fc.stringMatching(/^[a-z, =-]{0,12}$/).map((text) => `"${text}"`);
  const directive = fc
    .tuple(
      fc.constantFrom(
        ...["public", "private", "no-store", "no-cache", "max-age", "s-maxage"],
        ...["must-understand", "must-revalidate", "immutable", "proxy-revalidate", "unheard-of"],
      ),
      fc.constantFrom("", " "),
      fc.oneof(
        fc.constantFrom("", "=60", "=0", "="),
        quoted.map((value) => `=${value}`),
      ),
    )
    .map((parts) => parts.join(""));
  const value = fc.array(directive, { maxLength: 6 }).map((each) => each.join(", "));

  test("is stored by no cache that others are served from, whatever the shop says", () => {
    fc.assert(
      fc.property(value, (said) => {
        const arrives = cacheControl(said);
        expect(isForSharedCaches(arrives)).toBe(false);
        // Said again it is right as it is.
        expect(cacheControl(arrives)).toBe(arrives);
      }),
    );
  });

  test("has none of the words by which networks keep pages against that", () => {
    const headers: [string, string][] = [
      ...["CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Surrogate-Control"],
      ...[
        "Netlify-CDN-Cache-Control",
        "Edge-Control",
        "X-Accel-Expires",
        "X-LiteSpeed-Cache-Control",
      ],
    ].map((name) => [name, "max-age=600"]);
    const answer = back([...headers, ["ETag", '"1"'], ["Cache-Control", "private"]]);
    expect([...answer.headers.keys()].sort()).toEqual(["cache-control", "content-type", "etag"]);
  });

  test("is the very same where there is nothing to change", () => {
    const answer = new Response("a page", { headers: { "Cache-Control": "private" } });
    expect(backOf(answer, true)).toBe(answer);
  });
});

test("an answer for everybody says to caches what the shop says", () => {
  const answer = new Response("a page", {
    headers: { "Cache-Control": "public, s-maxage=600", "CDN-Cache-Control": "max-age=600" },
  });
  expect(backOf(answer, false)).toBe(answer);
});

test.each([true, false])(
  "our cookies are neither given nor taken by the shop, pass needed: %s",
  (needsPass) => {
    const theirs = ["basket=1; Path=/", "a=stanchion-pass=1", "stanchion-passport=1"];
    const ours = [
      "stanchion-pass=forged; Path=/",
      "__Host-stanchion-pass=; Max-Age=0; Secure; Path=/",
      "__HOST-Stanchion-Ticket=x",
      "  stanchion-invitation =x",
      "=stanchion-pass=forged",
      "stanchion-ticket; Path=/",
    ];
    const all = [...theirs, ...ours].map((cookie): [string, string] => ["Set-Cookie", cookie]);
    expect(back(all, { needsPass }).headers.getSetCookie()).toEqual(theirs);
  },
);
