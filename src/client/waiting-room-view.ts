/**
 * What the page shows of a visitor's status: every text, and which parts of the page are there.
 * One function for the gateway's first answer and for the script's later ones.
 */

import type { VisitorStatus } from "../protocol.ts";
import type { PageState } from "./waiting-room-messages.ts";
import type { Wording } from "./waiting-room-wording.ts";

/** The places in the page that hold a text; each name stands in the page as `data-text`. */
export const textNames = [
  "title",
  "heading",
  "detail",
  "count",
  "people",
  "wait",
  "opens",
  "enterBy",
  "message",
  "updated",
  "supportId",
] as const;
export type TextName = (typeof textNames)[number];

/** The pieces of the page that come and go; each name stands in the page as `data-part`. */
export const partNames = [
  "ahead",
  "progress",
  "wait",
  "kept",
  "opens",
  "enter-by",
  "message",
  "updated",
  "support",
  "join",
  "enter",
  "leave",
] as const;
export type Part = (typeof partNames)[number];

export interface View {
  readonly state: PageState;
  readonly parts: readonly Part[];
  readonly texts: Readonly<Record<TextName, string>>;
}

/** What a page knows when it is drawn. */
export interface Known {
  readonly state: PageState;
  /** Null before there is a place, and after it was given up. */
  readonly status: VisitorStatus | null;
  /** What the shop says to somebody without a status; a status brings its own. */
  readonly message: string | null;
  readonly shopName: string;
}

export function viewOf(known: Known, wording: Wording): View {
  const { state, status } = known;
  const { heading, detail } = wording.messages.states[state];
  const ahead = showsAhead(state) ? (status?.ahead ?? null) : null;
  const count = ahead === null || ahead === 0 ? "" : wording.count(ahead);
  const people = ahead === null ? "" : peopleText(ahead, wording);
  const news = ahead === null || state !== "waiting" ? heading : `${count} ${people}`.trim();
  const message = (status === null ? known.message : status.message) ?? "";

  return {
    state,
    parts: partsOf(known, message !== ""),
    texts: {
      title: `${news} · ${known.shopName}`,
      heading,
      detail,
      count,
      people,
      wait: wording.wait(status?.waitSeconds ?? null),
      opens: status?.opensAt ? wording.dayAndTime(status.opensAt) : "",
      enterBy: status?.claimBy ? enterByText(status.claimBy, wording) : "",
      message,
      updated: status === null ? "" : wording.timeOfDayWithSeconds(status.asOf),
      supportId: status?.supportId ?? "",
    },
  };
}

/** Whether the answer tells of a place in line; without one, asking again means joining. */
export function hasPlace(status: VisitorStatus | null): boolean {
  return status !== null && (status.supportId !== null || status.position !== null);
}

function peopleText(ahead: number, wording: Wording): string {
  return ahead === 0 ? wording.messages.youAreNext : wording.peopleAhead(ahead);
}

function enterByText(claimBy: string, wording: Wording): string {
  return wording.messages.enterBy.replace("{time}", wording.timeOfDay(claimBy));
}

function showsAhead(state: PageState): boolean {
  return state === "waiting" || state === "paused" || state === "pre-queue";
}

function partsOf({ state, status }: Known, hasMessage: boolean): readonly Part[] {
  const inLine =
    hasPlace(status) && (showsAhead(state) || state === "called" || state === "not-open");
  const ahead = showsAhead(state) && status !== null && status.ahead !== null;
  const shown: Readonly<Record<Part, boolean>> = {
    ahead,
    progress: ahead || state === "called",
    wait: state === "waiting",
    kept: inLine,
    opens: Boolean(status?.opensAt) && (state === "not-open" || state === "pre-queue"),
    "enter-by": state === "called" && Boolean(status?.claimBy),
    message: hasMessage,
    updated: status !== null,
    support: Boolean(status?.supportId),
    join: state === "newcomer" || state === "left" || (state === "full" && !hasPlace(status)),
    enter: state === "called" || state === "admitted",
    leave: inLine,
  };
  return partNames.filter((part) => shown[part]);
}
