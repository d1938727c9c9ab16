/**
 * What a batcher does for a room that expects a surge: it gathers joins for a moment, writes down whose they
 * are, asks the room for exactly that many numbers, and tells everybody theirs. What is written down is its
 * outbox: after a crash it asks again under the same sequence, is given the same run, and whoever asks again
 * with the same key has the same place.
 */

import type { JoinCall, RoomAnswer } from "./calls.ts";
import type { GivenRun } from "./sequencer.ts";
import type { Joined } from "./ticket.ts";
import type { RunAnswer, RunRequest, WantedNumbers } from "./ticket-run.ts";
import { type Instant, minuteMs, secondMs } from "./time.ts";

/** Which batcher of which room this is, as the gateway that chose it saw the room. */
export interface BatcherAddress {
  readonly room: string;
  readonly epoch: number;
  /** Counted from 0. */
  readonly batcher: number;
  /** How many the room has. */
  readonly batchers: number;
}

/** One request to the room, written down before it is asked. */
export interface Outbox {
  readonly epoch: number;
  readonly sequence: number;
  readonly openedAt: Instant;
  /** Each gets a number of the run, in this order. */
  readonly counted: readonly JoinCall[];
  /** Each gets the room's own word. */
  readonly asked: readonly JoinCall[];
}

/** What came of it: for each join, by its name, the answer and the place that is remembered. */
export interface Settled {
  readonly answers: ReadonlyMap<string, RoomAnswer>;
  readonly joined: ReadonlyMap<string, Joined>;
}

/** All batchers of a room together ask it at most so often: what one object answers with ease. */
const asksPerSecond = 200;
/** So many joins are worth a request; fewer wait for others, but not for long. */
const enough = 64;
const mostGatherMs = 0.6 * secondMs;
/** Whoever comes so long after the last request comes alone. */
const quietMs = secondMs;
/** After a failure the room is left alone for so long. */
const pauseAfterFailureMs = secondMs / 2;
/** Who passed at once a while ago says nothing of now. */
const lineKnownMs = 2 * secondMs;
/** As long as a key is remembered, across a crash as well. */
export const rememberedMs = 2 * minuteMs;

/** The least time between two requests of a batcher: the more of them there are, the longer. */
export const gatherMs = (batchers: number): number => (batchers * secondMs) / asksPerSecond;

/** The last request to the room, and the last one that failed. */
export interface LastAsked {
  readonly askedAt: Instant;
  readonly failedAt: Instant;
}

export const neverAsked: LastAsked = {
  askedAt: Number.NEGATIVE_INFINITY,
  failedAt: Number.NEGATIVE_INFINITY,
};

/** Those who wait to be asked for. */
export interface Gathered {
  readonly joins: number;
  /** When the first of them came. */
  readonly since: Instant;
  /** Of the room. */
  readonly batchers: number;
}

/**
 * How long until the room is to be asked for those who wait; not above 0: now. After a quiet time the first
 * one is asked for at once. In a crowd the first would go alone, and all others wait for the next request:
 * so it waits for them.
 */
export function untilAskMs(
  { askedAt, failedAt }: LastAsked,
  { joins, since, batchers }: Gathered,
  now: Instant,
): number {
  // A clock that was set back: nobody knows how long it has been.
  if (now < Math.max(askedAt, failedAt, since)) return 0;
  const goesNow = joins >= enough || since - askedAt >= quietMs;
  const gatheredAt = goesNow ? since : since + mostGatherMs;
  return Math.max(gatheredAt, askedAt + gatherMs(batchers), failedAt + pauseAfterFailureMs) - now;
}

/**
 * Never one that was used before: also when the rows are those of yesterday, restored from a copy, because
 * the clock has gone on.
 */
export const nextSequence = (last: number, now: Instant): number => Math.max(last + 1, now);

/** With a space, which no key has. */
const beforeSubject = "subject ";

/** Joins of one name are one join: of an invited customer, or else of a key. */
export const nameOfJoin = ({ key, invitation }: JoinCall): string =>
  invitation ? beforeSubject + invitation.subject : key;

/** The invited customer whose joins have this name; null: a key's. */
export const subjectIn = (name: string): string | null =>
  name.startsWith(beforeSubject) ? name.slice(beforeSubject.length) : null;

/** Whether there is a line to join, as far as is known: then a number is all that a newcomer needs. */
export const hasLine = (
  seen: { readonly passesAtOnce: boolean; readonly at: Instant } | null,
  now: Instant,
): boolean => seen !== null && !seen.passesAtOnce && now - seen.at <= lineKnownMs;

export function openOutbox(
  joins: Iterable<JoinCall>,
  {
    recall,
    counts,
    ...outbox
  }: Pick<Outbox, "epoch" | "sequence" | "openedAt"> & {
    readonly recall: (join: JoinCall) => Joined | undefined;
    /** Whether newcomers are counted only. */
    readonly counts: boolean;
  },
): Outbox {
  const counted: JoinCall[] = [];
  const asked: JoinCall[] = [];
  for (const join of joins) {
    const given = recall(join) ?? null;
    if (given === null && counts) counted.push(join);
    else asked.push({ ...join, given });
  }
  return { ...outbox, counted, asked };
}

export const requestOf = (outbox: Outbox, batcher: number): RunRequest => ({
  epoch: outbox.epoch,
  batcher,
  sequence: outbox.sequence,
  wanted: wantedBy(outbox),
  calls: outbox.asked,
});

function wantedBy({ counted }: Outbox): readonly WantedNumbers[] {
  const counts = new Map<string, number>();
  for (const { line } of counted) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => ({ line, count }));
}

/** What each join is told. */
export function settle(outbox: Outbox, answer: RunAnswer): Settled {
  const answers = new Map<string, RoomAnswer>();
  const joined = new Map<string, Joined>();
  const note = (join: JoinCall, said: RoomAnswer) => {
    answers.set(nameOfJoin(join), said);
    if ("joined" in said && said.joined) joined.set(nameOfJoin(join), said.joined);
  };
  const answerTo = answersOfRun(outbox, answer);
  for (const join of outbox.counted) note(join, answerTo(join));
  outbox.asked.forEach((join, index) => {
    note(join, (answer.kind === "taken" && answer.answers[index]) || { kind: "void" });
  });
  return { answers, joined };
}

/** What each of the counted is told, one after the other. */
function answersOfRun(outbox: Outbox, answer: RunAnswer): (join: JoinCall) => RoomAnswer {
  if (answer.kind === "void") return () => ({ kind: "void" });
  const { numbers } = answer;
  if (numbers.kind === "refused") return () => numbers;
  const { runs, joinedAt } = numbers.run;
  // A run of another size was given to others: nobody has a number of it.
  if (!isAsWanted(runs, wantedBy(outbox))) return () => ({ kind: "void" });
  const next = new Map(runs.map(({ line, first }) => [line, first]));
  return ({ line, ticketId, invitation }) => {
    const number = next.get(line) ?? Number.NaN;
    next.set(line, number + 1);
    const { epoch } = outbox;
    const wave = invitation?.wave ?? null;
    return { kind: "joined", joined: { epoch, line, number, ticketId, joinedAt, wave } };
  };
}

const isAsWanted = (runs: GivenRun["runs"], wanted: readonly WantedNumbers[]): boolean =>
  runs.length === wanted.length &&
  wanted.every(({ line, count }, index) => {
    const run = runs[index];
    return run?.line === line && run.count === count;
  });
