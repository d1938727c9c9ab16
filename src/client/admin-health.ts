/** How the shop is, as the rate in force tells, and why that was changed when it was. */

import type { OriginHealthLive, RoomLive } from "../protocol.ts";
import { make, part, write } from "./admin-elements.ts";
import { fill, formatDuration, formatInstant, formatNumber, formatShare } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";

type Move = OriginHealthLive["moves"][number];

const texts = launchTexts.live;
const movesShown = 6;

export function showHealth(live: RoomLive): void {
  const { originHealth, effectivePerMinute, admissionsPerMinute } = live;
  part("health", HTMLElement).hidden = originHealth === null;
  if (originHealth === null) return;
  const spared = effectivePerMinute < admissionsPerMinute ? "spared" : "well";
  const how = originHealth.isOut ? "out" : spared;
  const badge = part("health-state", HTMLElement);
  badge.setAttribute("data-state", how);
  write(badge, texts.health[how]);
  const rates = fill(texts.rateInForce, {
    rate: formatNumber(effectivePerMinute),
    set: formatNumber(admissionsPerMinute),
  });
  write(part("health-rate", HTMLElement), originHealth.isOut ? texts.out : rates);
  showMoves(originHealth.moves);
}

/** The newest first. Only what differs is written: each second would move a reader's place. */
function showMoves(moves: readonly Move[]): void {
  const list = part("health-moves", HTMLOListElement);
  part("health-none", HTMLElement).hidden = moves.length > 0;
  list.hidden = moves.length === 0;
  const latest = moves.slice(-movesShown).reverse();
  while (list.children.length > latest.length) list.lastElementChild?.remove();
  latest.forEach((move, index) => {
    const item = list.children[index] ?? list.appendChild(make("li"));
    if (item.getAttribute("data-move") === JSON.stringify(move)) return;
    item.setAttribute("data-move", JSON.stringify(move));
    const time = make("time", formatInstant(move.at, Date.now()), "by");
    time.dateTime = move.at;
    const rates = fill(texts.move, {
      from: formatNumber(move.fromPerMinute),
      to: formatNumber(move.toPerMinute),
    });
    item.replaceChildren(time, make("strong", rates), make("span", describeReason(move.reason)));
  });
}

/** A reason that this screen has no words for is told by its name. */
export function describeReason(reason: Move["reason"]): string {
  const words: Readonly<Record<string, string>> = launchTexts.reasons;
  const text = words[reason.kind];
  if (text === undefined) return reason.kind;
  const { share, seconds, unheardRequests }: Readonly<Record<string, unknown>> = { ...reason };
  return fill(text, {
    ...(typeof share === "number" && { share: formatShare(share) }),
    ...(typeof seconds === "number" && { seconds: formatDuration(seconds) }),
    ...(typeof unheardRequests === "number" && { unheardRequests: formatNumber(unheardRequests) }),
  });
}
