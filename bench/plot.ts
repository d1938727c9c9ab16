/** The ratios as a picture: each round a dot, the median a bar, what is promised a line. */

import { drawing, element, text } from "../src/cli/simulate/svg.ts";
import type { Spread } from "./compare.ts";
import { type BenchResult, promisedRatios, type RatioName, ratioNames } from "./result.ts";

const width = 860;
const left = 230;
const right = 40;
const top = 84;
const rowHeight = 46;
const ink = "#1c2433";
const faint = "#667085";
const kept = "#1f7a5c";
const missed = "#b3432f";

export function drawPlot(result: BenchResult): string {
  const { ratios, generator } = result;
  const rows = ratioNames.flatMap((name) => {
    const ratio = ratios[name];
    return ratio && result[name] !== null ? [{ name, spread: ratio.throughput }] : [];
  });
  const height = top + rows.length * rowHeight + 44;
  const title = "Throughput against a bare Worker, as a share of what is promised";
  const alone = `The load generator alone: ${generator.alonePerSecond.toFixed(0)} requests a second`;
  return drawing(
    { width, height, title },
    text(title, { x: 28, y: 36, fill: ink, "font-size": 18, "font-weight": 700 }),
    text(alone, { x: 28, y: 58, fill: faint, "font-size": 13 }),
    element("line", {
      ...{ x1: at(1), x2: at(1), y1: top - 8, y2: height - 34 },
      ...{ stroke: faint, "stroke-dasharray": "4 4" },
    }),
    text("promised", {
      ...{ x: at(1), y: height - 16, fill: faint, "font-size": 12, "text-anchor": "middle" },
    }),
    ...rows.flatMap(({ name, spread }, index) => row(name, spread, top + index * rowHeight)),
  );
}

/** Twice what is promised is as far as the picture goes. */
const furthest = 2;
const at = (share: number): number =>
  left + (Math.min(share, furthest) / furthest) * (width - left - right);

function row(name: RatioName, { median, each }: Spread, y: number): string[] {
  const { least } = promisedRatios[name];
  const colour = median >= least ? kept : missed;
  const middle = y + rowHeight / 2 - 4;
  return [
    text(name, { x: 28, y: middle, fill: ink, "font-size": 13 }),
    text(`${median.toFixed(2)} of ${least}`, {
      ...{ x: 28, y: middle + 15, fill: faint, "font-size": 12 },
    }),
    element("rect", {
      ...{ x: left, y: middle - 8, width: at(median / least) - left, height: 16 },
      ...{ fill: colour, opacity: 0.35 },
    }),
    ...each.map((ratio) =>
      element("circle", { cx: at(ratio / least), cy: middle, r: 3.5, fill: colour }),
    ),
  ];
}
