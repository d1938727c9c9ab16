/** How the page's two scripts know each other: the one that joins, and the one that pays for a place. */

import type { Challenge, JoinRequest } from "../protocol.ts";

/**
 * What to join with now; with `turnstile` alone it is told a lower price. Null: the page itself goes on.
 * @param paid what the join that was refused had brought already
 */
type PayForPlace = (challenge: Challenge, paid: JoinRequest) => Promise<JoinRequest | null>;

declare global {
  interface Window {
    /** Absent on the page of a room that did not ask for anything when it was loaded. */
    payForPlace?: PayForPlace;
  }
}
