/**
 * The texts of the waiting page, as the gateway fills them in and the script gets them: in one
 * language. Numbers, durations and times come from Intl; `{time}` and `{duration}` are where they
 * are put.
 */

import type { VisitorState } from "../protocol.ts";

/** What the page can show: the states of a visitor, and three that only a page knows. */
export type PageState = VisitorState | "newcomer" | "joining" | "left";

/** One text for each plural form that the language has; `other` always. */
export type PluralTexts = { readonly [form in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};

/** A heading and the sentence under it. */
export interface Announcement {
  readonly heading: string;
  readonly detail: string;
}

/** What the waiting page needs, and what it ships to the browser. */
export interface WaitingMessages {
  readonly states: Readonly<Record<PageState, Announcement>>;
  /** Stands under the large number. */
  readonly peopleAhead: PluralTexts;
  /** Stands in place of the number when it is 0. */
  readonly youAreNext: string;
  readonly expectedWait: string;
  readonly waitNotKnown: string;
  /** `{duration}` is a whole phrase in its plain form: "5 minutes". */
  readonly waitAtMost: string;
  readonly progress: string;
  readonly placeKept: string;
  readonly opens: string;
  /** `{time}` is when the claim window ends; coming later costs only the moment. */
  readonly enterBy: string;
  readonly fromTheShop: string;
  readonly lastUpdated: string;
  readonly supportNumber: string;
  readonly actions: {
    readonly join: string;
    readonly enter: string;
    readonly leave: string;
    readonly leaveWarning: string;
    readonly leaveConfirmed: string;
    readonly stay: string;
  };
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
