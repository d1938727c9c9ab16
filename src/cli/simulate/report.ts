/** The end of a run, for people: its picture in blocks, then its figures. */

import { styleText } from "node:util";
import { plotBars, sparkline, topOf } from "../rush/report/plot.ts";
import { percent, short } from "../rush/wording.ts";
import type { Series, WaitsOfAStretch } from "./series.ts";
import type { Verdict } from "./verdict.ts";

const marginWidth = 9;
const plotHeight = 6;

/** For a picture as wide as this many columns, so many stretches. */
export const stretchesFor = (columns: number): number => Math.max(10, columns - marginWidth - 1);

export function writeReport(verdict: Verdict, series: Series): string {
  return [...pictureOf(series), "", ...figuresOf(verdict), ...faultsOf(verdict), ""].join("\n");
}

function pictureOf(series: Series): string[] {
  const { arrivalsPerSecond, inLine, admissionsPerSecond, ratePerSecond, stretchSeconds } = series;
  const most = (values: readonly number[]) => short(Math.round(topOf(values, 0) * 10) / 10);
  const rate = Math.max(...ratePerSecond);
  const count = admissionsPerSecond.length;
  return [
    heading(`arrivals a second, up to ${most(arrivalsPerSecond)}`),
    margin() + sparkline(arrivalsPerSecond),
    heading(`in line, up to ${most(inLine)}`),
    margin() + sparkline(inLine),
    heading(`let in a second (╌ the rate, up to ${short(Math.round(rate * 10) / 10)})`),
    ...plotBars(admissionsPerSecond, { height: plotHeight, mark: rate }).map(
      (line, index) => margin(index === 0 ? most([...admissionsPerSecond, rate]) : "") + line,
    ),
    heading("seconds of waiting: told (░ from low to high) and had (●), by the moment of telling"),
    ...plotWaits(series.waits),
    ...(series.stock
      ? [heading(`left to buy, of ${most(series.stock)}`), margin() + sparkline(series.stock)]
      : []),
    margin("0 s") + `${count * stretchSeconds} s`.padStart(count),
  ];
}

const heading = (text: string): string => styleText("bold", text);
const margin = (label = ""): string => `${label.padStart(marginWidth - 1)} `;

/** A column for each stretch: what was told as a band, what was had as a dot in it, above it or below. */
function plotWaits(waits: readonly (WaitsOfAStretch | null)[]): string[] {
  const highs = waits.flatMap((wait) => (wait ? [wait.high, wait.had] : []));
  if (highs.length === 0) return [`${margin()}nobody waited`];
  const top = topOf(highs, 0);
  const rowOf = (value: number) => Math.min(plotHeight - 1, Math.floor((value / top) * plotHeight));
  return Array.from({ length: plotHeight }, (_, line) => {
    const row = plotHeight - 1 - line;
    const cells = waits.map((wait) => {
      if (wait === null) return " ";
      if (rowOf(wait.had) === row) return "●";
      return rowOf(wait.low) <= row && row <= rowOf(wait.high) ? "░" : " ";
    });
    return margin(line === 0 ? short(Math.round(top)) : "") + cells.join("");
  });
}

function figuresOf(verdict: Verdict): string[] {
  const { estimateCoverage, estimateMedianError, capacityUsed, rateUsed } = verdict;
  const share = (value: number | null) => (value === null ? "-" : percent(value));
  const rows: readonly (readonly [string, string])[] = [
    ["visitors", `${verdict.visitors}, ${verdict.admitted} of them let in`],
    ["promises broken", `${verdict.invariantsBroken} in ${verdict.steps} steps`],
    [
      "rate used",
      `${share(rateUsed)}, at most ${verdict.maxOverRate.toFixed(3)} over it in any window`,
    ],
    ...(capacityUsed === null ? [] : [["capacity used", share(capacityUsed)] as const]),
    ["overtaken", `${verdict.inversionsAmongPresent} of those who were there`],
    ["waits told", `${share(estimateCoverage)} held, median error ${share(estimateMedianError)}`],
    ["polls", `${short(verdict.pollsPerVisitor)} a visitor`],
    ["met", eventsOf(verdict)],
    [
      "took",
      `${verdict.seconds.toFixed(1)} s for ${Math.round(verdict.virtualSeconds)} s of admissions`,
    ],
  ];
  return rows.map(([name, value]) => `${styleText("bold", name.padEnd(17))}${value}`);
}

const eventsOf = ({ sometimes }: Verdict): string =>
  Object.entries(sometimes)
    .map(([what, count]) => `${count} × ${what}`)
    .join(", ") || "nothing out of the ordinary";

function faultsOf({ broken, neverHappened }: Verdict): string[] {
  return [
    ...Object.entries(broken).map(
      ([promise, story]) => `${styleText(["red", "bold"], "BROKEN")} ${promise}: ${story}`,
    ),
    ...neverHappened.map((what) => `${styleText(["red", "bold"], "NEVER HAPPENED")} ${what}`),
  ];
}
