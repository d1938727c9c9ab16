/** A visitor has the pass: they are counted, and what they were told is held against what it became. */

import type { Admission } from "./admission.ts";
import { countTold } from "./calibration.ts";
import { withLineState } from "./line.ts";
import { lineOf, type Room, withLine, withState } from "./room-state.ts";

export function countArrival(room: Room, { line: name, admittedAt, way }: Admission): Room {
  const line = lineOf(room, name);
  const counted = withLine(room, withLineState(line, { admitted: line.state.admitted + 1 }));
  if (way.told === null) return counted;
  const hadMs = Math.max(0, admittedAt - way.joinedAt);
  return withState(counted, { calibration: countTold(room.state.calibration, way.told, hadMs) });
}
