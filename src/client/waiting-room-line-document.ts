/**
 * What a place's standing is by the document of the line, worked out as the gateway does it. Whatever is not
 * certain is no answer: then the gateway is asked. The document is believed nothing that matters: the place is the
 * ticket's, and who enters is for the room to say.
 */

import type { LineDocument, PublishedLine } from "../domain/line-document.ts";
import { messageIn } from "../domain/message.ts";
import { shortestPollMs, snapshotAgeMs } from "../domain/polling.ts";
import { waitingAt } from "../domain/snapshot.ts";
import { chanceOf, wordForWaiting } from "../domain/waiting-word.ts";
import type { InLineStatus, LineLookUp } from "../protocol.ts";

/** What the gateway said of this place last, with what to look up. */
export type GatewaysWord = InLineStatus & { readonly lineDocument: LineLookUp };

export type Reading =
  | { readonly kind: "status"; readonly status: InLineStatus }
  /** Older than the gateway's own answer may be at this place. The next one may be in time. */
  | { readonly kind: "too-old" }
  /** Not this line's as it is, or in a state that only the gateway may tell of. */
  | { readonly kind: "not-to-go-by" };

export interface Reader {
  /** By the gateway's clock, in milliseconds since 1970. */
  readonly now: number;
  /** From 0 up to 1. */
  readonly chance: number;
  /** Tags of the languages that they read, the dearest first. */
  readonly languages: readonly string[];
}

/** However far from the front: what is older comes from something that has stopped, or from a wrong clock. */
const oldestMs = 10_000;

/** While the gateway can say nothing of the wait. */
const unknownWaitMs = 120_000;
/** However long the wait. */
const longestUnaskedMs = 3_600_000;

/** So long the document is gone by: then the wait is over that the gateway told, and it is asked whatever is read. */
export const isGoodForMs = ({ waitSeconds }: InLineStatus): number =>
  Math.min(waitSeconds ? waitSeconds.high * 1_000 : unknownWaitMs, longestUnaskedMs);

/** @param text as it came, from whoever answered there */
export function readLineDocument(text: string, said: GatewaysWord, reader: Reader): Reading {
  try {
    return readingOf(JSON.parse(text) as LineDocument, said, reader);
  } catch {
    return { kind: "not-to-go-by" };
  }
}

/** @throws where the document is not of this form */
function readingOf(document: LineDocument, said: GatewaysWord, reader: Reader): Reading {
  const { place, epoch } = said.lineDocument;
  const line = document.lines[said.lineDocument.line];
  const ageMs = reader.now - document.asOf;
  const isOurs = document.room === said.room && document.epoch === epoch;
  const isFromNow = Number.isFinite(document.asOf) && ageMs >= -oldestMs;
  if (!isOurs || !line || !isFromNow) return { kind: "not-to-go-by" };
  const word = wordFor(place, line, document, reader);
  if (word === null || isContradicted(word.ahead, document, said)) return { kind: "not-to-go-by" };
  if (ageMs > mayBeOldMs(word.pollAfterMs)) return { kind: "too-old" };
  const { preQueueAt, opensAt, closesAt, timeZone, message } = document.settings;
  return {
    kind: "status",
    status: {
      ...said,
      ...word,
      pollAfterMs: word.pollAfterMs / 2,
      preQueueAt: isoOrNull(preQueueAt),
      opensAt: isoOrNull(opensAt),
      closesAt: isoOrNull(closesAt),
      timeZone,
      message: message && `${messageIn(message, reader.languages)}`,
      asOf: new Date(document.asOf).toISOString(),
    },
  };
}

/**
 * The document is read twice as often as the gateway would be asked, and may be older by the other half: so a call is
 * noticed as soon as it would be from the gateway.
 */
const mayBeOldMs = (pollAfterMs: number): number =>
  Math.min(oldestMs, snapshotAgeMs + Math.max(pollAfterMs, shortestPollMs) / 2);

interface Word extends Pick<InLineStatus, "position" | "waitSeconds" | "stock"> {
  readonly state: "waiting" | "paused" | "pre-queue" | "called";
  readonly ahead: number;
  readonly pollAfterMs: number;
}

/** Null for what only the gateway may say: that all is over, or not begun, or still to be drawn. */
function wordFor(
  place: number,
  line: PublishedLine,
  document: LineDocument,
  reader: Reader,
): Word | null {
  const { supply } = document;
  const stock = supply && { left: numberIn(supply.left), chance: null };
  if (!isNumberGiven(line.serving) || !isNumberGiven(line.issued - place)) return null;
  const standing = waitingAt(place, line, document);
  if (standing === null) return calledIn(document) ? { ...calledNow, stock } : null;
  const word = wordForWaiting(standing, document, { number: place, ...reader });
  const { state, ahead, waitSeconds, pollAfterMs } = word;
  if (ahead === null || !(state === "waiting" || state === "paused" || state === "pre-queue")) {
    return null;
  }
  numberIn(pollAfterMs);
  if (waitSeconds) numberIn(waitSeconds.low + waitSeconds.high);
  const chance = chanceOf(standing.stock);
  return { ...word, state, ahead, stock: stock && { ...stock, chance } };
}

const calledIn = ({ access }: LineDocument): boolean => access === "open" || access === "draining";

/** The page enters at once, and hears from the room until when. */
const calledNow = {
  state: "called",
  position: 0,
  ahead: 0,
  waitSeconds: null,
  pollAfterMs: 0,
} as const;

/** Nobody's number of people ahead grows: a document that was written later and says so is wrong. */
const isContradicted = (ahead: number, { asOf }: LineDocument, said: GatewaysWord): boolean =>
  said.ahead !== null && ahead > said.ahead && asOf >= Date.parse(said.asOf);

const isoOrNull = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

const isNumberGiven = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** @throws RangeError when it is none that a page can show */
function numberIn(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError("Not a number");
  return value;
}
