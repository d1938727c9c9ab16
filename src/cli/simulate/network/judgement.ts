/** What is asked of the network, and whether the run shows it. */

import type { CallFigures, ObjectClassName } from "./calls.ts";
import { limits } from "./inputs.ts";
import type { NetworkResult } from "./network.ts";

export interface Judgement {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly holds: boolean;
  readonly unit: string;
  /** What would have to be otherwise; null where it holds. */
  readonly needed: string | null;
}

export function judge({
  joining,
  waiting,
  outages,
  bills,
}: Pick<NetworkResult, "joining" | "waiting" | "outages" | "bills">): readonly Judgement[] {
  const asked = busiest(joining);
  const inLine = busiest(waiting.calls);
  const { peakToMean } = limits;
  return [
    judgement(`requests a second to one object while they join (${asked.name})`, {
      value: asked.perSecond,
      most: limits.objectRequestsPerSecond,
      needed: "more batchers, or a longer wait in each",
    }),
    judgement(`requests a second to one object while a million wait (${inLine.name})`, {
      value: inLine.perSecond,
      most: limits.objectRequestsPerSecond,
      needed: "more admission shards",
    }),
    judgement("delay of a join, 99 of 100", {
      value: joining.joinDelay.p99Ms,
      most: limits.joinDelayP99Ms,
      unit: "ms",
      needed: "fewer batchers, or a shorter wait in each",
    }),
    judgement("fullest tenth of a second over the mean, half an hour", {
      value: waiting.peakToMean,
      most: peakToMean,
      needed: "more spread by the gateway",
    }),
    ...outages.map((outage) =>
      judgement(`the same after an outage, noticed ${outage.noticing}`, {
        value: outage.peakToMean,
        most: peakToMean,
        needed: "more spread by the page when it comes back",
      }),
    ),
    judgement("dollars for a million, polls through the Worker", {
      value: bills["the Worker"].dollars,
      most: limits.dollarsThroughWorker,
      unit: "$",
      needed: "fewer polls, or fewer rows for a run of numbers; see docs/reference/cost.md",
    }),
    judgement("dollars for a million, polls from a document that caches answer", {
      value: bills["a document without a Worker"].dollars,
      most: limits.dollarsFromCache,
      unit: "$",
      needed: "fewer calls at the door, or fewer rows for an admission; see docs/reference/cost.md",
    }),
  ];
}

/** Of all objects, the one that is asked most on average. */
function busiest({ objects }: CallFigures): { name: ObjectClassName; perSecond: number } {
  const names: readonly ObjectClassName[] = [
    "WaitingRoom",
    "TicketBatcher",
    "AdmissionShard",
    "Directory",
  ];
  return names
    .map((name) => ({ name, perSecond: objects[name].peakPerSecond }))
    .reduce((most, one) => (one.perSecond > most.perSecond ? one : most));
}

function judgement(
  name: string,
  {
    value,
    most,
    unit = "",
    needed,
  }: {
    readonly value: number;
    readonly most: number;
    readonly unit?: string;
    readonly needed: string;
  },
): Judgement {
  const holds = value <= most;
  return { name, value, most, holds, unit, needed: holds ? null : needed };
}
