/**
 * The network, simulated: the crowd of O2's minute, a line of a million for half an hour, and an outage that
 * everybody noticed at once; what reaches the objects, how long a join takes, how even the polls are, what it
 * costs. Everything follows from the seed.
 */

import { type Bill, billOf } from "./bill.ts";
import { type CallFigures, playCalls } from "./calls.ts";
import { type DocumentPolls, playDocumentPolls } from "./document-polls.ts";
import {
  admissionSharding,
  doorPerAdmission,
  limits,
  network,
  requestCpuMs,
  story,
  ticketBatching,
} from "./inputs.ts";
import { type Judgement, judge } from "./judgement.ts";
import { type Noticing, type PollFigures, peakToMean, playPolls, warmUpMs } from "./polls.ts";
import { type HalfHour, type PollsFrom, usageOf } from "./usage.ts";

export interface NetworkOptions {
  readonly seed: number;
  /** How many wait. Fewer take less time; what they cost is told for a million all the same. */
  readonly waiting: number;
  /** Of the half hour so much is played; the rest is like it, for the line stands at so many. */
  readonly steadySeconds: number;
  readonly joinSeconds: number;
  readonly onProgress: (done: number, of: number, what: string) => void;
}

export interface NetworkResult {
  readonly scenario: "network";
  readonly seed: number;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly joining: CallFigures;
  /** The same minute with another number of batchers; without any, the room is asked for each batch. */
  readonly otherBatchers: readonly { readonly batchers: number; readonly calls: CallFigures }[];
  readonly waiting: WaitingFigures;
  readonly outages: readonly OutageFigures[];
  readonly bills: Readonly<Record<PollsFrom, Bill>>;
  readonly judgements: readonly Judgement[];
}

export interface WaitingFigures {
  readonly people: number;
  readonly pollsPerSecond: number;
  readonly pollsPerVisitor: number;
  readonly peakToMean: number;
  readonly calls: CallFigures;
  /** Where the pages read a document of the line in place of polling. */
  readonly byDocument: DocumentPolls;
  readonly callsByDocument: CallFigures;
  /** The same and other rates of admission, with more shards and with none. */
  readonly otherShards: readonly ShardFigures[];
}

export interface ShardFigures {
  readonly shards: number;
  readonly admissionsPerMinute: number;
  readonly calls: CallFigures;
}

export interface OutageFigures {
  readonly noticing: Noticing;
  /** From so many seconds after the end, for a minute. */
  readonly peakToMean: number;
  readonly peakToMeanAtOnce: number;
  /** Answered a second, from the beginning of the outage. */
  readonly perSecond: readonly number[];
}

const noticings: readonly Noticing[] = ["at once", "in turn", "offline"];
const otherBatchers = [0, 16, 128] as const;
/** How much faster than a million in half an hour. */
const otherShards = [
  { shards: 0, times: 1 },
  { shards: 4, times: 1 },
  { shards: 8, times: 2 },
  { shards: 16, times: 4 },
] as const;
const otherShardSeconds = 8;
/** Of the half hour, for what reaches the objects. */
const callSeconds = 20;
/** Each is played from the end of the line to the door: so many that chance plays no part in the cents. */
const documentPeople = 400;
const afterwardsSeconds = 60;

