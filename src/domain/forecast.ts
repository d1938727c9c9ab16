/**
 * The room holds itself to its word: every second it notes what it would tell somebody at some place of
 * a line, and when that place is let in it learns from how it came out. Places, not people: a few dozen
 * notes, however long the line is, and nobody else can tamper with them.
 */

import { learn, type Margins, nothingLearned, positionOf, type WaitBelief } from "./margins.ts";
import type { Instant } from "./time.ts";

export interface Forecast extends WaitBelief {
  readonly line: string;
  readonly place: number;
  readonly at: Instant;
}

/** Durable. */
export interface Forecasts {
  readonly margins: Margins;
  /** Not come out yet, oldest first. */
  readonly open: readonly Forecast[];
  /** Under what they were made. */
  readonly under: Conditions;
}

/** What decides the pace of all lines, and that nobody knows beforehand. */
export interface Conditions {
  /** The rate in force, as the shop and the merchant will have it; null before anybody was waited for. */
  readonly perSecond: number | null;
  readonly capacity: number | null;
  /** Since when they are so. */
  readonly since: Instant;
}

export const noForecasts: Forecasts = {
  margins: nothingLearned,
  open: [],
  under: { perSecond: null, capacity: null, since: 0 },
};

/** Of waits of about the same length so many are open, and evenly spread over that length. */
const mostAlike = 8;

/** One more, unless there are enough of its kind. */
export function noteForecast(forecasts: Forecasts, forecast: Forecast): Forecasts {
  const kind = kindOf(forecast);
  const alike = forecasts.open.filter((other) => kindOf(other) === kind);
  const last = alike.at(-1);
  if (alike.length >= mostAlike) return forecasts;
  if (last && forecast.at - last.at < forecast.middleMs / mostAlike) return forecasts;
  const { middleMs, deviationMs } = forecast;
  const whole = {
    ...forecast,
    middleMs: Math.round(middleMs),
    deviationMs: Math.max(1, Math.round(deviationMs)),
  };
  return { ...forecasts, open: [...forecasts.open, whole] };
}

const kindOf = ({ middleMs }: Forecast): number => Math.round(positionOf(middleMs));

/** Somebody is let in: whoever had stood at a place up to theirs would have been by now, and not before. */
export function comeOut(
  forecasts: Forecasts,
  { line, place, admittedAt }: Pick<Forecast, "line" | "place"> & { readonly admittedAt: Instant },
): Forecasts {
  const isOut = (one: Forecast) => one.line === line && one.place <= place;
  if (!forecasts.open.some(isOut)) return forecasts;
  const margins = forecasts.open
    .filter(isOut)
    .reduce(
      (learned, one) => learn(learned, one, Math.max(0, admittedAt - one.at)),
      forecasts.margins,
    );
  return { ...forecasts, margins, open: forecasts.open.filter((one) => !isOut(one)) };
}

/** Forgets those that can teach nothing any more: nobody could know of a pause beforehand. */
export function keepForecasts(
  forecasts: Forecasts,
  teaches: (forecast: Forecast) => boolean,
): Forecasts {
  const open = forecasts.open.filter(teaches);
  return open.length === forecasts.open.length ? forecasts : { ...forecasts, open };
}
