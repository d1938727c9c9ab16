/** The saved state of a room as JSON, also as an earlier release wrote it: a deploy finds people in line. */

import { nothingMeasured } from "../src/domain/attendance.ts";
import { noForecasts } from "../src/domain/forecast.ts";
import type { LineState } from "../src/domain/line.ts";
import type { RoomState, SavedRoom } from "../src/domain/room-state.ts";
import { generalLine } from "../src/domain/settings.ts";

/** Before there were several lines, the numbers of the only one stood beside those of the room. */
interface SavedWithoutLines
  extends Omit<RoomState, "epoch">,
    Pick<LineState, "issued" | "serving" | "cohorts"> {
  readonly epoch: number;
  readonly attendance?: LineState["attendance"];
  readonly totals: Pick<LineState, "admitted" | "left" | "leftUncalled">;
}

/**
 * @param json written by this release or an earlier one
 * @param fresh the numbers that came later
 */
export function readSaved(json: string, fresh: RoomState): SavedRoom {
  // Written by the object only.
  const saved = JSON.parse(json) as SavedRoom | SavedWithoutLines;
  if ("lines" in saved) return withKnownMargins({ ...fresh, ...saved });
  const { issued, serving, cohorts, attendance = nothingMeasured, totals, ...room } = saved;
  const line = { name: generalLine, issued, serving, cohorts, attendance, ...totals, drawn: null };
  return withKnownMargins({ ...fresh, ...room, lines: [line] });
}

/** How waits are learned has changed before; what was learned in another way is learned anew. */
function withKnownMargins(saved: SavedRoom): SavedRoom {
  const isKnown = saved.forecasts.margins.every((margin) => "spread" in margin);
  return isKnown ? saved : { ...saved, forecasts: noForecasts };
}
