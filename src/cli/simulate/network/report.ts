/** The end of a run of the network, for people: what is asked of it, what reached the objects, the bill. */

import { styleText } from "node:util";
import { sparkline } from "../../rush/report/plot.ts";
import type { Bill } from "./bill.ts";
import type { CallFigures, ObjectClassName } from "./calls.ts";
import { story } from "./inputs.ts";
import type { Judgement } from "./judgement.ts";
import type { NetworkResult, ShardFigures } from "./network.ts";

export function writeNetworkReport(result: NetworkResult, columns: number): string {
  const { joining, otherBatchers, waiting, outages, bills, judgements } = result;
  return [
    heading(`${whole(story.joinsPerSecond)} joins a second for ${joining.seconds} s`),
    ...objectLines(joining),
    `  a join takes ${ms(joining.joinDelay.medianMs)}, 99 of 100 at most ${ms(joining.joinDelay.p99Ms)}`,
    ...otherBatchers.map(otherLine),
    "",
    heading(`${whole(waiting.people)} people in line, half an hour each`),
    `  ${whole(waiting.pollsPerSecond)} polls a second, ${waiting.pollsPerVisitor.toFixed(1)} a visitor, fullest tenth of a second ${waiting.peakToMean.toFixed(2)} of the mean`,
    ...objectLines(waiting.calls),
    `  ${answerAtTheDoor(waiting.calls)}`,
    ...waiting.otherShards.map(otherShardsLine),
    `  where the line is published: ${waiting.byDocument.looks.toFixed(1)} looks into the document a visitor, ${waiting.byDocument.polls.toFixed(2)} polls at the gateway`,
    "",
    heading(`an outage of ${story.outageSeconds} s, and the two minutes from its beginning`),
    ...outages.flatMap(({ noticing, peakToMean, peakToMeanAtOnce, perSecond }) => [
      `  noticed ${noticing.padEnd(8)} fullest tenth over the mean: ${peakToMeanAtOnce.toFixed(2)} in the first ${story.settledAfterSeconds} s after it, then ${peakToMean.toFixed(2)}`,
      `  ${sparkline(inColumns(perSecond, Math.max(10, columns - 4)))}`,
    ]),
    "",
    ...billLines("polls through the Worker", bills["the Worker"]),
    "",
    ...billLines("polls from a document without a Worker", bills["a document without a Worker"]),
    "",
    heading("asked of it"),
    ...judgements.map(judgementLine),
    "",
  ].join("\n");
}

const heading = (text: string): string => styleText("bold", text);
const whole = (value: number): string => Math.round(value).toLocaleString("en");
const ms = (value: number): string => `${Math.round(value)} ms`;
const dollars = (value: number): string => `$${value.toFixed(2)}`;

const classNames: readonly ObjectClassName[] = [
  "WaitingRoom",
  "TicketBatcher",
  "AdmissionShard",
  "Directory",
];

const objectLines = ({ objects }: CallFigures): string[] =>
  classNames
    .filter((name) => objects[name].calls > 0)
    .map((name) => {
      const { objects: count, peakPerSecond, meanPerSecond, longestQueue } = objects[name];
      const which = count === 1 ? name : `${name} x ${count}, each`;
      return `  ${which.padEnd(26)} ${whole(meanPerSecond)} calls a second, ${whole(peakPerSecond)} in the worst; at most ${longestQueue} in its queue`;
    });

function otherLine({ batchers, calls }: NetworkResult["otherBatchers"][number]): string {
  const { WaitingRoom, TicketBatcher } = calls.objects;
  const each = batchers === 0 ? "" : `, each batcher ${whole(TicketBatcher.meanPerSecond)}`;
  const name = batchers === 0 ? "without batchers" : `with ${batchers} batchers`;
  return `  ${name}: the room ${whole(WaitingRoom.meanPerSecond)} calls a second${each}, a join 99 of 100 at most ${ms(calls.joinDelay.p99Ms)}`;
}

const answerAtTheDoor = ({ enterDelay }: CallFigures): string =>
  `an answer at the door takes ${ms(enterDelay.medianMs)}, 99 of 100 at most ${ms(enterDelay.p99Ms)}`;

function otherShardsLine({ shards, admissionsPerMinute, calls }: ShardFigures): string {
  const { WaitingRoom, AdmissionShard } = calls.objects;
  const name = shards === 0 ? "without shards" : `with ${shards} shards`;
  const each = shards === 0 ? "" : `, each shard ${whole(AdmissionShard.peakPerSecond)}`;
  const busy = `${whole(100 * WaitingRoom.utilisation)} % of its thread`;
  return `  ${name}, ${whole(admissionsPerMinute)} let in a minute: the room ${whole(WaitingRoom.peakPerSecond)} calls in the worst second, ${busy}${each}; ${answerAtTheDoor(calls)}`;
}

const billLines = (title: string, bill: Bill): string[] => [
  heading(`a million who wait for half an hour each, ${title}`),
  ...bill.lines.map(
    ({ what, because, arithmetic }) => `  ${what.padEnd(36)}${arithmetic.padEnd(36)}(${because})`,
  ),
  `  ${"together".padEnd(36)}${dollars(bill.dollars)}, beyond what a plan includes`,
  `  ${"a month with nothing else in it".padEnd(36)}${dollars(bill.invoiceDollars)}, the plan's $5 in it`,
];

function judgementLine({ name, value, most, unit, holds, needed }: Judgement): string {
  const figure =
    unit === "$"
      ? dollars(value)
      : `${whole(value * 100) === "0" ? 0 : shown(value)}${unit && ` ${unit}`}`;
  const limit = unit === "$" ? dollars(most) : `${most}${unit && ` ${unit}`}`;
  const head = `${name}: ${figure}, at most ${limit}`;
  return holds
    ? `  ${head}`
    : `  ${styleText(["red", "bold"], "MISSED")} ${head}. Needed: ${needed}`;
}

const shown = (value: number): string => (value < 10 ? value.toFixed(2) : whole(value));

/** As many columns, each the mean of its stretch. */
function inColumns(values: readonly number[], columns: number): number[] {
  const wide = Math.min(columns, values.length);
  return Array.from({ length: wide }, (_, column) => {
    const part = values.slice(
      Math.floor((column * values.length) / wide),
      Math.floor(((column + 1) * values.length) / wide),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
