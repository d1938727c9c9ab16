/**
 * Numbers, times and sentences as the merchant reads them. The screen speaks English, so its
 * numbers do too, whatever the browser's language: 1,000 in one place and 1.000 in another misleads.
 */

import type { WaitRange } from "../protocol.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { knownZone, ownZone } from "./admin-zones.ts";

const language = "en-GB";

/** Six decimals: a rate of one in three hours is 0.005556 a minute, and must not read as nothing. */
const number = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
const oneDecimal = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** Enough to tell a handful among a million from nobody. */
const finePercent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 4 });
const percent = new Intl.NumberFormat(language, { style: "percent" });
const timeOfDay = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });

/** Fills the {gaps} of a text. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}

export function formatNumber(value: number): string {
  return number.format(value);
}

export function formatShare(share: number): string {
  return percent.format(share);
}

/** Rounded down: all is all only when nothing is missing. */
export function formatFineShare(share: number): string {
  return finePercent.format(Math.floor(share * 1e6) / 1e6);
}

export function formatPeople(count: number): string {
  const { people, person } = launchTexts.fairness;
  return count === 1 ? person : fill(people, { count: formatNumber(count) });
}

/** Seconds with one decimal, from milliseconds: an age that is seen to move. */
export function formatSeconds(milliseconds: number): string {
  return oneDecimal.format(milliseconds / 1000);
}

/** The time of day, with the date when that is not today. */
export function formatInstant(rfc3339: string, nowMs: number): string {
  const instant = new Date(rfc3339);
  const isToday = instant.toDateString() === new Date(nowMs).toDateString();
  return (isToday ? timeOfDay : dayAndTime).format(instant);
}

/** An instant by the clocks of a zone, this browser's when there is none, as a plan is written. */
export function formatTimeIn(rfc3339: string, zone: string | null, isNamed = true): string {
  return new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(isNamed && { timeZoneName: "short" }),
    timeZone: knownZone(zone) ?? ownZone(),
  }).format(new Date(rfc3339));
}

/** A range in the largest unit that still tells its ends apart, rounded outwards so that it stays true. */
export function formatWait({ low, high }: WaitRange): string {
  const { unit, seconds } = unitFor(high);
  const [from, to] = [Math.floor(low / seconds), Math.ceil(high / seconds)];
  const longest = formatUnit(to, unit);
  return from === to ? longest : `${number.format(from)}–${longest}`;
}

/** A single length of time, rounded up. */
export function formatDuration(seconds: number): string {
  const size = unitFor(seconds);
  return formatUnit(Math.ceil(seconds / size.seconds), size.unit);
}

/** A language tag by its name, "German" for "de"; the tag itself when it is not one. */
export function formatLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames(language, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

type Unit = "second" | "minute" | "hour";

/** Seconds up to a minute and a half, minutes up to an hour and a half, hours above. */
function unitFor(seconds: number): { readonly unit: Unit; readonly seconds: number } {
  if (seconds <= 90) return { unit: "second", seconds: 1 };
  if (seconds <= 90 * 60) return { unit: "minute", seconds: 60 };
  return { unit: "hour", seconds: 3600 };
}

function formatUnit(value: number, unit: Unit): string {
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(
    value,
  );
}
