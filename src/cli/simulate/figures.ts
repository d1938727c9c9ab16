/** What a simulation says at its end: promises as counts of what broke them, the rest as measures. */

import { type Instant, secondMs } from "../../domain/time.ts";
import type { Visitor } from "./visitor.ts";
import type { Notes } from "./watch.ts";

export interface Figures {
  readonly visitors: number;
  readonly admitted: number;
  /** From the first admission to the last. */
  readonly seconds: number;
  /** Admissions, of what the rate allowed while enough people were present; the first seconds apart. */
  readonly rateUsed: number | null;
  /** Sessions active, of what the capacity allowed in that time; null without a capacity. */
  readonly capacityUsed: number | null;
  /** Admissions beyond the bound in the worst window; at most 0 when the rate was kept. */
  readonly maxOverRate: number;
  /** Visitors present from join to admission who were passed, beyond the bound of rule 4. */
  readonly inversionsAmongPresent: number;
  /** Share of the first told ranges that held. */
  readonly estimateCoverage: number | null;
  /** Of the middle of the range told, as a share of the wait had. */
  readonly estimateMedianError: number | null;
  readonly pollsPerVisitor: number;
  /** Asked at the door, of each who was let in. */
  readonly asksPerAdmitted: number;
  readonly peakAtTheDoor: number;
  readonly peakCohorts: number;
  readonly largestStateBytes: number;
  /** Of the room, each followed by a look at every promise. */
  readonly steps: number;
  /** How often a promise was broken, by the promise and with the story of the first time. */
  readonly violationCount: number;
  readonly violations: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, number>>;
}

/** The line needs a first settling before anybody but the first can be let in. */
const startUpMs = 5 * secondMs;
/** Rule 4: up to one poll near the front. */
const overtakingBoundMs = 2 * secondMs;

export function figuresOf(people: readonly Visitor[], notes: Notes): Figures {
  const admitted = people.filter(({ admittedAt }) => admittedAt !== null);
  const estimates = estimatesOf(people, notes);
  return {
    visitors: people.length,
    admitted: admitted.length,
    seconds: ((notes.slots.at(-1) ?? 0) - (notes.slots[0] ?? 0)) / secondMs,
    rateUsed: rateUsed(people, notes),
    capacityUsed:
      notes.sessionTime.allowed === 0 ? null : notes.sessionTime.used / notes.sessionTime.allowed,
    maxOverRate: notes.rate.worstExcess(),
    inversionsAmongPresent: inversions(people).length,
    estimateCoverage:
      estimates.length === 0
        ? null
        : estimates.filter(({ held }) => held).length / estimates.length,
    estimateMedianError: median(estimates.map(({ error }) => error)),
    pollsPerVisitor: people.reduce((sum, { polls }) => sum + polls, 0) / people.length,
    asksPerAdmitted: admitted.reduce((sum, { asks }) => sum + asks, 0) / admitted.length,
    peakAtTheDoor: notes.peakAtTheDoor,
    peakCohorts: notes.peakCohorts,
    largestStateBytes: notes.largestStateBytes,
    steps: notes.steps,
    violationCount: [...notes.violations.values()].reduce((sum, { count }) => sum + count, 0),
    violations: Object.fromEntries(
      [...notes.violations].map(([what, { first: story, count }]) => [what, `${count} × ${story}`]),
    ),
    events: Object.fromEntries(notes.events),
  };
}

/** Of a million values, which are quicker sorted as nothing but numbers. */
const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : (Float64Array.from(values).sort()[(values.length - 1) >> 1] ?? null);

/**
 * Of what the rate allowed while as many were present as it lets in within a second, at least one, the share
 * that was admitted. With fewer there is nobody to use it.
 */
