/**
 * People whose pages read the document of their line, each from the end of it to the door, by the page's own code. The
 * document is written once a second and kept by a data centre for one more. Where it is older than the page may go by,
 * and when the wait is over that the gateway told, the gateway is asked: that is what is counted.
 */

import {
  type GatewaysWord,
  isGoodForMs,
  readLineDocument,
} from "../../../client/waiting-room-line-document.ts";
import { planAfter } from "../../../client/waiting-room-steps.ts";
import { estimateWait, type Pace } from "../../../domain/estimate.ts";
import type { LineDocument } from "../../../domain/line-document.ts";
import { nothingLearned } from "../../../domain/margins.ts";
import { waitingAt } from "../../../domain/snapshot.ts";
import { type Instant, minuteMs, secondMs } from "../../../domain/time.ts";
import { wordForWaiting } from "../../../domain/waiting-word.ts";
import { createRandom, type Random } from "../../rush/random.ts";
import { begun } from "../scenario.ts";
import { wayOf } from "./clockwork.ts";
import { bucket } from "./inputs.ts";

export interface DocumentPolls {
  /** Of one visitor, on average: looks into the document, and polls at the gateway. */
  readonly looks: number;
  readonly polls: number;
}

interface DocumentCrowd {
  readonly seed: number;
  readonly people: number;
  /** Called. */
  readonly perSecond: number;
  readonly waitMs: number;
}

/** One wait in ten ends later than the gateway told. */
const oneInTen = 1.28;

export function playDocumentPolls({ seed, people, ...line }: DocumentCrowd): DocumentPolls {
  const random = createRandom(seed);
  let looks = 0;
  let polls = 0;
  for (let count = 0; count < people; count++) {
    const one = playVisitor(line, random);
    looks += one.looks;
    polls += one.polls;
  }
  return { looks: looks / people, polls: polls / people };
}

function playVisitor(
  { perSecond, waitMs }: Pick<DocumentCrowd, "perSecond" | "waitMs">,
  random: Random,
): DocumentPolls {
  const place = Math.round((perSecond * waitMs) / secondMs);
  const pace = paceAt(perSecond);
  const highMs = estimateWait(pace, place - 1)?.highMs ?? waitMs;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const slower = Math.exp((Math.log(highMs / waitMs) / oneInTen) * normal);
  const joinedAt = begun + random() * minuteMs;
  const documentAt = (at: Instant): LineDocument => {
    const serving = Math.floor((Math.max(0, at - joinedAt) / slower / secondMs) * perSecond);
    return { ...emptyDocument, asOf: at, lines: { general: { issued: place, serving, pace } } };
  };

  let now = joinedAt;
  let looks = 0;
  let polls = 0;
  let said = gatewaysWord(documentAt(now), place, { now, random });
  while (said !== null) {
    const isGoodUntil = now + isGoodForMs(said);
    let afterMs = said.pollAfterMs ?? 0;
    for (;;) {
      now += planAfter("status", { ...said, pollAfterMs: afterMs })?.afterMs ?? 0;
      if (now > isGoodUntil) break;
      looks += 1;
      const text = JSON.stringify(documentAt(writtenAt(now, random)));
      const reading = readLineDocument(text, said, { now, chance: random(), languages: [] });
      if (reading.kind !== "status") break;
      if (reading.status.state === "called") return { looks, polls };
      afterMs = reading.status.pollAfterMs ?? 0;
    }
    polls += 1;
    said = gatewaysWord(documentAt(now - random() * secondMs), place, { now, random });
  }
  return { looks, polls };
}

/** When what a data centre answers at an instant was written. */
function writtenAt(now: Instant, random: Random): Instant {
  const keptFor = random() * bucket.keptMs;
  const shownFor = random() * bucket.everyMs;
  return now - wayOf(bucket.read, random) - keptFor - shownFor - wayOf(bucket.put, random);
}

/** Null: they are called. */
function gatewaysWord(
  document: LineDocument,
  place: number,
  { now, random }: { readonly now: Instant; readonly random: Random },
): GatewaysWord | null {
  const line = document.lines["general"];
  const standing = line && waitingAt(place, line, document);
  if (!standing) return null;
  const { room, epoch, asOf } = document;
  const word = wordForWaiting(standing, document, { number: place, now, chance: random() });
  const lineDocument = { address: "/.stanchion/line", epoch, line: "general", place };
  return { ...nothingSaid, ...word, room, asOf: new Date(asOf).toISOString(), lineDocument };
}

const nothingSaid = {
  claimBy: null,
  preQueueAt: null,
  opensAt: null,
  closesAt: null,
  timeZone: null,
  stock: null,
  drawCommitment: null,
  message: null,
  supportId: null,
};

const emptyDocument: LineDocument = {
  room: "launch",
  epoch: 1,
  asOf: begun,
  access: "open",
  lines: {},
  draw: { commitment: "", held: null },
  supply: null,
  settings: {
    order: "first-come",
    preQueueAt: null,
    opensAt: null,
    closesAt: null,
    timeZone: null,
    message: null,
  },
};

/** Of a line that has moved for long, and from which hardly anybody has gone away. */
const paceAt = (admissionsPerSecond: number): Pace => ({
  admissionsPerSecond,
  free: null,
  mayComeFree: 0,
  endsPerSecond: null,
  endsMeasured: 0,
  others: [],
  attendance: 1,
  measuredOn: 10_000,
  calledBefore: 100_000,
  cautiousAttendance: 1,
  atTheDoor: 0,
  onTheWay: 0,
  leftShare: 0,
  margins: nothingLearned,
});
