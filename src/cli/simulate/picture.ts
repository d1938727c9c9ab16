/** The picture of a run: five diagrams above one another on one scale of time, as an SVG document. */

import { percent } from "../rush/wording.ts";
import { band, colours, dots, frame, type Panel, roundUp, stepLine, steps } from "./panel.ts";
import type { Series } from "./series.ts";
import { drawing, element, text } from "./svg.ts";
import type { Verdict } from "./verdict.ts";

/** As many stretches of time as can be told apart. */
export const stretchesOfAPicture = 300;

const width = 960;
const margin = { left: 76, right: 28, top: 122, bottom: 44 } as const;
const panelHeight = 104;
const pitch = panelHeight + 48;

export function drawPicture(verdict: Verdict, series: Series, story: string): string {
  const diagrams = diagramsOf(series);
  const height = margin.top + diagrams.length * pitch - 48 + margin.bottom;
  return drawing(
    { width, height, title: `Simulation of ${verdict.scenario}: ${story}` },
    ...headline(verdict, story),
    ...diagrams.map((draw, index) =>
      draw({
        left: margin.left,
        top: margin.top + index * pitch,
        width: width - margin.left - margin.right,
        height: panelHeight,
        most: 1,
        stretches: series.inLine.length,
      }),
    ),
    timeAxis(series, margin.top + diagrams.length * pitch - 48),
  );
}

function headline(verdict: Verdict, story: string): string[] {
  const { rateUsed, estimateCoverage, invariantsBroken } = verdict;
  const facts = [
    `${people(verdict.visitors)} visitors, ${people(verdict.admitted)} let in`,
    ...(rateUsed === null ? [] : [`${percent(rateUsed)} of the rate used`]),
    ...(estimateCoverage === null ? [] : [`${percent(estimateCoverage)} of the waits told held`]),
    `${invariantsBroken} promises broken in ${people(verdict.steps)} steps`,
  ];
  const at = (y: number) => ({ x: 28, y });
  return [
    text(verdict.scenario, { ...at(36), fill: colours.ink, "font-size": 21, "font-weight": 700 }),
    text(`seed ${verdict.seed}`, {
      x: width - margin.right,
      y: 36,
      fill: colours.faint,
      "font-size": 12,
      "text-anchor": "end",
    }),
    text(story, { ...at(57), fill: colours.faint, "font-size": 13 }),
    text(facts.join("  ·  "), { ...at(77), fill: colours.ink, "font-size": 13 }),
  ];
}

type Draw = (panel: Panel) => string;

function diagramsOf(series: Series): readonly Draw[] {
  const { arrivalsPerSecond, inLine, admissionsPerSecond, ratePerSecond, waits, stock } = series;
  return [
    area("arrivals a second", arrivalsPerSecond, colours.arrivals),
    area("in line", inLine, colours.line),
    (panel) => {
      const own = { ...panel, most: roundUp(Math.max(...admissionsPerSecond, ...ratePerSecond)) };
      return [
        frame(own, "let in a second, against the rate", people),
        steps(own, admissionsPerSecond, colours.admissions),
        stepLine(own, ratePerSecond, colours.rate),
        legend(own, [
          ["let in", colours.admissions],
          ["the rate", colours.rate],
        ]),
      ].join("");
    },
    (panel) => {
      const most = Math.max(0, ...waits.flatMap((wait) => (wait ? [wait.high, wait.had] : [])));
      const own = { ...panel, most: roundUp(most / 60) * 60 };
      return [
        frame(own, "the wait, by the moment at which it was told", minutes),
        band(own, waits, colours.told),
        dots(
          own,
          waits.map((wait) => wait?.had ?? null),
          colours.had,
        ),
        legend(own, [
          ["told, from low to high", colours.told],
          ["had", colours.had],
        ]),
      ].join("");
    },
    ...(stock ? [area("left to buy", stock, colours.stock)] : []),
  ];
}

const area =
  (title: string, values: readonly number[], colour: string): Draw =>
  (panel) => {
    const own = { ...panel, most: roundUp(Math.max(...values)) };
    return frame(own, title, people) + steps(own, values, colour);
  };

/** At the right of the title, the last entry outermost. */
function legend(
  { left, top, width: wide }: Panel,
  entries: readonly (readonly [string, string])[],
) {
  let x = left + wide;
  return entries
    .toReversed()
    .map(([name, colour]) => {
      const nameX = x - name.length * 7.2;
      x = nameX - 34;
      return [
        element("rect", { x: nameX - 16, y: top - 18, width: 10, height: 10, rx: 2, fill: colour }),
        text(name, { x: nameX, y: top - 9, fill: colours.faint, "font-size": 12 }),
      ].join("");
    })
    .join("");
}

function timeAxis({ inLine, stretchSeconds }: Series, y: number): string {
  const length = inLine.length * stretchSeconds;
  const step = timeSteps.find((one) => length / one <= 10) ?? 3_600;
  const wide = width - margin.left - margin.right;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => {
    const x = margin.left + ((index * step) / length) * wide;
    return [
      element("line", { x1: x, x2: x, y1: y, y2: y + 5, stroke: colours.faint }),
      text(clock(index * step), {
        x,
        y: y + 19,
        fill: colours.faint,
        "font-size": 11,
        "text-anchor": "middle",
      }),
    ].join("");
  }).join("");
}

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1_800] as const;

const people = (count: number): string =>
  count.toLocaleString("en", { maximumFractionDigits: count < 10 ? 1 : 0 });
const minutes = (seconds: number): string => `${people(seconds / 60)} min`;
const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
