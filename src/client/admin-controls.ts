/** The settings that a launch needs, each with a control of its own. */

import type { RoomState } from "../domain/settings.ts";
import type { AuditEntry, RoomLive } from "../protocol.ts";
import type { RoomSettingsAnswer } from "./admin-api.ts";
import { challengeField } from "./admin-challenge-field.ts";
import { type ChangeSettings, type Control, createControl } from "./admin-control.ts";
import { part } from "./admin-elements.ts";
import { capacityField, rateField, stateField } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { healthField, showWhetherOn } from "./admin-health-field.ts";
import { linesField, startLineEditing } from "./admin-lines-field.ts";
import { messageField, showChosen } from "./admin-message-field.ts";
import { orderField, showDraw } from "./admin-order-field.ts";
import { scheduleField, showInUtc } from "./admin-schedule-field.ts";
import { addToStock, stockField } from "./admin-stock-field.ts";
import { texts } from "./admin-texts.ts";
import { describePeopleInLine } from "./admin-values.ts";

export interface ControlsOptions {
  readonly change: ChangeSettings;
  readonly signal: AbortSignal;
}

export function createControls({ change, signal }: ControlsOptions): Control {
  let waiting: number | null = null;
  const shared = { change, signal };
  const more = { ...addToStock, button: addToStock.button() };
  const controls = [
    createControl({
      ...shared,
      field: stateField,
      warn: ({ state }) => warnOfState(state, waiting),
    }),
    createControl({ ...shared, field: rateField }),
    createControl({ ...shared, field: capacityField }),
    createControl({ ...shared, field: messageField }),
    createControl({ ...shared, field: scheduleField }),
    createControl({ ...shared, field: orderField }),
    createControl({ ...shared, field: stockField, shortcut: more }),
    createControl({ ...shared, field: linesField }),
    createControl({ ...shared, field: challengeField }),
    createControl({ ...shared, field: healthField }),
  ];
  const onInput = (name: string, follow: () => void) =>
    part(`${name}-control`, HTMLFormElement).addEventListener("input", follow, { signal });
  onInput("message", showChosen);
  onInput("schedule", showInUtc);
  onInput("originHealth", showWhetherOn);
  startLineEditing(signal);

  return {
    show(settings: RoomSettingsAnswer) {
      for (const control of controls) control.show(settings);
    },
    showBefore(entries: readonly AuditEntry[]) {
      for (const control of controls) control.showBefore(entries);
    },
    seeLive(live: RoomLive) {
      waiting = live.waiting;
      showDraw(live.draw);
      for (const control of controls) control.seeLive(live);
    },
  };
}

/** Telling thousands that it is over cannot be untold. */
function warnOfState(state: RoomState, waiting: number | null): string | null {
  const people = describePeopleInLine(waiting);
  if (state === "closed") return fill(texts.controls.confirmClose, { people });
  if (state === "sold-out") return fill(texts.controls.confirmSoldOut, { people });
  return null;
}
