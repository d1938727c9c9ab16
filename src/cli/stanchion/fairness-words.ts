/** A launch's fairness in words: first whether it was fair, then the figures that say so. */

import type { LineFairness } from "../../domain/fairness-report.ts";
import type { OvertakeReason } from "../../domain/overtakes.ts";
import type { ToldFigures, WaitFigures } from "../../domain/wait-figures.ts";
import type { RoomFairness } from "./fairness-answer.ts";
import { count, people, percent, wait } from "./wording.ts";

/** `nothing-judged`: nobody was let in yet, or nothing is known of how they were. */
export type FairnessVerdict = "fair" | "unfair" | "nothing-judged";

const complaintsOf = ({ overtaken }: LineFairness): number =>
  overtaken["passed-at-the-door"] + overtaken["passed-uncalled"];

export function verdictOn({ judged, lines }: RoomFairness): FairnessVerdict {
  if (judged === 0) return "nothing-judged";
  return lines.some((line) => complaintsOf(line) > 0) ? "unfair" : "fair";
}

export function describeFairness(fairness: RoomFairness): string {
  const { room, epoch, asOf, lines, waves, told } = fairness;
  return [
    `Room "${room}", epoch ${epoch}, as of ${asOf}`,
    verdictInWords(fairness),
    ...lines.map(describeLine),
    ...waves.map(({ line, wave, waits }) => `Line "${line}", wave ${wave}: ${waited(waits)}.`),
    describeTold(told),
  ].join("\n\n");
}

function verdictInWords(fairness: RoomFairness): string {
  const { admissions, judged, lines } = fairness;
  const passed = lines.reduce((sum, line) => sum + complaintsOf(line), 0);
  const verdict = {
    "nothing-judged": "NOTHING TO JUDGE: no admission is known yet.",
    fair: "FAIR: nobody who was there was passed by somebody from behind.",
    unfair: `NOT FAIR: ${people(passed)} had a right to go in and ${passed === 1 ? "was" : "were"} passed from behind.`,
  }[verdictOn(fairness)];
  const covered =
    judged === admissions
      ? `All ${count(admissions)} admissions are judged.`
      : `Judged are ${count(judged)} of ${count(admissions)} admissions; of the others too little is kept.`;
  return judged === 0 ? verdict : `${verdict}\n${covered}`;
}

function describeLine(line: LineFairness): string {
  const { order, waits, complaints } = line;
  return [
    `Line "${line.line}": ${percent(line.share)} of the admissions`,
    `  order    ${count(order.inversions)} inversions (${percent(order.inversionShare)} of all pairs), Kendall's tau ${order.tau.toFixed(4)}`,
    ...describeOvertakes(line),
    `  waits    ${waited(waits)}`,
    ...complaints.map(
      ({ number, place, reason, byMs }) =>
        `  complaint: number ${count(number)}, place ${count(place)}: ${reasons[reason]}, by ${wait(byMs)}`,
    ),
    ...unlisted(complaintsOf(line) - complaints.length),
  ].join("\n");
}

const reasons: Readonly<Record<OvertakeReason, string>> = {
  "within-the-bound": "passed within one poll, which the line allows",
  "came-late": "was away when called, and others went in",
  "passed-at-the-door": "stood at the door and was passed",
  "passed-uncalled": "was passed before being called",
};

const order: readonly OvertakeReason[] = [
  "within-the-bound",
  "came-late",
  "passed-at-the-door",
  "passed-uncalled",
];

function describeOvertakes({ overtaken }: LineFairness): readonly string[] {
  const some = order.filter((reason) => overtaken[reason] > 0);
  if (some.length === 0) return ["  passed   nobody"];
  return some.map((reason) => `  passed   ${count(overtaken[reason])}: ${reasons[reason]}`);
}

const unlisted = (missing: number): readonly string[] =>
  missing > 0 ? [`  … and ${count(missing)} more complaints`] : [];

const waited = (waits: WaitFigures | null): string =>
  waits === null
    ? "nobody waited"
    : `${people(waits.people)}, half of them up to ${wait(waits.medianMs)}, nine in ten up to ${wait(waits.p90Ms)}, mean ${wait(waits.meanMs)}`;

/** As long a wait as the page said, in four cases of five: that is what the range promises. */
const promisedCoverage = 0.8;

function describeTold(told: ToldFigures | null): string {
  if (told === null) return "Nobody was told how long it would take.";
  const kept = told.coverage >= promisedCoverage ? "as promised" : "fewer than the 80 % promised";
  return `Waits told: for ${percent(told.coverage)} of ${people(told.people)} the wait ended within the range they were told (${kept}); half of the estimates were off by up to ${percent(told.medianError)}.`;
}
