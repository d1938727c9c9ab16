import { expect, test } from "vitest";
import { simulate } from "../../../src/cli/simulate/engine.ts";
import { drawPicture } from "../../../src/cli/simulate/picture.ts";
import { writeReport } from "../../../src/cli/simulate/report.ts";
import { seriesOf } from "../../../src/cli/simulate/series.ts";
import { verdictOf } from "../../../src/cli/simulate/verdict.ts";

const simulation = simulate({
  seed: 1,
  settings: { admissionsPerMinute: 60 },
  crowd: { visitors: 50, overMs: 5_000, leave: 0.2 },
});
const { figures } = simulation;
const verdict = verdictOf({ name: "fifty", seed: 1, figures, mustHappen: [], tookMs: 0 });

test("seriesOf() counts everybody once: arrivals and admissions add up to the run's", () => {
  const series = seriesOf(simulation, 20);
  const total = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) * series.stretchSeconds;
  expect(series.arrivalsPerSecond.length).toBeLessThanOrEqual(20);
  expect(total(series.arrivalsPerSecond)).toBeCloseTo(50);
  expect(total(series.admissionsPerSecond)).toBeCloseTo(figures.admitted);
});

test("drawPicture() draws a diagram for each thing, with every word escaped and every number finite", () => {
  const svg = drawPicture(verdict, seriesOf(simulation, 20), "Tea & <scones>");
  for (const title of ["arrivals a second", "in line", "let in a second", "the wait"]) {
    expect(svg).toContain(title);
  }
  expect(svg).toContain("Tea &amp; &lt;scones&gt;");
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test("drawPicture() of a shop that counts shows what is left", () => {
  const series = { ...seriesOf(simulation, 20), stock: [30, 20, 10] };
  expect(drawPicture(verdict, series, "")).toContain("left to buy");
});

test("writeReport() names what was broken and what never happened", () => {
  const bad = {
    ...verdict,
    broken: { "the rate is kept": "1 × here" },
    neverHappened: ["restart"],
  };
  const report = writeReport(bad, seriesOf(simulation, 40));
  expect(report).toContain("the rate is kept: 1 × here");
  expect(report).toContain("restart");
});

test("a run in which nothing happened at all has a picture, too", () => {
  const none = simulate({ seed: 1, settings: {}, crowd: { visitors: 0, overMs: 1_000 } });
  const empty = verdictOf({
    ...verdict,
    name: "nobody",
    figures: none.figures,
    mustHappen: [],
    tookMs: 0,
  });
  expect(drawPicture(empty, seriesOf(none, 20), "")).not.toMatch(/NaN|Infinity/);
});
