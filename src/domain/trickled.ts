/**
 * Who trickled in while the room was silent (`onUnavailable`): by a gateway's own decision, which the room has neither
 * given a number nor written a row for.
 */

import type { PlaceInLine } from "./ticket.ts";

/** Above every number that a line ever gives: the room knows of no such place, and confuses it with none. */
const firstTrickled = 2 ** 52;

export const isTrickled = ({ number }: Pick<PlaceInLine, "number">): boolean =>
  number >= firstTrickled;

/**
 * A number for whoever trickles in. Gateways do not know of each other's, and hardly ever take the same.
 * @param chance from 0 up to 1
 */
export const trickledNumber = (chance: number): number =>
  firstTrickled + Math.floor(chance * firstTrickled);

/** The rows of those of whom the room has heard stand under it. Epochs count from 1. */
export const epochOfTrickled = 0;
