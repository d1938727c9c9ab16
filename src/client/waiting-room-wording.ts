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
  const waits = {
    minutes: rangeFormat(language, "minute", messages.waitAtMost),
    hours: rangeFormat(language, "hour", messages.waitAtMost),
  };
  const zone: Intl.DateTimeFormatOptions =
    timeZone === undefined ? {} : { timeZone, timeZoneName: "short" };
  const hourAndMinute = { hour: "numeric", minute: "2-digit", ...zone } as const;

  return {
    messages,
    count: (people) => counts.format(people),
    peopleAhead: (people) =>
      messages.peopleAhead[plurals.select(people)] ?? messages.peopleAhead.other,
    wait: (range) => (range === null ? messages.waitNotKnown : waitPhrase(range, waits)),
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

/** Says a range, or from 0 on only its upper end, in one unit. */
type RangeFormat = (low: number, high: number) => string;

interface WaitFormats {
  readonly minutes: RangeFormat;
  readonly hours: RangeFormat;
}

/** Rounded outwards, so that the range said contains the range meant: to minutes, then half hours. */
function waitPhrase({ low, high }: WaitRange, formats: WaitFormats): string {
  const halfHours = high > 90 * minuteSeconds;
  const step = halfHours ? hourSeconds / 2 : minuteSeconds;
  const from = Math.floor(Math.max(0, low) / step);
  const to = Math.max(1, Math.ceil(high / step));
  return halfHours ? formats.hours(from / 2, to / 2) : formats.minutes(from, to);
}

/** Browsers from before 2023 have no ranges of numbers. */
type UnitFormat = Intl.NumberFormat & { readonly formatRange?: RangeFormat };

/** A range costs Intl a hundred times what a number does, and a line says the same few all day. */
function rangeFormat(language: string, unit: "minute" | "hour", atMost: string): RangeFormat {
  const format: UnitFormat = new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "long",
    maximumFractionDigits: 1,
  });
  const said = new Map<string, string>();
  return (low, high) => {
    if (low === 0) return atMost.replace("{duration}", format.format(high));
    const range = `${low}–${high}`;
    const phrase =
      said.get(range) ?? format.formatRange?.(low, high) ?? `${low}–${format.format(high)}`;
    if (said.size < 1_000) said.set(range, phrase);
    return phrase;
  };
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
