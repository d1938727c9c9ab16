/** What a simulation says at its end: promises as counts of what broke them, the rest as measures. */

import { type Instant, secondMs } from "../../domain/time.ts";
import { inversions } from "./inversions.ts";
import type { Told, Visitor } from "./visitor.ts";
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
  /**
   * Of the ranges that held, the share, and of those that were too late for who was let in sooner. A page is
   * told one at each poll: of each visitor one of them counts, chosen by chance, so that it is how true what
   * they read was.
   */
  readonly estimateCoverage: number | null;
  readonly estimateTooEarly: number | null;
  /** Of the middle of the range told, as a share of the wait had. */
  readonly estimateMedianError: number | null;
  /** The same of the first range that each was told. */
  readonly estimateCoverageAtJoin: number | null;
  readonly estimateMedianErrorAtJoin: number | null;
  /** Of how many visitors that is. */
  readonly estimates: number;
  readonly pollsPerVisitor: number;
  /** Asked at the door, of each who was let in. */
  readonly asksPerAdmitted: number;
  readonly peakAtTheDoor: number;
  readonly peakCohorts: number;
  readonly largestStateBytes: number;
  /** How often the shop was out, as the room saw it, and for how long in all. */
  readonly outages: number;
  readonly secondsOut: number;
  /** Of the number in line before the draw and the place in it, -1 to 1; null without a draw of many. */
  readonly drawCorrelation: number | null;
  /** Of the room, each followed by a look at every promise. */
  readonly steps: number;
  /** How often a promise was broken, by the promise and with the story of the first time. */
  readonly violationCount: number;
  readonly violations: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, number>>;
}

/** The line needs a first settling before anybody but the first can be let in. */
const startUpMs = 5 * secondMs;

export function figuresOf(people: readonly Visitor[], notes: Notes): Figures {
  const admitted = people.filter(({ admittedAt }) => admittedAt !== null);
  const estimates = estimatesOf(people, notes, ({ toldOnce }) => toldOnce);
  const atJoin = estimatesOf(people, notes, ({ told }) => told);
  return {
    visitors: people.length,
    admitted: admitted.length,
    seconds: ((notes.slots.at(-1) ?? 0) - (notes.slots[0] ?? 0)) / secondMs,
    rateUsed: rateUsed(people, notes),
    capacityUsed:
      notes.sessionTime.allowed === 0 ? null : notes.sessionTime.used / notes.sessionTime.allowed,
    maxOverRate: thousandths(notes.rate.worstExcess()),
    inversionsAmongPresent: inversions(people).length,
    estimateCoverage: estimates.coverage,
    estimateMedianError: estimates.medianError,
    estimateTooEarly: estimates.tooEarly,
    estimateCoverageAtJoin: atJoin.coverage,
    estimateMedianErrorAtJoin: atJoin.medianError,
    estimates: estimates.count,
    pollsPerVisitor: people.reduce((sum, { polls }) => sum + polls, 0) / people.length,
    asksPerAdmitted: admitted.reduce((sum, { asks }) => sum + asks, 0) / admitted.length,
    peakAtTheDoor: notes.peakAtTheDoor,
    peakCohorts: notes.peakCohorts,
    largestStateBytes: notes.largestStateBytes,
    outages: notes.outagesMs.length,
    secondsOut: notes.outagesMs.reduce((sum, ms) => sum + ms, 0) / secondMs,
    drawCorrelation: notes.drawCorrelation,
    steps: notes.steps,
    violationCount: [...notes.violations.values()].reduce((sum, { count }) => sum + count, 0),
    violations: Object.fromEntries(
      [...notes.violations].map(([what, { first: story, count }]) => [what, `${count} × ${story}`]),
    ),
    events: Object.fromEntries(notes.events),
  };
}

/** Finer than that an excess says nothing: numbers of today's instants are 0.0002 ms apart. */
const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

/** Of a million values, which are quicker sorted as nothing but numbers. */
const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : (Float64Array.from(values).sort()[(values.length - 1) >> 1] ?? null);

/**
 * Of what the rate allowed while as many were present as it lets in within a second, at least one, the share
 * that was admitted. With fewer there is nobody to use it.
 */
export function rateUsed(
  people: readonly Visitor[],
  { presence, rate, spokenFor }: Notes,
): number | null {
  const admissions = admissionTimes(people);
  const start =
    presence.came.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY) + startUpMs;
  let allowed = 0;
  let used = 0;
  let index = 0;
  for (const { from, until, present } of without(spokenFor, presentStretches(presence))) {
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

interface Stretch {
  readonly from: Instant;
  readonly until: Instant;
}

/** What is left of the stretches, both lists in order of time. */
function* without<T extends Stretch>(gone: readonly Stretch[], stretches: Iterable<T>) {
  let index = 0;
  for (const stretch of stretches) {
    let { from } = stretch;
    while ((gone[index]?.until ?? Number.POSITIVE_INFINITY) <= from) index++;
    for (let next = index; from < stretch.until; next++) {
      const gap = gone[next];
      const until = Math.min(stretch.until, gap?.from ?? stretch.until);
      if (until > from) yield { ...stretch, from, until };
      from = gap ? Math.max(until, gap.until) : stretch.until;
    }
  }
}

const admissionTimes = (people: readonly Visitor[]): Float64Array =>
  Float64Array.from(
    people.flatMap(({ number, admittedAt }) => (number === null ? [] : (admittedAt ?? []))),
  ).sort();

/**
 * How true one told range of each visitor came. Of those who did as they were told, while the merchant
 * changed nothing: nobody can tell a pause beforehand.
 */
function estimatesOf(
  people: readonly Visitor[],
  { changedAt }: Notes,
  toldTo: (visitor: Visitor) => Told | null,
): EstimateFigures {
  let [held, tooEarly] = [0, 0];
  const errors: number[] = [];
  for (const visitor of people) {
    const { plan, troubled, slotIsUncertain, admittedAt } = visitor;
    const told = toldTo(visitor);
    if (told === null || admittedAt === null) continue;
    if (plan.behaviour !== "stays" || troubled || slotIsUncertain) continue;
    if (changedAt.some((at) => told.at < at && at < admittedAt)) continue;
    const hadMs = Math.max(0, admittedAt - told.at);
    const middleMs = (told.lowMs + told.highMs) / 2;
    if (told.lowMs <= hadMs && hadMs <= told.highMs) held++;
    if (hadMs < told.lowMs) tooEarly++;
    errors.push(Math.abs(hadMs - middleMs) / Math.max(hadMs, secondMs));
  }
  const count = errors.length;
  return {
    count,
    coverage: count === 0 ? null : held / count,
    tooEarly: count === 0 ? null : tooEarly / count,
    medianError: median(errors),
  };
}

interface EstimateFigures {
  readonly count: number;
  readonly coverage: number | null;
  /** Let in before the range began. */
  readonly tooEarly: number | null;
  readonly medianError: number | null;
}
