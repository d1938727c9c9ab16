import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlainPath, isPublicPath } from "../../src/http/public-paths.ts";
import { disguises, readings } from "./readings.ts";

const plainName = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.(svg|css|txt))?$/);
const plainPath = fc
  .array(plainName, { minLength: 1, maxLength: 4 })
  .map((names) => `/${names.join("/")}`);
const anyPath = fc.oneof(
  fc.webPath(),
  fc.string({ unit: "binary" }).map((text) => `/${text}`),
  fc
    .array(fc.constantFrom("/", "a", ".", "..", "%2e", "%2f", "\\", ";", " ", "é", "ｐ", "A"))
    .map((parts) => `/${parts.join("")}`),
);

/** Another path to us; a merchant whose shop reads it as the same one may list it. */
const stayPlain = new Set(["in another case", "with a slash at the end"]);

describe("isPublicPath()", () => {
  test("is true for a listed path, to the letter", () => {
    const list = ["/", "/logo.svg", "/assets/app-1.2.css", "/~team/", "/.well"];
    expect(isPublicPath("/", list)).toBe(true);
    expect(isPublicPath("/logo.svg", list)).toBe(true);
    expect(isPublicPath("/assets/app-1.2.css", list)).toBe(true);
    expect(isPublicPath("/~team/", list)).toBe(true);
    expect(isPublicPath("/~team", list)).toBe(false);
    expect(isPublicPath("/logo", list)).toBe(false);
    expect(isPublicPath("/logo.svg/", list)).toBe(false);
  });

  test("is false for what is listed but not plain, whoever got it into the list", () => {
    for (const path of [
      "/.well",
      "/a/../b",
      "/a//b",
      "/a;b",
      "/%61",
      "/a.",
      "/a b",
      "/*",
      "",
      "a",
      "/ａ",
    ]) {
      expect(isPublicPath(path, [path])).toBe(false);
    }
  });

  test.each(Object.entries(disguises))("no path becomes public %s", (how, disguise) => {
    fc.assert(
      fc.property(
        plainPath,
        fc.array(plainPath, { maxLength: 3 }),
        fc.nat(40),
        (path, others, at) => {
          const disguised = disguise(path, at);
          fc.pre(disguised !== path && !others.includes(disguised));
          // Neither a listed path under another spelling, nor a protected one that would be read as it.
          expect(isPublicPath(disguised, [path, ...others])).toBe(false);
          if (stayPlain.has(how)) return;
          expect(isPublicPath(disguised, [path, disguised])).toBe(false);
        },
      ),
    );
  });

  test("whatever is public reads the same to every server, so that nothing protected hides behind it", () => {
    fc.assert(
      fc.property(fc.oneof(plainPath, anyPath), (path) => {
        fc.pre(isPublicPath(path, [path]));
        for (const [how, read] of Object.entries(readings))
          expect([how, read(path)]).toEqual([how, path]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("nothing is public by accident", () => {
    fc.assert(
      fc.property(anyPath, fc.array(plainPath, { maxLength: 5 }), (path, list) => {
        expect(isPublicPath(path, list)).toBe(list.includes(path));
      }),
    );
  });
});

describe("isPlainPath()", () => {
  test("judges a long path without trying every way to cut it", () => {
    expect(isPlainPath(`/${"a.".repeat(50_000)}!`)).toBe(false);
    expect(isPlainPath(`${"/a".repeat(50_000)}!`)).toBe(false);
  });
});
