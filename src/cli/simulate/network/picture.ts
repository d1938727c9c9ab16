/** The picture of the network: polls around an outage, however it is noticed, and where the money goes. */

import { colours, frame, type Panel, roundUp, steps } from "../panel.ts";
import { drawing, element, text } from "../svg.ts";
import { story } from "./inputs.ts";
import type { NetworkResult } from "./network.ts";

const width = 960;
const margin = { left: 76, right: 28, top: 96 } as const;
const panelHeight = 96;
const pitch = panelHeight + 50;
const barPitch = 22;

export function drawNetwork(result: NetworkResult): string {
  const { outages, bills, seed } = result;
  const { lines, dollars } = bills["the Worker"];
  const paid = lines.filter((line) => line.dollars >= 0.005);
  const barsTop = margin.top + outages.length * pitch + 20;
  const height = barsTop + paid.length * barPitch + 30;
  const title = "The network, simulated";
  return drawing(
    { width, height, title },
    text(title, { x: 28, y: 36, fill: colours.ink, "font-size": 21, "font-weight": 700 }),
    text(`seed ${seed}`, {
      x: width - margin.right,
      y: 36,
      fill: colours.faint,
      "font-size": 12,
      "text-anchor": "end",
    }),
    text(factsOf(result), { x: 28, y: 58, fill: colours.ink, "font-size": 13 }),
    ...outages.map((outage, index) => outagePanel(outage, margin.top + index * pitch)),
    text(`a million who wait for half an hour each: $${dollars.toFixed(2)}`, {
      x: margin.left,
      y: barsTop - 12,
      fill: colours.ink,
      "font-size": 13,
      "font-weight": 600,
    }),
    ...paid.map((line, index) => bar(line, dollars, barsTop + index * barPitch)),
  );
}

const factsOf = ({ joining, waiting }: NetworkResult): string =>
  [
    `${story.joinsPerSecond.toLocaleString("en")} joins a second: the room is asked ${Math.round(joining.objects.WaitingRoom.meanPerSecond)} times`,
    `a join takes ${Math.round(joining.joinDelay.p99Ms)} ms at most, 99 of 100`,
    `${waiting.pollsPerVisitor.toFixed(0)} polls in half an hour`,
  ].join("  ·  ");

function outagePanel(outage: NetworkResult["outages"][number], top: number): string {
  const { perSecond, noticing, peakToMean } = outage;
  const panel: Panel = {
    left: margin.left,
    top,
    width: width - margin.left - margin.right,
    height: panelHeight,
    most: roundUp(Math.max(...perSecond)),
    stretches: perSecond.length,
  };
  const xOf = (second: number) => panel.left + (second / perSecond.length) * panel.width;
  const mark = (second: number, words: string) => [
    element("line", {
      x1: xOf(second),
      x2: xOf(second),
      y1: top,
      y2: top + panelHeight,
      stroke: colours.rate,
      "stroke-dasharray": "4 3",
    }),
    text(words, { x: xOf(second) + 4, y: top + 11, fill: colours.rate, "font-size": 11 }),
  ];
  return [
    frame(panel, `polls a second around an outage, noticed ${noticing}`, (value) =>
      Math.round(value).toLocaleString("en"),
    ),
    steps(panel, perSecond, colours.arrivals),
    ...mark(story.outageSeconds, "it ends"),
    ...mark(
      story.outageSeconds + story.settledAfterSeconds,
      `from here the fullest tenth of a second is ${peakToMean.toFixed(2)} of the mean`,
    ),
  ].join("");
}

function bar(line: { readonly what: string; readonly dollars: number }, most: number, y: number) {
  const left = 290;
  const wide = (line.dollars / most) * (width - left - 110);
  return [
    text(line.what, {
      x: left - 10,
      y: y + 12,
      fill: colours.ink,
      "font-size": 12,
      "text-anchor": "end",
    }),
    element("rect", {
      x: left,
      y,
      width: Math.max(1, wide),
      height: 15,
      rx: 2,
      fill: colours.stock,
    }),
    text(`$${line.dollars.toFixed(2)}`, {
      x: left + wide + 8,
      y: y + 12,
      fill: colours.faint,
      "font-size": 12,
    }),
  ].join("");
}
