/**
 * Which holder of a pass is the one to renew it. Copies of a pass look alike and are let through alike, but
 * every renewal has a number, and of several holders only one is given the next. When a renewal is presented
 * that its holder had moved on from, the pass is in two places: see docs/decisions/0011.
 *
 * One browser can look like that for a moment. A request may still be on its way with the pass before, and
 * an answer that brings a renewal may be slow or lost. So a renewal counts as moved on from only when the
 * next one was seen in somebody's hands, and nothing is held against anybody within the time that requests
 * and answers take.
 */

import type { Admission } from "./admission.ts";
import { renewSession, sessionMs } from "./session.ts";
import type { RoomSettings } from "./settings.ts";
import { type Instant, secondMs } from "./time.ts";

export interface RenewalChain {
  /** The latest renewal that was handed out; 0 is the pass as it was given first. */
  readonly latest: number;
  readonly handedAt: Instant;
  /** The attempt that it was handed to: repeated, it has the same answer. */
  readonly handedTo: string | null;
  /** The latest renewal that was seen in somebody's hands. */
  readonly held: number;
  readonly heldSince: Instant;
  /** When one was first presented that somebody had moved on from; null: never. */
  readonly clonedAt: Instant | null;
  /** How often the holder of an older one came back for the session. */
  readonly returns: number;
}

/** What a holder shows, and asks for. */
export interface ShownRenewal {
  readonly renewal: number;
  /** Chosen once for each attempt, so that one repeated after a lost answer is the same attempt. */
  readonly attempt: string;
  /**
   * `nothing`: it was seen, no more. `return`: by a join, after the end of the pass that they hold; the
   * session itself goes on. `time`: whoever opened a socket long ago, with a pass that was good then.
   */
  readonly wants: "renewal" | "return" | "nothing" | "time";
}

/** The admission as it is then; the very same when nothing changed. */
export interface Presented {
  readonly kind: "hand" | "stay" | "elsewhere";
  readonly admission: Admission;
}

/** A person comes back once, or twice. Whoever holds copies and does so all day joins the line at last. */
const mostReturns = 3;

const unrenewed: RenewalChain = {
  latest: 0,
  handedAt: 0,
  handedTo: null,
  held: 0,
  heldSince: 0,
  clonedAt: null,
  returns: 0,
};

type ChainSettings = Pick<
  RoomSettings,
  "sessionMinutes" | "sessionRenewal" | "originTimeoutSeconds"
>;

/**
 * @param shown null: an earlier release asks, which knows of no numbers
 * @returns `hand`: a pass of this admission is theirs to have. `stay`: theirs is as good as it was, and
 * another is not for them now. `elsewhere`: somebody has moved on with the session.
 */
export function presentRenewal(
  admission: Admission,
  shown: ShownRenewal | null,
  settings: ChainSettings,
  now: Instant,
): Presented {
  const before = admission.chain ?? unrenewed;
  const { renewal, attempt, wants } = shown ?? {
    ...{ renewal: before.latest, attempt: null, wants: "renewal" },
  };
  if (wants === "time") return { kind: "stay", admission };
  if (attempt !== null && attempt === before.handedTo) return { kind: "hand", admission };

  const seen = withHolder(before, renewal, now);
  const current = seen === before ? admission : { ...admission, chain: seen };
  const patienceMs = inFlightMs(settings);
  const hand = (returns: number): Presented => ({
    kind: "hand",
    admission: {
      ...renewSession(current, settings, now),
      chain: { ...seen, latest: seen.latest + 1, handedAt: now, handedTo: attempt, returns },
    },
  });

  if (renewal < seen.held) {
    if (now - seen.heldSince <= patienceMs) return { kind: "stay", admission: current };
    if (wants === "return" && seen.returns < mostReturns) return hand(seen.returns + 1);
    if (seen.clonedAt !== null) return { kind: "elsewhere", admission: current };
    return { kind: "elsewhere", admission: { ...admission, chain: { ...seen, clonedAt: now } } };
  }
  if (wants === "nothing") return { kind: "stay", admission: current };
  if (renewSession(current, settings, now) !== current) return hand(seen.returns);
  // The pass may end before the session does: while the shop was out, all the ends were moved.
  if (renewal === seen.latest) return { kind: "hand", admission: current };
  // What was handed out has been seen with nobody: it is on its way, or it was lost.
  return now - seen.handedAt <= patienceMs
    ? { kind: "stay", admission: current }
    : hand(seen.returns);
}

/** The number of the pass that its rightful holder has now. */
export const renewalOf = ({ chain }: Pick<Admission, "chain">): number => chain?.latest ?? 0;

function withHolder(chain: RenewalChain, renewal: number, now: Instant): RenewalChain {
  if (renewal <= chain.held) return chain;
  // One that was never handed out was, by a room that was then set back to an older state.
  const latest = Math.max(chain.latest, renewal);
  return { ...chain, latest, held: renewal, heldSince: now };
}

/** As long as a request and its answer may be under way, and never more than an eighth of a session. */
const inFlightMs = (settings: ChainSettings): number =>
  Math.min(settings.originTimeoutSeconds * secondMs + 10 * secondMs, sessionMs(settings) / 8);
