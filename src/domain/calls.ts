/**
 * What a gateway asks of a room, and what the room answers: plain data, because they travel in batches
 * between isolates. Repeating a call has the same answer and no second effect.
 */

import type { Admission, EndReason } from "./admission.ts";
import type { RoomState } from "./settings.ts";
import type { Instant } from "./time.ts";

export type RoomCall =
  /** Let through at once if nobody waits and there is room; makes no place otherwise. */
  | { readonly kind: "pass"; readonly passId: string }
  /** A place at the end of the line, or the way in if there is room. The key makes a repeated join one join. */
  | {
      readonly kind: "join";
      readonly key: string;
      readonly ticketId: string;
      readonly passId: string;
    }
  | {
      readonly kind: "enter";
      readonly epoch: number;
      readonly number: number;
      readonly passId: string;
    }
  | { readonly kind: "leave"; readonly epoch: number; readonly number: number }
  | { readonly kind: "renew"; readonly epoch: number; readonly number: number }
  | {
      readonly kind: "end";
      readonly epoch: number;
      readonly number: number;
      readonly reason: Exclude<EndReason, "expired">;
    };

/** A ticket number with the name and the time that the first of several equal joins gave it. */
export interface Joined {
  readonly number: number;
  readonly ticketId: string;
  readonly joinedAt: Instant;
}

export type RoomAnswer =
  | { readonly kind: "admitted"; readonly admission: Admission; readonly joined?: Joined }
  | { readonly kind: "joined"; readonly joined: Joined }
  /**
   * Called and at the door: ask again in so many milliseconds. `waitMs` is how long until their slot, as
   * things stand; null when it depends on somebody leaving the shop.
   */
  | {
      readonly kind: "at-the-door";
      readonly retryAfterMs: number;
      readonly waitMs: number | null;
    }
  | { readonly kind: "not-called" }
  /** There is no room at once: join the line. */
  | { readonly kind: "busy" }
  | { readonly kind: "refused"; readonly state: Exclude<RoomState, "open"> }
  /** The place is not one of this line: another epoch, never issued, or given up. */
  | { readonly kind: "void" }
  /** The session is over; the ticket had its admission. */
  | { readonly kind: "ended"; readonly reason: EndReason }
  | { readonly kind: "done" };
