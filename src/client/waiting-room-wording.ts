/**
 * Numbers, waits and times as people say them, in one language. Both the gateway (for the first
 * answer, and for browsers without JavaScript) and the page's script speak through it, so that
 * nothing changes its wording when the script takes over.
 */

import type { WaitRange } from "../protocol.ts";
import type { WaitingMessages } from "./waiting-room-messages.ts";

export interface Wording {
  readonly messages: WaitingMessages;
  readonly count: (people: number) => string;
  /** The words that follow the count, in the plural form it asks for. */
  readonly peopleAhead: (people: number) => string;
  readonly wait: (range: WaitRange | null) => string;
  readonly timeOfDay: (instant: string) => string;
  readonly timeOfDayWithSeconds: (instant: string) => string;
  readonly dayAndTime: (instant: string) => string;
}

const minuteSeconds = 60;
const hourSeconds = 3600;

/** Without a time zone, times are the reader's own; with one, they carry its name. */
export function createWording(
  language: string,
  messages: WaitingMessages,
  timeZone?: string,
): Wording {
  const counts = new Intl.NumberFormat(language);
  const plurals = new Intl.PluralRules(language);
  const waits = { minute: unitFormat(language, "minute"), hour: unitFormat(language, "hour") };
  const zone: Intl.DateTimeFormatOptions =
    timeZone === undefined ? {} : { timeZone, timeZoneName: "short" };
  const hourAndMinute = { hour: "numeric", minute: "2-digit", ...zone } as const;

  return {
    messages,
    count: (people) => counts.format(people),
    peopleAhead: (people) =>
      messages.peopleAhead[plurals.select(people)] ?? messages.peopleAhead.other,
    wait: (range) => (range === null ? messages.waitNotKnown : waitPhrase(range, waits, messages)),
    timeOfDay: instantFormat(language, hourAndMinute),
    timeOfDayWithSeconds: instantFormat(language, { ...hourAndMinute, second: "2-digit" }),
    dayAndTime: instantFormat(language, {
      weekday: "short",
      day: "numeric",
      month: "long",
      ...hourAndMinute,
    }),
  };
}

/** Browsers from before 2023 have no ranges of numbers. */
type UnitFormat = Intl.NumberFormat & {
  readonly formatRange?: (low: number, high: number) => string;
};

function unitFormat(language: string, unit: "minute" | "hour"): UnitFormat {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 1,
  });
}

/** Rounded outwards, so that the range said contains the range meant: to minutes, then half hours. */
function waitPhrase(
  range: WaitRange,
  formats: { readonly minute: UnitFormat; readonly hour: UnitFormat },
  messages: WaitingMessages,
): string {
  const inHours = range.high > 90 * minuteSeconds;
  const format = inHours ? formats.hour : formats.minute;
  const step = inHours ? hourSeconds / 2 : minuteSeconds;
  const perStep = inHours ? 0.5 : 1;
  const low = Math.floor(Math.max(0, range.low) / step) * perStep;
  const high = Math.max(perStep, Math.ceil(range.high / step) * perStep);

  if (low === 0) return messages.waitAtMost.replace("{duration}", format.format(high));
  return format.formatRange?.(low, high) ?? `${low}–${format.format(high)}`;
}

function instantFormat(
  language: string,
  options: Intl.DateTimeFormatOptions,
): (instant: string) => string {
  const format = new Intl.DateTimeFormat(language, options);
  return (instant) => {
    const date = new Date(instant);
    return Number.isNaN(date.getTime()) ? "" : format.format(date);
  };
}
