/** Settings that are each of their form, looked at together: what cannot be, and what may surprise. */

import { lineForAll, type RoomSettings } from "../domain/settings.ts";
import type { Instant } from "../domain/time.ts";
import type { FieldProblem } from "../protocol.ts";
import { isoOf } from "./visitor-status.ts";

/** What is wrong with settings as they would be after a change. */
export function contradictionsIn(settings: RoomSettings): readonly FieldProblem[] {
  const { preQueueAt, opensAt, closesAt } = settings;
  return [
    ...outOfOrder("opensAt", opensAt, "preQueueAt", preQueueAt),
    ...outOfOrder("closesAt", closesAt, "opensAt", opensAt),
    ...outOfOrder("closesAt", closesAt, "preQueueAt", opensAt === null ? preQueueAt : null),
  ];
}

function outOfOrder(
  later: string,
  last: Instant | null,
  earlier: string,
  first: Instant | null,
): readonly FieldProblem[] {
  if (last === null || first === null || last > first) return [];
  return [
    {
      field: later,
      detail: `must be after ${earlier}, which is ${isoOf(first)}; set both at once`,
    },
  ];
}

/** Under this the merchant is warned: browsers wake background tabs once a minute. */
const shortClaimWindowSeconds = 120;

/** What the merchant may want to think about again. */
export function warningsOf(settings: RoomSettings, now: Instant): readonly string[] {
  const { claimWindowSeconds, order, opensAt, preQueueAt, stock, originHealth } = settings;
  const { admissionsPerMinute, invitations, lines, closesAt } = settings;
  const said: readonly (readonly [boolean, string])[] = [
    [
      claimWindowSeconds < shortClaimWindowSeconds,
      `claimWindowSeconds is under ${shortClaimWindowSeconds}: browsers wake tabs in the background once a minute, so people who are called there may come late.`,
    ],
    [
      order === "draw" && opensAt === null && preQueueAt === null,
      "order is draw, but opensAt is not set: there is no opening at which anybody could be drawn.",
    ],
    [
      order === "draw" && opensAt !== null && preQueueAt === null,
      "order is draw, but preQueueAt is not set: nobody can join before the opening, so nobody is drawn.",
    ],
    [
      opensAt === null && preQueueAt !== null,
      "preQueueAt is set without opensAt: people may join from then on, and wait until an opening is set.",
    ],
    [
      stock !== null && stock.units < stock.perOrder,
      "stock.units is less than one order of stock.perOrder: the room is sold out.",
    ],
    [
      originHealth !== "off" && originHealth.floorPerMinute > admissionsPerMinute,
      "originHealth.floorPerMinute is above admissionsPerMinute: the shop is never spared.",
    ],
    [
      invitations?.required === true && invitations.keys.length === 0,
      "invitations are required, but no key is set: nobody can join.",
    ],
    [
      lines.length > 1 && invitations === null,
      `Everybody joins the line ${lineForAll(settings)}: the others (${lines
        .map(({ name }) => name)
        .filter((name) => name !== lineForAll(settings))
        .join(", ")}) can be joined with an invitation only, and no invitations are set up.`,
    ],
    [
      settings.turnstile !== null && settings.challenge === "off",
      "turnstile is set, but challenge is off: nobody is asked for anything, so there is nothing to spare them.",
    ],
    [
      settings.hosts.length === 0,
      "hosts is empty: nobody can reach this room. Set the host names of the protected site.",
    ],
    [closesAt !== null && closesAt <= now, "closesAt has passed: the room is closed."],
  ];
  return said.flatMap(([applies, text]) => (applies ? [text] : []));
}
