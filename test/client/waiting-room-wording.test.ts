import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWording } from "../../src/client/waiting-room-wording.ts";
import { type Language, languages, messagesIn } from "../../src/pages/language.ts";

const wordingIn = (language: Language, zone?: string) =>
  createWording(language, messagesIn[language].waiting, zone);

test("a wait is said as a range in whole minutes", () => {
  expect(wordingIn("en").wait({ low: 610, high: 890 })).toBe("10–15 minutes");
  expect(wordingIn("de").wait({ low: 610, high: 890 })).toBe("10–15 Minuten");
});

test("a long wait is said in half hours", () => {
  expect(wordingIn("en").wait({ low: 5_500, high: 9_100 })).toBe("1.5–3 hours");
});

test("a short wait is said by its upper end", () => {
  expect(wordingIn("en").wait({ low: 5, high: 200 })).toBe("4 minutes at most");
  expect(wordingIn("en").wait({ low: 0, high: 0 })).toBe("1 minute at most");
  expect(wordingIn("pl").wait({ low: 0, high: 170 })).toBe("najwyżej 3 minuty");
});

test("an unknown wait is said to be unknown", () => {
  expect(wordingIn("en").wait(null)).toBe("not known yet");
});

test("the range said always contains the range meant", () => {
  const english = wordingIn("en");
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), (low, length) => {
      const said = english.wait({ low, high: low + length });
      const unit = said.includes("hour") ? 3600 : 60;
      const figures = said.match(/[\d.]+/g)?.map((figure) => Number(figure) * unit) ?? [];
      const [from, to] = figures.length === 2 ? figures : [0, figures[0]];
      if (said.startsWith("~")) expect(low).toBe(low + length);
      else expect(from).toBeLessThanOrEqual(low);
      expect(to).toBeGreaterThanOrEqual(low + length);
    }),
  );
});

test("the words after the number take the form that the number asks for", () => {
  const polish = wordingIn("pl");
  expect([1, 2, 5, 22, 25].map((people) => polish.peopleAhead(people))).toEqual([
    "osoba przed Tobą",
    "osoby przed Tobą",
    "osób przed Tobą",
    "osoby przed Tobą",
    "osób przed Tobą",
  ]);
  expect(wordingIn("en").peopleAhead(1)).toBe("person ahead of you");
  expect(wordingIn("ar").peopleAhead(2)).toBe("شخصان أمامك");
});

test("times of a known zone carry its name, and those of the reader do not", () => {
  expect(wordingIn("de", "UTC").timeOfDayWithSeconds("2026-11-17T15:00:07Z")).toBe("15:00:07 UTC");
  expect(wordingIn("de").timeOfDay("2026-11-17T15:00:07Z")).not.toContain("UTC");
});

test("an instant that is none is said as nothing", () => {
  expect(wordingIn("en").timeOfDay("soon")).toBe("");
});

describe.each(languages)("in %s", (language) => {
  test("every plural form that the language has is there", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const { peopleAhead } = messagesIn[language].waiting;
    expect(Object.keys(peopleAhead).sort()).toEqual([...pluralCategories].sort());
  });

  test("the placeholders are where values are put, and nowhere else", () => {
    const { enterBy, waitAtMost, ...rest } = messagesIn[language].waiting;
    expect(enterBy).toContain("{time}");
    expect(waitAtMost).toContain("{duration}");
    expect(JSON.stringify(Object.values(rest))).not.toMatch(/\{[a-z]+\}/);
  });

  test("no text is empty, shouts, or was left in English", () => {
    const texts = textsOf(messagesIn[language]);
    const english = new Set(textsOf(messagesIn.en));
    for (const text of texts) expect(text).toMatch(/\S/);
    for (const text of texts) expect(text).not.toMatch(/[!！]/);
    if (language !== "en") expect(texts.filter((text) => english.has(text))).toEqual([]);
  });
});

function textsOf(messages: object): string[] {
  return Object.values(messages).flatMap((value) =>
    typeof value === "string" ? [value] : textsOf(value),
  );
}
