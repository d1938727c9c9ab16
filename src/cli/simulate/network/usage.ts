/**
 * What a million visitors take who wait for half an hour each: as much as a line of a million takes in half an
 * hour, when as many join as are let in. Nothing of the shopping after it.
 */

import type { Usage } from "./bill.ts";
import { awake } from "./bill.ts";
import type { CallFigures } from "./calls.ts";
import {
  bytesPerAdmission,
  doorPerAdmission,
  network,
  requestCpuMs,
  rowsWritten,
  story,
} from "./inputs.ts";
import type { Priced } from "./prices.ts";

export interface HalfHour {
  /** All counts are for the visitors of `story.waiting`. */
  readonly visitors: number;
  readonly polls: number;
  /** Of them, those within the last seconds before the call. */
  readonly pollsNearFront: number;
  /** What reached the objects meanwhile, of `calls.seconds`. */
  readonly calls: CallFigures;
  readonly batchers: number;
  readonly shards: number;
}

/** How polls are answered. */
export type PollsFrom = "the Worker" | "the Workers Cache" | "a document without a Worker";

const waitSeconds = story.waitMinutes * 60;

export function usageOf(halfHour: HalfHour, from: PollsFrom): readonly Usage[] {
  const { visitors, calls, batchers, shards } = halfHour;
  const enters = visitors * doorPerAdmission.requests;
  const each = (kind: string, count: number) => `${count.toFixed(1)} ${kind} a visitor`;
  const asked = halfHour.polls;
  const worked = from === "the Workers Cache" ? halfHour.pollsNearFront : asked;
  const { WaitingRoom, TicketBatcher, AdmissionShard, Directory } = calls.objects;
  const objects = 2 + batchers + shards;
  const inHalfHour = (count: number) => (count / calls.seconds) * waitSeconds;
  const runs = inHalfHour(calls.roomCalls.runs);
  const steps = inHalfHour(WaitingRoom.calls - calls.givenAgain);
  const line = (what: string, priced: Priced, count: number, because: string): Usage => ({
    what,
    priced,
    count,
    because,
  });
  const perSecond = (count: number) => `${Math.round(count / calls.seconds)} a second`;
  return [
    line("pages and joins", "requests", 2 * visitors, "one of each a visitor"),
    line("polls", "requests", asked, each("polls", asked / visitors)),
    line("asking at the door", "requests", enters, each("times", doorPerAdmission.requests)),
    line(
      "processor: pages, joins, door",
      "cpuMs",
      visitors *
        (requestCpuMs.page + requestCpuMs.join + doorPerAdmission.calls * requestCpuMs.enter),
      `${requestCpuMs.page} + ${requestCpuMs.join} + ${doorPerAdmission.calls} x ${requestCpuMs.enter} ms`,
    ),
    line("processor: polls", "cpuMs", worked * requestCpuMs.poll, `${requestCpuMs.poll} ms each`),
    line(
      "calls to the room",
      "objectRequests",
      inHalfHour(WaitingRoom.calls),
      perSecond(WaitingRoom.calls),
    ),
    line(
      "calls to batchers",
      "objectRequests",
      inHalfHour(TicketBatcher.calls),
      perSecond(TicketBatcher.calls),
    ),
    line(
      "calls to admission shards",
      "objectRequests",
      inHalfHour(AdmissionShard.calls),
      perSecond(AdmissionShard.calls),
    ),
    line(
      "calls to the Directory",
      "objectRequests",
      inHalfHour(Directory.calls),
      perSecond(Directory.calls),
    ),
    line(
      "objects awake",
      "gigabyteSeconds",
      awake(objects, waitSeconds),
      `${objects} x ${waitSeconds} s x 0.128 GB`,
    ),
    line(
      "rows: the room's state",
      "rowsWritten",
      steps * rowsWritten.perCall + waitSeconds * rowsWritten.perTick,
      `${perSecond(WaitingRoom.calls - calls.givenAgain)}: one a step, and the tick's`,
    ),
    line(
      "rows: admissions",
      "rowsWritten",
      visitors * (rowsWritten.perAdmission + doorPerAdmission.lent * rowsWritten.perLentAdmission),
      `${rowsWritten.perAdmission} each, ${rowsWritten.perLentAdmission} more for one in ${1 / doorPerAdmission.lent}`,
    ),
    line(
      "rows: runs of numbers",
      "rowsWritten",
      runs * rowsWritten.perRun,
      `${rowsWritten.perRun} each`,
    ),
    line(
      "stored for a month",
      "gigabyteMonths",
      (visitors * bytesPerAdmission) / 1e9,
      `${bytesPerAdmission} bytes an admission`,
    ),
    ...(from === "a document without a Worker"
      ? [
          line("writing the document", "objectWrites", waitSeconds, "once a second"),
          line(
            "reading it where the cache has none",
            "objectReads",
            waitSeconds * network.colos,
            `once a second in each of ${network.colos} data centres`,
          ),
        ]
      : []),
  ];
}
