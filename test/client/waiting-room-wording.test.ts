import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWording } from "../../src/client/waiting-room-wording.ts";
import { type Language, languages } from "../../src/pages/language.ts";
import { messagesIn } from "../support/messages.ts";

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

test("the gateway names the zone of its times, and the reader's own have no name", () => {
  expect(wordingIn("de", "UTC").timeOfDayWithSeconds("2026-11-17T15:00:07Z")).toBe("15:00:07 UTC");
  expect(wordingIn("de").timeOfDayWithSeconds("2026-11-17T15:00:07Z")).not.toContain("UTC");
});

test("an instant that is none is said as nothing", () => {
  expect(wordingIn("en").dayAndTime("soon", null)).toBe("");
  expect(wordingIn("en").enterBy("")).toBe("");
  expect(wordingIn("en").openUntil("soon", "Europe/Berlin")).toBe("");
});

test("time that is left is shown to the second, from the largest unit on that there is", () => {
  const { clock } = wordingIn("en");
  expect(clock(1)).toBe("00:01");
  expect(clock(599_001)).toBe("10:00");
  expect(clock(3_600_000)).toBe("01:00:00");
  expect(clock(90_061_000)).toBe("1 day 01:01:01");
  expect(wordingIn("pl").clock(2 * 86_400_000)).toBe("2 dni 00:00:00");
});

test("time that is left is said in minutes, and never as none", () => {
  const { clockInWords } = wordingIn("en");
  expect(clockInWords(1)).toBe("1 minute");
  expect(clockInWords(600_000)).toBe("10 minutes");
  expect(clockInWords(3_600_000)).toBe("1 hour");
  expect(clockInWords(90_061_000)).toBe("1 day 1 hour 2 minutes");
});

describe.each(languages)("in %s", (language) => {
  test("every plural form that the language has is there", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const { peopleAhead } = messagesIn[language].waiting;
    expect(Object.keys(peopleAhead).sort()).toEqual([...pluralCategories].sort());
  });

  test("the placeholders are where values are put, and nowhere else", () => {
    const placesIn = (text: string) =>
      text
        .match(/\{[a-z]+\}/g)
        ?.sort()
        .join(" ") ?? "";
    const { waiting, draw, patience } = messagesIn[language];
    for (const text of [waiting.enterBy, waiting.yourTime, waiting.openUntil]) {
      expect(placesIn(text)).toBe("{time}");
    }
    expect(placesIn(waiting.waitAtMost)).toBe("{duration}");
    expect(placesIn(waiting.left)).toBe("{count}");
    expect(placesIn(draw.peopleDrawn)).toBe("{line}");
    expect(placesIn(draw.outcome.place)).toBe("{count} {number} {place}");
    expect(placesIn(draw.outcome.behind)).toBe("{number} {place}");
    expect(placesIn(draw.elsewhere)).toBe("{command}");
    expect(placesIn(patience.when)).toBe("{wait} {within}");
    const withPlaces = textsOf(messagesIn[language]).filter((text) => placesIn(text) !== "");
    expect(withPlaces).toHaveLength(10);
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
