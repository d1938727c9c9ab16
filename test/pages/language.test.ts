import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseLanguage, directionOf, languages } from "../../src/pages/language.ts";

test.each([
  ["de", "de"],
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["pt-BR", "pt"],
  ["zh-CN, ja;q=0.5, en;q=0.4", "ja"],
  ["en;q=0.3, fr;q=0.9", "fr"],
  ["fr;q=0, nl", "nl"],
  ["AR-eg", "ar"],
  ["*", "en"],
  ["tlh", "en"],
  ["", "en"],
  [null, "en"],
])("somebody who asks for %j reads %s", (acceptLanguage, language) => {
  expect(chooseLanguage(acceptLanguage)).toBe(language);
});

test("no header makes it throw, or choose what we do not have", () => {
  fc.assert(fc.property(fc.string(), (header) => languages.includes(chooseLanguage(header))));
});

test("a header of 200 KB is read in a moment", () => {
  expect(chooseLanguage(`${"x;q=0.1,".repeat(25_000)}it`)).toBe("it");
});

test("Arabic is written from right to left", () => {
  expect(languages.filter((language) => directionOf(language) === "rtl")).toEqual(["ar"]);
});
