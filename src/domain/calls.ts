/**
 * What a gateway asks of a room, and what the room answers: plain data, because they travel in batches
 * between isolates. Repeating a call has the same answer and no second effect.
 */

import type { Access } from "./access.ts";
import type { Admission, Confirmation, EndReason } from "./admission.ts";
import type { SentWrite, WriteAnswer } from "./orders-under-way.ts";
import type { ShownRenewal } from "./renewal-chain.ts";
import type { Invitation, Joined, PlaceInLine, TicketNote } from "./ticket.ts";
import type { Instant } from "./time.ts";

/** Which pass a call is about. */
export interface PassInLine extends PlaceInLine {
  /** Absent: an earlier release, or a merchant, names its place alone. */
  readonly pass?: {
    readonly id: string;
    /** As the pass says; absent: it is not known. */
    readonly endsAt?: Instant;
  };
}

export type RoomCall =
  /** Let through at once if nobody waits and there is room; makes no place otherwise. */
  | { readonly kind: "pass"; readonly line: string; readonly passId: string }
  /** A place at the end of the line, or the way in if there is room. The key makes a repeated join one join. */
  | {
      readonly kind: "join";
      readonly line: string;
      readonly key: string;
      readonly ticketId: string;
      readonly passId: string;
      /** Null: whoever comes without one. Genuine, and its time has come: that is for the gateway to see to. */
      readonly invitation: Invitation | null;
      /**
       * The place that a batcher gave it before; null: none that it remembers. Absent: the call did not come
       * through a batcher.
       */
      readonly given?: Joined | null;
    }
  | (PlaceInLine & {
      readonly kind: "enter";
      readonly passId: string;
      /** For so long the gateway keeps whoever asks, and asks again for them as told; absent: not at all. */
      readonly heldMs?: number;
      readonly ticket: TicketNote;
    })
  | (PlaceInLine & { readonly kind: "leave" })
  /** Shown with a pass; an earlier release shows nothing. */
  | (PlaceInLine & { readonly kind: "renew"; readonly shown?: ShownRenewal })
  | (PassInLine & {
      readonly kind: "end";
      readonly reason: Exclude<EndReason, "expired">;
      /** How many units the shop says were sold, for `complete` only; null: it did not say. */
      readonly units: number | null;
      /** The order's name, for `complete` only: told twice, it counts once. */
      readonly order?: string;
      /** For `complete` only. */
      readonly confirmation?: Confirmation;
    })
  /**
   * Whether this admission may still order; asked before a form goes to the shop. With `sent` whether this one
   * may go now, and what becomes of it.
   */
  | (PassInLine & { readonly kind: "order"; readonly sent?: SentWrite })
  /** Units sold in a way that is not a session's: at the counter, or reported by the merchant. */
  | { readonly kind: "sold"; readonly key: string; readonly units: number };

export type EnterCall = Extract<RoomCall, { kind: "enter" }>;

export type JoinCall = Extract<RoomCall, { kind: "join" }>;

export type RoomAnswer =
  | {
      readonly kind: "admitted";
      readonly admission: Admission;
      /** Of the room as it let them in, of which the gateway may not have heard; absent: an earlier release. */
      readonly epoch?: number;
      readonly joined?: Joined;
    }
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
  | { readonly kind: "refused"; readonly access: Exclude<Access, "open"> }
  /**
   * The place is not one of this line: another epoch, never issued, or given up. Of a join: it came by a way
   * that is not this epoch's, past the batchers or through those of another one. Of what is said of a session:
   * there is none of this name, and nothing was counted.
   */
  | { readonly kind: "void" }
  /** The session goes on; another pass is not for whoever asks, or not now. */
  | { readonly kind: "stays"; readonly until: Instant }
  /** Somebody else has moved on with the session: the pass is in two places. */
  | { readonly kind: "elsewhere"; readonly isNews: boolean }
  /** The session is over; the ticket had its admission. */
  | {
      readonly kind: "ended";
      readonly reason: EndReason;
      /** Of the order, to whoever asks whether they may order. */
      readonly confirmation?: Confirmation;
    }
  /** Until the end of the session, or of the minutes after it in which an open form may still be sent. */
  | { readonly kind: "may-order"; readonly until: Instant }
  | WriteAnswer
  | { readonly kind: "done" };
