/**
 * Numbers, waits and times as people say them, in one language. Both the gateway (for the first
 * answer, and for browsers without JavaScript) and the page's script speak through it, so that
 * nothing changes its wording when the script takes over.
 */

import type { WaitRange } from "../protocol.ts";
import { once } from "./once.ts";
import type { SpokenMessages } from "./waiting-room-messages.ts";
import { createTimes } from "./waiting-room-times.ts";

export interface Wording {
  readonly messages: SpokenMessages;
  readonly count: (people: number) => string;
  /** The words that follow the count, in the plural form it asks for. */
  readonly peopleAhead: (people: number) => string;
  readonly wait: (range: WaitRange | null) => string;
  readonly left: (units: number) => string;
  /** With the time of day on the reader's clock; empty for an instant that is none. So are the next. */
  readonly enterBy: (instant: string) => string;
  readonly openUntil: (instant: string, shopZone: string | null) => string;
  readonly timeOfDayWithSeconds: (instant: string) => string;
  readonly dayAndTime: (instant: string, shopZone: string | null) => string;
  /** Time that is left, to be looked at, to the second. */
  readonly clock: (leftMs: number) => string;
  /** The same to be heard, in minutes. */
  readonly clockInWords: (leftMs: number) => string;
}

const minuteSeconds = 60;
const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/**
 * What speaks numbers and times is made when something is to be said: it takes milliseconds, and most
 * first pages of a crowd say neither.
 * @param gatewayZone the gateway does not know where its reader is: it names the zone that it takes instead
 */
export function createWording(
  language: string,
  messages: SpokenMessages,
  gatewayZone?: string,
): Wording {
  const counts = once(() => new Intl.NumberFormat(language));
  const plurals = once(() => new Intl.PluralRules(language));
  const waits = {
    minutes: rangeFormat(language, "minute", messages.waitAtMost),
    hours: rangeFormat(language, "hour", messages.waitAtMost),
  };
  const twoDigits = once(() => new Intl.NumberFormat(language, { minimumIntegerDigits: 2 }));
  const units = {
    day: unitFormat(language, "day"),
    hour: unitFormat(language, "hour"),
    minute: unitFormat(language, "minute"),
  };
  const times = createTimes(language, messages.yourTime, gatewayZone);

  return {
    messages,
    count: (people) => counts().format(people),
    peopleAhead: (people) =>
      messages.peopleAhead[plurals().select(people)] ?? messages.peopleAhead.other,
    wait: (range) => (range === null ? messages.waitNotKnown : waitPhrase(range, waits)),
    left: (left) => put(messages.left, "{count}", counts().format(left)),
    enterBy: (instant) => put(messages.enterBy, "{time}", times.ofDay(instant, null)),
    openUntil: (instant, shopZone) =>
      put(messages.openUntil, "{time}", times.ofDay(instant, shopZone)),
    timeOfDayWithSeconds: (instant) => times.toTheSecond(instant, null),
    dayAndTime: times.withDay,

    clock(leftMs) {
      const seconds = Math.ceil(leftMs / 1000);
      const days = Math.floor(seconds / daySeconds);
      const hours = Math.floor(seconds / hourSeconds) % 24;
      const shown = days + hours === 0 ? [] : [hours];
      shown.push(Math.floor(seconds / minuteSeconds) % 60, seconds % 60);
      const time = shown.map((part) => twoDigits().format(part)).join(":");
      return days === 0 ? time : `${units.day().format(days)} ${time}`;
    },

    clockInWords(leftMs) {
      const minutes = Math.ceil(leftMs / 1000 / minuteSeconds);
      const parts = [
        { unit: units.day, amount: Math.floor(minutes / 60 / 24) },
        { unit: units.hour, amount: Math.floor(minutes / 60) % 24 },
        { unit: units.minute, amount: minutes % 60 },
      ];
      const said = parts.filter(({ amount }) => amount > 0);
      return said.map(({ unit, amount }) => unit().format(amount)).join(" ");
    },
  };
}

/** A text with nothing to put into it says nothing. */
function put(text: string, place: string, value: string): string {
  return value && text.replace(place, () => value);
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
  const format = unitFormat(language, unit);
  const said = new Map<string, string>();
  return (low, high) => {
    if (low === 0) return atMost.replace("{duration}", format().format(high));
    const range = `${low}–${high}`;
    const phrase =
      said.get(range) ?? format().formatRange?.(low, high) ?? `${low}–${format().format(high)}`;
    if (said.size < 1_000) said.set(range, phrase);
    return phrase;
  };
}

function unitFormat(language: string, unit: "day" | "hour" | "minute"): () => UnitFormat {
  const style = { style: "unit", unitDisplay: "long", maximumFractionDigits: 1 } as const;
  return once(() => new Intl.NumberFormat(language, { ...style, unit }));
}
