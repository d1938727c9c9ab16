import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress } from "../../src/http/visit.ts";

const host = fc.oneof(
  fc.domain(),
  fc
    .tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
    .map(([name, port]) => `${name}:${port}`),
  fc.constantFrom("localhost:8787", "127.0.0.1:8787", "[::1]:8787"),
);
/** Bytes as they come over the wire: all but the space and the line ends, which end the request line. */
const rawText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
});
const path = rawText
  .map((text) => `/${text.replace(/[?#]/g, "")}`)
  .filter((text) => !/\/\.\.?(\/|$)/.test(text));
const query = fc.option(
  rawText.map((text) => `?${text.replaceAll("#", "")}`),
  { nil: "" },
);

describe("readAddress()", () => {
  test("takes an address apart without changing a byte of path and query", () => {
    fc.assert(
      fc.property(host, path, query, (name, rawPath, rawQuery) => {
        expect(readAddress(`http://${name}${rawPath}${rawQuery}`)).toEqual({
          host: name.toLowerCase(),
          secure: false,
          path: rawPath,
          target: rawPath + rawQuery,
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    "/x/%2e%2e/pay",
    "//pay",
    "/pay\\..\\x",
    "/x/...",
    "/x/..;/pay",
    "/.hidden",
    "/x?a=/../b",
    "/%zz",
    "/a;b/c",
    "/ｐａｙ",
    "/pay.",
    "/a?",
    "/?",
    "/?a=/b?c&&=",
    "/http://other.example/",
    "/@other.example",
  ])("folds nothing: %s", (target) => {
    expect(readAddress(`https://shop.example${target}`)).toMatchObject({
      host: "shop.example",
      secure: true,
      target,
    });
  });

  test.each([
    "/x/../pay",
    "/./pay",
    "/..",
    "/x/.",
    "/x/..?a",
    "/.stanchion/../pay",
    "/x/.././../y#z",
  ])("takes no address that cannot be forwarded as it is: %s", (target) => {
    expect(readAddress(`http://shop.example${target}`)).toBeNull();
  });

  test("knows a host in whatever case it is written", () => {
    expect(readAddress("http://SHOP.Example:8080/A")).toMatchObject({
      host: "shop.example:8080",
      path: "/A",
    });
  });

  test("leaves a fragment behind, which no server is meant to see", () => {
    expect(readAddress("http://shop.example/a?b#c/d?e")).toMatchObject({
      path: "/a",
      target: "/a?b",
    });
    expect(readAddress("http://shop.example/a#?b")).toMatchObject({ path: "/a", target: "/a" });
  });

  test.each([
    "http://shop.example",
    "http://shop.example?a=b",
    "*",
    "",
    "shop.example/",
    "http:///",
  ])("names no host that could be a room's for %j", (url) => {
    expect(readAddress(url)?.host ?? "").toBe("");
  });

  test("never takes a part of the path for the host", () => {
    fc.assert(
      fc.property(rawText, (text) => {
        const address = readAddress(`http://shop.example/x${text}`);
        expect(address?.host ?? "shop.example").toBe("shop.example");
      }),
    );
  });
});
