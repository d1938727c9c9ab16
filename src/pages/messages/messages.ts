/**
 * All that the visitors' pages say, as data: one file a language, and none can miss a text.
 * Kind, honest, short; never blaming.
 */

import type { Announcement, WaitingMessages } from "../../client/waiting-room-messages.ts";

export interface Messages {
  readonly waiting: WaitingMessages;
  readonly notice: NoticeMessages;
}

export type NoticeKind = "unavailable" | "origin-trouble" | "unknown-host" | "left";

export interface NoticeMessages {
  readonly notices: Readonly<Record<NoticeKind, Announcement>>;
  readonly tryAgain: string;
  readonly toTheShop: string;
}
