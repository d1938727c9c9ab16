/**
 * What the page shows of a visitor's status: every text, and which parts of the page are there.
 * One function for the gateway's first answer and for the script's later ones.
 */

import type { VisitorStatus } from "../protocol.ts";
import { countdownOf, instantOf } from "./waiting-room-countdown.ts";
import type { PageState } from "./waiting-room-messages.ts";
import { likelihoodOf } from "./waiting-room-stock.ts";
import type { Wording } from "./waiting-room-wording.ts";

/** The places in the page that hold a text; each name stands in the page as `data-text`. */
export const textNames = [
  "title",
  "heading",
  "detail",
  "count",
  "people",
  "wait",
  "left",
  "chance",
  "openUntil",
  "enterBy",
  "shortCommitment",
  "commitment",
  "message",
  "joinFrom",
  "opens",
  "updated",
  "supportId",
] as const;
export type TextName = (typeof textNames)[number];

/** The pieces of the page that come and go; each name stands in the page as `data-part`. */
export type Part =
  | "ahead"
  | "progress"
  | "wait"
  | "kept"
  | "countdown"
  | "stock"
  | "open-until"
  | "enter-by"
  | "draw"
  | "message"
  | "join-from"
  | "opens"
  | "updated"
  | "support"
  | "join"
  | "enter"
  | "leave";

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
  const { states } = wording.messages;
  const { heading, detail } =
    states[waitsAtTheDoor(known) ? "at-the-door" : state] ?? states.joining;
  const stock = status?.stock ?? null;
  const shopZone = status?.timeZone ?? null;
  const commitment = status?.drawCommitment ?? "";
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
      detail: state === "pre-queue" && commitment !== "" ? wording.messages.toBeDrawn : detail,
      count,
      people,
      wait: wording.wait(status?.waitSeconds ?? null),
      left: stock ? wording.left(stock.left) : "",
      chance:
        stock === null || stock.chance === null
          ? ""
          : wording.messages.chances[likelihoodOf(stock.chance)],
      openUntil: wording.openUntil(status?.closesAt ?? "", shopZone),
      enterBy: wording.enterBy(status?.claimBy ?? ""),
      shortCommitment: commitment && `${commitment.slice(0, 8)}…${commitment.slice(-8)}`,
      commitment,
      message,
      joinFrom: wording.dayAndTime(status?.preQueueAt ?? "", shopZone),
      opens: wording.dayAndTime(status?.opensAt ?? "", shopZone),
      updated: status === null ? "" : wording.timeOfDayWithSeconds(status.asOf),
      supportId: status?.supportId ?? "",
    },
  };
}

/** Called, and nobody can say when there will be room in the shop: it is their turn, and not yet their time. */
const waitsAtTheDoor = ({ state, status }: Known): boolean =>
  state === "called" && status !== null && status.waitSeconds === null;

/** Whether the answer tells of a place in line; without one, asking again means joining. */
export function hasPlace(status: VisitorStatus | null): boolean {
  return status !== null && (status.supportId !== null || status.position !== null);
}

function peopleText(ahead: number, wording: Wording): string {
  return ahead === 0 ? wording.messages.youAreNext : wording.peopleAhead(ahead);
}

function showsAhead(state: PageState): boolean {
  return state === "waiting" || state === "paused" || state === "pre-queue";
}

function partsOf(known: Known, hasMessage: boolean): readonly Part[] {
  const { state, status } = known;
  const early = state === "not-open" || state === "pre-queue";
  const comes = early || showsAhead(state) || state === "called";
  const inLine = hasPlace(status) && comes;
  const countdown = countdownOf(status);
  const ahead = showsAhead(state) && status !== null && status.ahead !== null;
  const shown: readonly (Part | false)[] = [
    ahead && "ahead",
    (ahead || state === "called" || state === "proving") && "progress",
    state === "waiting" && "wait",
    inLine && "kept",
    countdown !== null && "countdown",
    status !== null && status.stock !== null && (comes || state === "full") && "stock",
    inLine && endsSoon(status) && "open-until",
    state === "called" && Boolean(status?.claimBy) && !waitsAtTheDoor(known) && "enter-by",
    Boolean(status?.drawCommitment) && (early || showsAhead(state)) && "draw",
    hasMessage && "message",
    countdown?.until === "joining" && "join-from",
    early && Boolean(status?.opensAt) && "opens",
    status !== null && "updated",
    Boolean(status?.supportId) && "support",
    (state === "newcomer" || state === "left" || (state === "full" && !hasPlace(status))) && "join",
    (state === "called" || state === "admitted") && "enter",
    inLine && "leave",
  ];
  return shown.filter((part) => part !== false);
}

/** Only then is it worth a thought: within an hour of the answer. */
function endsSoon(status: VisitorStatus | null): boolean {
  const leftMs = (instantOf(status?.closesAt) ?? 0) - (instantOf(status?.asOf) ?? 0);
  return leftMs > 0 && leftMs <= 3_600_000;
}
