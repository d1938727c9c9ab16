/** A visitor has the pass: they are counted, and what was said of their wait is held against what it became. */

import type { Admission } from "./admission.ts";
import { countTold } from "./calibration.ts";
import { comeOut } from "./forecast.ts";
import { withLineState } from "./line.ts";
import { lineOf, type Room, withLine, withState } from "./room-state.ts";

export function countArrival(room: Room, { line: name, admittedAt, way }: Admission): Room {
  const line = lineOf(room, name);
  const counted = withLine(room, withLineState(line, { admitted: line.state.admitted + 1 }));
  const { calibration, forecasts } = room.state;
  const { place, calledAt, joinedAt, told } = way;
  const isFromTheLine = calledAt !== null;
  const after = isFromTheLine ? comeOut(forecasts, { line: name, place, admittedAt }) : forecasts;
  if (told === null && after === forecasts) return counted;
  const hadMs = Math.max(0, admittedAt - joinedAt);
  return withState(counted, {
    calibration: told === null ? calibration : countTold(calibration, told, hadMs),
    forecasts: after,
  });
}