export function rateUsed(people: readonly Visitor[], { presence, rate }: Notes): number | null {
  const admissions = admissionTimes(people);
  const start =
    presence.came.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY) + startUpMs;
  let allowed = 0;
  let used = 0;
  let index = 0;
  for (const { from, until, present } of presentStretches(presence)) {
    const begins = Math.max(from, start);
    if (until <= begins || present < rate.burstAt(begins)) continue;
    allowed += rate.accruedAt(until) - rate.accruedAt(begins);
    while ((admissions[index] ?? Number.POSITIVE_INFINITY) <= begins) index++;
    while ((admissions[index] ?? Number.POSITIVE_INFINITY) <= until) {
      index++;
      used++;
    }
  }
  return allowed === 0 ? null : used / allowed;
}

/** From each coming or going to the next, and how many are present meanwhile. */
function* presentStretches({ came, went }: Notes["presence"]) {
  const [comings, goings] = [Float64Array.from(came).sort(), Float64Array.from(went).sort()];
  let [arrived, gone, from] = [0, 0, 0];
  while (gone < goings.length) {
    const comes = comings[arrived] ?? Number.POSITIVE_INFINITY;
    const goes = goings[gone] ?? Number.POSITIVE_INFINITY;
    const until = Math.min(comes, goes);
    if (until > from && arrived > gone) yield { from, until, present: arrived - gone };
    if (comes <= goes) arrived++;
    else gone++;
    from = until;
  }
}

/**
 * Those who were passed although they were there: by somebody behind them, more than the bound before
 * they first asked at the door, or more than the bound after it.
 */
export const inversions = (people: readonly Visitor[]): readonly Visitor[] =>
  [...Map.groupBy(people, ({ plan }) => plan.line).values()].flatMap(inversionsInLine);

function inversionsInLine(people: readonly Visitor[]): readonly Visitor[] {
  const admissions = admissionsOf(people);
  const highest: number[] = [];
  for (const { place } of admissions) highest.push(Math.max(place, highest.at(-1) ?? 0));
  const firstAfter = (instant: Instant) => indexAfter(admissions, instant);

  return people.filter(({ plan, troubled, slotIsUncertain, number, place, doorAt, admittedAt }) => {
    if (plan.behaviour !== "stays" || troubled || slotIsUncertain || number === null) return false;
    if (doorAt === null || admittedAt === null) return false;
    const before = firstAfter(Math.min(doorAt - overtakingBoundMs, admittedAt) - 1);
    if ((highest[before - 1] ?? 0) > place) return true;
    for (let index = firstAfter(doorAt + overtakingBoundMs); ; index++) {
      const admission = admissions[index];
      if (!admission || admission.at >= admittedAt) return false;
      if (admission.place > place) return true;
    }
  });
}

const admissionTimes = (people: readonly Visitor[]): Float64Array =>
  Float64Array.from(
    people.flatMap(({ number, admittedAt }) => (number === null ? [] : (admittedAt ?? []))),
  ).sort();

const admissionsOf = (people: readonly Visitor[]) =>
  people
    .flatMap(({ number, place, admittedAt, slotIsUncertain }) =>
      number === null || admittedAt === null || slotIsUncertain ? [] : { place, at: admittedAt },
    )
    .sort((a, b) => a.at - b.at);

/** The index of the first that is later. */
function indexAfter(sorted: readonly { readonly at: Instant }[], instant: Instant): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? Number.POSITIVE_INFINITY) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of those who did as they were told, while the merchant changed nothing: nobody can tell a pause beforehand. */
function estimatesOf(people: readonly Visitor[], { changedAt }: Notes) {
  return people.flatMap(({ plan, troubled, slotIsUncertain, told, admittedAt }) => {
    if (told === null || admittedAt === null) return [];
    if (plan.behaviour !== "stays" || troubled || slotIsUncertain) return [];
    if (changedAt.some((at) => told.at < at && at < admittedAt)) return [];
    const hadMs = Math.max(0, admittedAt - told.at);
    const middleMs = (told.lowMs + told.highMs) / 2;
    return {
      held: told.lowMs <= hadMs && hadMs <= told.highMs,
      error: Math.abs(hadMs - middleMs) / Math.max(hadMs, secondMs),
    };
  });
}
