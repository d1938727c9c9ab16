/** What a simulation says at its end: promises as counts of what broke them, the rest as measures. */

import { type Instant, secondMs } from "../../domain/time.ts";
import { quantile } from "../rush/judge/quantile.ts";
import type { Visitor } from "./visitor.ts";
import type { Notes } from "./watch.ts";

export interface Figures {
  readonly visitors: number;
  readonly admitted: number;
  /** From the first admission to the last. */
  readonly seconds: number;
  /** Admissions, of what the rate allowed while somebody present waited; the first seconds apart. */
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
  readonly violations: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, number>>;
}

/** The line needs a first settling before anybody but the first can be let in. */
const startUpMs = 5 * secondMs;
/** Rule 4: up to one poll near the front. */
const overtakingBoundMs = 2 * secondMs;

export function figuresOf(people: readonly Visitor[], notes: Notes): Figures {
  const admitted = people.filter(({ admittedAt }) => admittedAt !== null);
  const estimates = estimatesOf(people);
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
    estimateMedianError: quantile(
      estimates.map(({ error }) => error),
      0.5,
    ),
    pollsPerVisitor: people.reduce((sum, { polls }) => sum + polls, 0) / people.length,
    asksPerAdmitted: admitted.reduce((sum, { asks }) => sum + asks, 0) / admitted.length,
    peakAtTheDoor: notes.peakAtTheDoor,
    peakCohorts: notes.peakCohorts,
    largestStateBytes: notes.largestStateBytes,
    violations: Object.fromEntries(
      [...notes.violations].map(([what, { first: story, count }]) => [what, `${count} × ${story}`]),
    ),
    events: Object.fromEntries(notes.events),
  };
}

/** Of what the rate allowed while at least one present visitor waited, the share that was admitted. */
export function rateUsed(people: readonly Visitor[], { presence, rate }: Notes): number | null {
  const changes = presence.toSorted((a, b) => a.at - b.at);
  const from = (changes[0]?.at ?? 0) + startUpMs;
  const admissions = admissionsOf(people).map(({ at }) => at);
  let present = 0;
  let allowed = 0;
  let used = 0;
  let index = 0;
  changes.forEach(({ at, change }, turn) => {
    present += change;
    const until = changes[turn + 1]?.at ?? at;
    const start = Math.max(at, from);
    if (present === 0 || until <= start) return;
    allowed += rate.accruedAt(until) - rate.accruedAt(start);
    while ((admissions[index] ?? Number.POSITIVE_INFINITY) <= start) index++;
    while ((admissions[index] ?? Number.POSITIVE_INFINITY) <= until) {
      index++;
      used++;
    }
  });
  return allowed === 0 ? null : used / allowed;
}

/**
 * Those who were passed although they were there: by somebody behind them, more than the bound before
 * they first asked at the door, or more than the bound after it.
 */
export function inversions(people: readonly Visitor[]): readonly Visitor[] {
  const admissions = admissionsOf(people);
  const highest: number[] = [];
  for (const { number } of admissions) highest.push(Math.max(number, highest.at(-1) ?? 0));
  const firstAfter = (instant: Instant) => indexAfter(admissions, instant);

  return people.filter(({ plan, troubled, number, doorAt, admittedAt }) => {
    if (plan.behaviour !== "stays" || troubled || number === null) return false;
    if (doorAt === null || admittedAt === null) return false;
    const before = firstAfter(Math.min(doorAt - overtakingBoundMs, admittedAt) - 1);
    if ((highest[before - 1] ?? 0) > number) return true;
    for (let index = firstAfter(doorAt + overtakingBoundMs); ; index++) {
      const admission = admissions[index];
      if (!admission || admission.at >= admittedAt) return false;
      if (admission.number > number) return true;
    }
  });
}

const admissionsOf = (people: readonly Visitor[]) =>
  people
    .flatMap(({ number, admittedAt }) =>
      number === null || admittedAt === null ? [] : { number, at: admittedAt },
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

function estimatesOf(people: readonly Visitor[]) {
  return people.flatMap(({ plan, troubled, told, admittedAt }) => {
    if (plan.behaviour !== "stays" || troubled || told === null || admittedAt === null) return [];
    const hadMs = Math.max(0, admittedAt - told.at);
    const middleMs = (told.lowMs + told.highMs) / 2;
    return {
      held: told.lowMs <= hadMs && hadMs <= told.highMs,
      error: Math.abs(hadMs - middleMs) / Math.max(hadMs, secondMs),
    };
  });
}
