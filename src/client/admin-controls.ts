/** The four settings that a launch needs at hand, each with a control of its own. */

import type { RoomSettings, RoomState } from "../domain/settings.ts";
import type { AuditEntry, RoomLive } from "../protocol.ts";
import { type ChangeSetting, type Control, createControl } from "./admin-control.ts";
import { part } from "./admin-elements.ts";
import { capacityField, rateField, stateField } from "./admin-fields.ts";
import { fill, formatNumber } from "./admin-format.ts";
import { messageField, showChosen } from "./admin-message-field.ts";
import { texts } from "./admin-texts.ts";

export interface ControlsOptions {
  readonly change: ChangeSetting;
  readonly signal: AbortSignal;
}

export function createControls({ change, signal }: ControlsOptions): Control {
  let waiting: number | null = null;
  const warn = (state: RoomState) => warnOfState(state, waiting);
  const controls = [
    createControl({ field: stateField, change, warn, signal }),
    createControl({ field: rateField, change, signal }),
    createControl({ field: capacityField, change, signal }),
    createControl({ field: messageField, change, signal }),
  ];
  part("message-one-for-all", HTMLInputElement).addEventListener("change", showChosen, { signal });

  return {
    show(settings: RoomSettings) {
      for (const control of controls) control.show(settings);
    },
    showBefore(entries: readonly AuditEntry[]) {
      for (const control of controls) control.showBefore(entries);
    },
    seeLive(live: RoomLive) {
      waiting = live.waiting;
      for (const control of controls) control.seeLive(live);
    },
  };
}

/** Telling thousands that it is over cannot be untold. */
function warnOfState(state: RoomState, waiting: number | null): string | null {
  const people = describeLine(waiting);
  if (state === "closed") return fill(texts.controls.confirmClose, { people });
  if (state === "sold-out") return fill(texts.controls.confirmSoldOut, { people });
  return null;
}

function describeLine(waiting: number | null): string {
  const { line, nobodyInLine, onePersonInLine, peopleInLine } = texts.controls;
  if (waiting === null) return line;
  if (waiting === 0) return nobodyInLine;
  return waiting === 1 ? onePersonInLine : fill(peopleInLine, { count: formatNumber(waiting) });
}
