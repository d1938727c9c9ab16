/**
 * The gateway as a simulation has it: calls go to the room in batches, one in flight; polls are answered
 * from a snapshot at most about a second old.
 */

import type { RoomAnswer, RoomCall } from "../../domain/calls.ts";
import type { RoomSnapshot } from "../../domain/snapshot.ts";
import type { Instant } from "../../domain/time.ts";
import { Crash, type SimulatedRoom } from "./simulated-room.ts";

/** Null: the room crashed under the call, and nobody knows what became of it. */
export type Hear = (answer: RoomAnswer | null, at: Instant) => void;

export interface Gateway {
  ask(call: RoomCall, hear: Hear, now: Instant): void;
  /** What a poll that arrives now is answered from; null when the room did not answer. */
  snapshot(now: Instant): RoomSnapshot | null;
  /** The batch that was planned for now goes out. */
  send(now: Instant): void;
}

/** As the gateway has them. */
const freshMs = 800;
const usableMs = 1_200;
const mostCalls = 512;
/** One way between gateway and room. */
const tripMs = 5;

export function createGateway(room: SimulatedRoom, planSend: (at: Instant) => void): Gateway {
  const waiting: { readonly call: RoomCall; readonly hear: Hear }[] = [];
  let planned = false;
  let inFlightUntil = Number.NEGATIVE_INFINITY;
  let known: RoomSnapshot | null = null;
  let coming: RoomSnapshot | null = null;

  function plan(now: Instant): void {
    if (planned) return;
    planned = true;
    planSend(Math.max(now, inFlightUntil) + tripMs);
  }

  function fetchSnapshot(now: Instant): RoomSnapshot | null {
    try {
      return room.snapshot(now);
    } catch (error) {
      if (error instanceof Crash) return null;
      throw error;
    }
  }

  return {
    ask(call, hear, now) {
      waiting.push({ call, hear });
      plan(now);
    },
    snapshot(now) {
      if (coming && now >= coming.asOf + tripMs) {
        known = coming;
        coming = null;
      }
      const age = known ? now - known.asOf : Number.POSITIVE_INFINITY;
      if (age > usableMs || age < 0) known = fetchSnapshot(now) ?? known;
      else if (age > freshMs && !coming) coming = fetchSnapshot(now);
      return known;
    },
    send(now) {
      planned = false;
      inFlightUntil = now + tripMs;
      const batch = waiting.splice(0, mostCalls);
      if (waiting.length > 0) plan(now);
      let answers: readonly RoomAnswer[] | null = null;
      try {
        answers = room.take(
          batch.map(({ call }) => call),
          now,
        );
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
      batch.forEach(({ hear }, index) => {
        hear(answers?.[index] ?? null, inFlightUntil);
      });
    },
  };
}