export function simulateNetwork(options: NetworkOptions): NetworkResult {
  const { seed, waiting, steadySeconds, joinSeconds, onProgress } = options;
  const share = waiting / story.waiting;
  const outageRun = story.outageSeconds + story.settledAfterSeconds + afterwardsSeconds;
  const warmUps = (warmUpMs / 1_000) * (1 + noticings.length);
  const otherSeconds = Math.ceil(joinSeconds / 6);
  const of =
    joinSeconds +
    otherBatchers.length * otherSeconds +
    2 * callSeconds +
    otherShards.length * otherShardSeconds +
    steadySeconds +
    outageRun * noticings.length +
    warmUps;
  let done = 0;
  const during = (what: string) => () => onProgress(++done, of, what);

  const joinsOf = (batchers: number, seconds: number) =>
    playCalls({
      seed,
      seconds,
      joinsPerSecond: story.joinsPerSecond,
      entersPerSecond: (story.admissionsPerMinuteMeanwhile / 60) * doorPerAdmission.calls,
      // The pages that they see before they join.
      pollsPerSecond: story.joinsPerSecond,
      batchers,
      shards: 0,
      isShared: true,
      onSecond: during(`${story.joinsPerSecond} joins a second, ${batchers} batchers`),
    });
  const joining = joinsOf(ticketBatching.batchers, joinSeconds);
  const withOthers = otherBatchers.map((batchers) => ({
    batchers,
    calls: joinsOf(batchers, otherSeconds),
  }));

  const waitMs = story.waitMinutes * 60_000;
  const crowd = { seed, waiting, waitMs };
  const steady = playPolls({
    ...crowd,
    seconds: steadySeconds,
    outage: null,
    onSecond: during("half an hour in line"),
  });
  const perVisitor = (count: number) => ((count / steadySeconds) * (waitMs / 1_000)) / waiting;
  const polls = sum(steady.answered);
  const perSecond = story.waiting / (waitMs / 1_000);
  const pollsPerSecond = polls / steadySeconds / share;
  const inLine = (shards: number, times: number, seconds: number, asked = pollsPerSecond) =>
    playCalls({
      seed,
      seconds,
      joinsPerSecond: perSecond,
      entersPerSecond: times * perSecond * doorPerAdmission.calls,
      pollsPerSecond: asked,
      batchers: ticketBatching.batchers,
      shards,
      isShared: true,
      onSecond: during("what reaches the objects"),
    });
  const calls = inLine(admissionSharding.shards, 1, callSeconds);
  const byDocument = playDocumentPolls({ seed, people: documentPeople, perSecond, waitMs });
  // Everybody sees the page once and joins: only these and their polls make a gateway ask for a snapshot.
  const askedByDocument = perSecond * (1 + byDocument.polls);
  const callsByDocument = inLine(admissionSharding.shards, 1, callSeconds, askedByDocument);
  const others = otherShards.map(
    ({ shards, times }): ShardFigures => ({
      shards,
      admissionsPerMinute: times * perSecond * 60,
      calls: inLine(shards, times, otherShardSeconds),
    }),
  );

  const outages = noticings.map((noticing): OutageFigures => {
    const { answered } = playPolls({
      ...crowd,
      seconds: outageRun,
      outage: { seconds: story.outageSeconds, noticing },
      onSecond: during(`an outage, noticed ${noticing}`),
    });
    const settled = story.outageSeconds + story.settledAfterSeconds;
    return {
      noticing,
      peakToMean: peakToMean(answered, settled, settled + afterwardsSeconds),
      peakToMeanAtOnce: peakToMean(answered, story.outageSeconds, settled),
      perSecond: perSecondOf(answered),
    };
  });

  const halfHour: HalfHour = {
    visitors: story.waiting,
    polls: perVisitor(polls) * story.waiting,
    pollsNearFront: perVisitor(steady.nearFront) * story.waiting,
    calls,
    batchers: ticketBatching.batchers,
    shards: admissionSharding.shards,
  };
  const halfHourByDocument: HalfHour = {
    ...halfHour,
    polls: byDocument.polls * story.waiting,
    calls: callsByDocument,
  };
  const bills = {
    "the Worker": billOf(usageOf(halfHour, "the Worker")),
    "the Workers Cache": billOf(usageOf(halfHour, "the Workers Cache")),
    "a document without a Worker": billOf(
      usageOf(halfHourByDocument, "a document without a Worker"),
    ),
  };
  const figures = {
    joining,
    waiting: {
      people: waiting,
      pollsPerSecond: polls / steadySeconds,
      pollsPerVisitor: perVisitor(polls),
      peakToMean: peakToMean(steady.answered, 0, steadySeconds),
      calls,
      byDocument,
      callsByDocument,
      otherShards: others,
    },
    outages,
    bills,
  };
  return {
    scenario: "network",
    seed,
    inputs: {
      story,
      network,
      ticketBatching,
      admissionSharding,
      requestCpuMs,
      doorPerAdmission,
      limits,
    },
    ...figures,
    otherBatchers: withOthers,
    judgements: judge(figures),
  };
}

const sum = (tenths: PollFigures["answered"]): number =>
  tenths.reduce((total, each) => total + each, 0);

const perSecondOf = (tenths: Uint32Array): number[] =>
  Array.from({ length: tenths.length / 10 }, (_, second) =>
    sum(tenths.subarray(second * 10, second * 10 + 10)),
  );
