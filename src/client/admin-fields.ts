/**
 * The four settings' fields: what the merchant has entered, read as a value of its setting, and a
 * value written back. Only what could not be sent at all is refused here; the gateway judges the rest.
 */

import type { RoomSettings } from "../domain/settings.ts";
import { part } from "./admin-elements.ts";
import { texts } from "./admin-texts.ts";
import {
  describeCapacity,
  describeRate,
  isCapacity,
  isNumber,
  isRoomState,
} from "./admin-values.ts";

export type SettingName = "state" | "admissionsPerMinute" | "capacity" | "message";

export type Entered<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "unreadable"; readonly detail: string };

export interface Field<Name extends SettingName> {
  readonly name: Name;
  readonly read: () => Entered<RoomSettings[Name]>;
  readonly write: (value: RoomSettings[Name]) => void;
  readonly describe: (value: RoomSettings[Name]) => string;
  readonly is: (value: unknown) => value is RoomSettings[Name];
  /** The inputs that the gateway means by a field's name, such as `message.de`. */
  readonly inputs: (fieldName: string) => readonly Element[];
}

export const stateField: Field<"state"> = {
  name: "state",
  read() {
    const chosen = stateInputs().find((input) => input.checked)?.value;
    return isRoomState(chosen)
      ? { kind: "value", value: chosen }
      : { kind: "unreadable", detail: texts.controls.nothingChosen };
  },
  write(state) {
    for (const input of stateInputs()) input.checked = input.value === state;
  },
  describe: (state) => texts.states[state],
  is: isRoomState,
  inputs: () => stateInputs(),
};

export const rateField: Field<"admissionsPerMinute"> = {
  name: "admissionsPerMinute",
  read() {
    const entered = readNumber(input("admissionsPerMinute"));
    if (entered.kind === "unreadable") return entered;
    const { value } = entered;
    return value === null
      ? { kind: "unreadable", detail: texts.controls.empty }
      : { kind: "value", value };
  },
  write(rate) {
    input("admissionsPerMinute").value = String(rate);
  },
  describe: describeRate,
  is: isNumber,
  inputs: () => [input("admissionsPerMinute")],
};

export const capacityField: Field<"capacity"> = {
  name: "capacity",
  read: () => readNumber(input("capacity")),
  write(capacity) {
    input("capacity").value = capacity === null ? "" : String(capacity);
  },
  describe: describeCapacity,
  is: isCapacity,
  inputs: () => [input("capacity")],
};

function stateInputs(): HTMLInputElement[] {
  return Array.from(part("state-control", HTMLFormElement).querySelectorAll("input"));
}

function input(name: SettingName): HTMLInputElement {
  return part(`${name}-input`, HTMLInputElement);
}

/** Null when nothing is entered. A browser gives "" also for letters in a number field: `badInput`. */
function readNumber({ value, validity }: HTMLInputElement): Entered<number | null> {
  if (validity.badInput) return { kind: "unreadable", detail: texts.controls.notANumber };
  return { kind: "value", value: value === "" ? null : Number(value) };
}
