/** The lines of a room and what is due to each of them; how it is shared out is in fair-shares.ts. */

import { type FairShares, nextLine, sharesOf } from "./fair-shares.ts";
import { isWaiting, type Line } from "./line.ts";
import type { Room, Turn } from "./room-state.ts";
import { type RoomSettings, weightOfLine } from "./settings.ts";

/** The line whose head is admitted next, and the shares after it was; null when no line has one ready. */
export function nextTurn(
  shares: FairShares,
  ready: readonly { readonly line: string; readonly isReady: boolean }[],
  settings: RoomSettings,
): { readonly line: string; readonly shares: FairShares } | null {
  const [only, ...others] = ready.filter(({ isReady }) => isReady);
  if (!only) return null;
  // Alone, a line owes nothing to anybody.
  if (others.length === 0 && ready.length === 1) return { line: only.line, shares };
  return nextLine(
    shares,
    ready.map(({ line, isReady }) => ({
      line,
      weight: weightOfLine(settings, line),
      ready: isReady ? 1 : 0,
    })),
  );
}

/** The share of the rate that a line has now, or would have with one more visitor in it. 0 to 1. */
export function shareOf(
  { lines }: Room,
  line: Line,
  { settings, now }: Pick<Turn, "settings" | "now">,
): number {
  if (lines.length <= 1 && settings.lines.length <= 1) return 1;
  const { name } = line.state;
  const own = weightOfLine(settings, name);
  const others = lines
    .filter(({ state }) => state.name !== name)
    .filter((other) => isWaiting(other, now))
    .reduce((sum, { state }) => sum + weightOfLine(settings, state.name), 0);
  return own / (own + others);
}

/** What each line gets of the rate, for the merchant: when all have people, and as it is. */
export const sharesNow = ({ lines }: Room, { settings, now }: Pick<Turn, "settings" | "now">) =>
  sharesOf(
    [...new Set([...settings.lines.map(({ name }) => name), ...lines.map((one) => one.state.name)])]
      .map((name) => ({ name, line: lines.find(({ state }) => state.name === name) }))
      .map(({ name, line }) => ({
        line: name,
        weight: weightOfLine(settings, name),
        ready: line && isWaiting(line, now) ? 1 : 0,
      })),
  );
