/**
 * The texts of the waiting page, as the gateway fills them in and the script gets them: in one
 * language. Numbers, durations and times come from Intl; `{time}`, `{duration}` and `{count}` are
 * where they are put.
 */

import type { VisitorState } from "../protocol.ts";

/** What the page can show: the states of a visitor, and four that only a page knows. */
export type PageState = VisitorState | "newcomer" | "joining" | "proving" | "left";

/** One text for each plural form that the language has; `other` always. */
export type PluralTexts = { readonly [form in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};

/** How likely it is that something is left at a visitor's turn, as far as words go. */
export type Likelihood = "certain" | "veryLikely" | "likely" | "uncertain" | "unlikely" | "none";

/** A heading and the sentence under it. */
export interface Announcement {
  readonly heading: string;
  readonly detail: string;
}

/** What the waiting page needs. */
export interface WaitingMessages extends SpokenMessages {
  readonly expectedWait: string;
  readonly progress: string;
  readonly placeKept: string;
  readonly joinFrom: string;
  readonly opens: string;
  readonly fromTheShop: string;
  readonly lastUpdated: string;
  readonly supportNumber: string;
  /** Why anybody may believe in the draw. */
  readonly draw: {
    readonly fingerprint: string;
    readonly explained: string;
    readonly look: string;
  };
  readonly actions: {
    readonly join: string;
    readonly enter: string;
    readonly leave: string;
    readonly leaveWarning: string;
    readonly leaveConfirmed: string;
    readonly stay: string;
  };
}

/** What changes while somebody waits, and so is shipped to the browser. */
export interface SpokenMessages {
  /** `at-the-door`: called, and the shop has no room at the moment. */
  readonly states: Readonly<Record<Exclude<PageState, "proving"> | "at-the-door", Announcement>> & {
    /** Where a place costs a calculation. */
    readonly proving?: Announcement;
  };
  /** Stands under the large number. */
  readonly peopleAhead: PluralTexts;
  /** In place of the pre-queue's sentence where the places are drawn. */
  readonly toBeDrawn: string;
  /** Stands in place of the number when it is 0. */
  readonly youAreNext: string;
  readonly waitNotKnown: string;
  /** `{duration}` is a whole phrase in its plain form: "5 minutes". */
  readonly waitAtMost: string;
  /** The same instant on the visitor's own clock, where it is another one than the shop's. */
  readonly yourTime: string;
  /** The first two stand above the time that is left; the third in place of all when none is. */
  readonly countdown: {
    readonly untilJoining: string;
    readonly untilOpening: string;
    readonly anyMoment: string;
  };
  /** `{count}` units are not sold. */
  readonly left: string;
  readonly chances: Readonly<Record<Likelihood, string>>;
  /** `{time}` is when the line ends for the day. */
  readonly openUntil: string;
  /** `{time}` is when the claim window ends; coming later costs only the moment. */
  readonly enterBy: string;
  readonly notices: {
    readonly noConnection: string;
    readonly noAnswer: string;
    readonly yourPlaceIsKept: string;
    readonly tryingAgain: string;
    readonly connectedAgain: string;
    readonly placeRenewed: string;
    readonly cookiesNeeded: string;
  };
}
