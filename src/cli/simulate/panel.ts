/** One diagram of a picture: a frame with its scales, and what is drawn on them. */

import { element, pathThrough, text } from "./svg.ts";

export interface Panel {
  /** Where the diagram lies in the picture, without its labels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The value at the upper edge; at the lower one it is 0. */
  readonly most: number;
  /** How many stretches of time it is wide. */
  readonly stretches: number;
}

export const colours = {
  ink: "#1f2933",
  faint: "#52606d",
  grid: "#e4e7eb",
  arrivals: "#486581",
  line: "#7048b6",
  admissions: "#2b8a3e",
  rate: "#c92a2a",
  told: "#f4a63a",
  had: "#a8480a",
  stock: "#1971c2",
} as const;

/** The least round number that is not below the value: one digit, or 15, and zeros. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step =
    [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

const xOf = (panel: Panel, stretch: number): number =>
  panel.left + (stretch / panel.stretches) * panel.width;
const yOf = (panel: Panel, value: number): number =>
  panel.top + panel.height * (1 - Math.min(value, panel.most) / panel.most);

export function frame(panel: Panel, title: string, unit: (value: number) => string): string {
  const { left, top, width } = panel;
  const values = [0, panel.most / 2, panel.most];
  return [
    text(title, { x: left, y: top - 9, fill: colours.ink, "font-size": 13, "font-weight": 600 }),
    ...values.flatMap((value) => {
      const y = yOf(panel, value);
      return [
        element("line", { x1: left, x2: left + width, y1: y, y2: y, stroke: colours.grid }),
        text(unit(value), {
          x: left - 8,
          y: y + 4,
          fill: colours.faint,
          "font-size": 11,
          "text-anchor": "end",
        }),
      ];
    }),
  ].join("");
}

/** Filled from the lower edge to the values, each of them as wide as its stretch. */
export function steps(panel: Panel, values: readonly number[], colour: string): string {
  const floor = yOf(panel, 0);
  const points = [
    [xOf(panel, 0), floor] as const,
    ...stepsAt(panel, 0, values),
    [xOf(panel, values.length), floor] as const,
  ];
  return element("path", { d: `${pathThrough(points)}Z`, fill: colour, "fill-opacity": 0.75 });
}

export function stepLine(panel: Panel, values: readonly number[], colour: string): string {
  return element("path", {
    d: pathThrough(stepsAt(panel, 0, values)),
    fill: "none",
    stroke: colour,
    "stroke-width": 1.6,
    "stroke-dasharray": "5 3",
  });
}

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A band from the low to the high values; broken where there is none. */
export function band(panel: Panel, ranges: readonly (Range | null)[], colour: string): string {
  return stretchesOf(ranges)
    .map(({ from, values }) => {
      const upper = stepsAt(
        panel,
        from,
        values.map(({ high }) => high),
      );
      const lower = stepsAt(
        panel,
        from,
        values.map(({ low }) => low),
      ).reverse();
      return element("path", {
        d: `${pathThrough([...upper, ...lower])}Z`,
        fill: colour,
        "fill-opacity": 0.35,
      });
    })
    .join("");
}

export function dots(panel: Panel, values: readonly (number | null)[], colour: string): string {
  return values
    .map((value, index) =>
      value === null
        ? ""
        : element("circle", {
            cx: xOf(panel, index + 0.5),
            cy: yOf(panel, value),
            r: 1.8,
            fill: colour,
          }),
    )
    .join("");
}

const stepsAt = (panel: Panel, from: number, values: readonly number[]) =>
  values.flatMap((value, index) => [
    [xOf(panel, from + index), yOf(panel, value)] as const,
    [xOf(panel, from + index + 1), yOf(panel, value)] as const,
  ]);

/** The unbroken runs of what is not null. */
function stretchesOf<T>(values: readonly (T | null)[]) {
  const runs: { from: number; values: T[] }[] = [];
  let current: { from: number; values: T[] } | null = null;
  for (const [index, value] of values.entries()) {
    if (value === null) current = null;
    else if (current) current.values.push(value);
    else {
      current = { from: index, values: [value] };
      runs.push(current);
    }
  }
  return runs;
}
