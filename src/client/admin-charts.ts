/** The two small drawings of the last five minutes, and the same in words for those who do not see them. */

import { part, write } from "./admin-elements.ts";
import { fill, formatNumber } from "./admin-format.ts";
import { drawLine, type Figure, highest, type Sample } from "./admin-history.ts";
import { texts } from "./admin-texts.ts";

/** The view box of the drawings in the page. */
const box = { width: 300, height: 60 };

export function drawHistory(history: readonly Sample[]): void {
  const admissions = highest(history, ["admittedLastMinute", "effectivePerMinute"]);
  line("chart-admitted", history, "admittedLastMinute", admissions);
  line("chart-rate", history, "effectivePerMinute", admissions);
  const waiting = highest(history, ["waiting"]);
  line("chart-waiting", history, "waiting", waiting);
  write(part("chart-admissions-top", HTMLElement), formatNumber(admissions));
  write(part("chart-waiting-top", HTMLElement), formatNumber(waiting));
  describe(history);
}

function line(id: string, history: readonly Sample[], figure: Figure, top: number): void {
  part(id, SVGPathElement).setAttribute("d", drawLine(history, figure, top, box));
}

function describe(history: readonly Sample[]): void {
  const now = history.at(-1);
  if (now === undefined) return;
  const { chartAdmissions, chartWaiting } = texts.live;
  const admitted = fill(chartAdmissions, {
    now: formatNumber(now.admittedLastMinute),
    high: formatNumber(highest(history, ["admittedLastMinute"])),
    rate: formatNumber(now.effectivePerMinute),
  });
  const waiting = fill(chartWaiting, {
    now: formatNumber(now.waiting),
    high: formatNumber(highest(history, ["waiting"])),
  });
  part("chart-admissions", SVGSVGElement).setAttribute("aria-label", admitted);
  part("chart-waiting-drawing", SVGSVGElement).setAttribute("aria-label", waiting);
}
