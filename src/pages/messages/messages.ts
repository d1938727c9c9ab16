/**
 * All that the visitors' pages say, as data: one file a language, and none can miss a text.
 * Kind, honest, short; never blaming.
 */

import type { DrawOutcomeMessages } from "../../client/draw-page-messages.ts";
import type { InvitationProblemMessages } from "../../client/invitation-page-messages.ts";
import type { Announcement, WaitingMessages } from "../../client/waiting-room-messages.ts";

export interface Messages {
  readonly waiting: WaitingMessages;
  readonly lostForm: LostFormMessages;
  readonly notice: NoticeMessages;
  readonly patience: PatienceMessages;
  readonly draw: DrawMessages;
  readonly invitation: InvitationMessages;
}

export type NoticeKind =
  | "unavailable"
  | "origin-trouble"
  | "order-unknown"
  | "order-placed"
  | "unknown-host"
  | "left"
  | "not-invited";

export interface NoticeMessages {
  readonly notices: Readonly<Record<NoticeKind, Announcement>>;
  readonly tryAgain: string;
  readonly toTheShop: string;
  /** To the shop's page that tells whether an order was placed. */
  readonly toTheOrder: string;
  /** The order's number follows. */
  readonly orderNumber: string;
  readonly withInvitation: string;
}

/** Above whatever else is said to somebody whose form was not let through. */
export interface LostFormMessages extends Announcement {
  /** In place of the sentence that promises newcomers the page they asked for. */
  readonly join: string;
  readonly goOn: string;
}

/** For a browser that cannot calculate and waits instead. */
export interface PatienceMessages extends Announcement {
  /** `{wait}` and `{within}` are whole phrases: "20 seconds". */
  readonly when: string;
  readonly early: string;
}

/** Before the draw, after it, and where nobody is drawn. */
export type DrawPageState = "announced" | "drawn" | "first-come";

export interface DrawMessages {
  readonly states: Readonly<Record<DrawPageState, Announcement>>;
  readonly fingerprint: string;
  readonly seed: string;
  readonly publicRandomness: string;
  /** `{line}` is the line's name; the number of people follows. */
  readonly peopleDrawn: string;
  readonly recompute: string;
  readonly line: string;
  readonly number: string;
  readonly compute: string;
  readonly outcome: DrawOutcomeMessages;
  /** `{command}` is the way that needs no page. */
  readonly elsewhere: string;
}

export interface InvitationMessages extends Announcement {
  readonly opening: string;
  readonly field: string;
  readonly open: string;
  readonly problems: InvitationProblemMessages;
}
