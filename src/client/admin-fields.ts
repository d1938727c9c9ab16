/**
 * What a control enters: one setting, or several that only make sense together. Read as values of
 * those settings, and written back. Only what could not be sent at all is refused here; the gateway
 * judges the rest.
 */

import type { GivenSettings } from "./admin-api.ts";
import { part } from "./admin-elements.ts";
import { texts } from "./admin-texts.ts";
import {
  describeCapacity,
  describeRate,
  isCapacity,
  isNumber,
  isRoomState,
} from "./admin-values.ts";

export type Entered<Value> =
  | { readonly kind: "value"; readonly value: Value }
  /** With the name of the field that it is about, unless it is all of them. */
  | { readonly kind: "unreadable"; readonly detail: string; readonly field?: string };

/** @typeParam Value - the settings by their names, as a change sends them */
export interface Field<Value extends object> {
  /** What the ids of its parts in the page begin with. */
  readonly name: string;
  readonly settings: readonly string[];
  /** Its part of the settings, or of what the log says that they were; null for what is none. */
  readonly parse: (settings: Readonly<Record<string, unknown>>) => Value | null;
  readonly read: () => Entered<Value>;
  readonly write: (value: Value) => void;
  readonly describe: (value: Value) => string;
  /** The inputs that the gateway means by a field's name, such as `message.de`. */
  readonly inputs: (fieldName: string) => readonly Element[];
}

export type Chosen<Name extends keyof GivenSettings> = Pick<GivenSettings, Name>;

export const stateField: Field<Chosen<"state">> = {
  name: "state",
  settings: ["state"],
  parse: ({ state }) => (isRoomState(state) ? { state } : null),
  read() {
    const state = stateInputs().find((input) => input.checked)?.value;
    return isRoomState(state) ? entered({ state }) : unreadable(texts.controls.nothingChosen);
  },
  write({ state }) {
    for (const input of stateInputs()) input.checked = input.value === state;
  },
  describe: ({ state }) => texts.states[state],
  inputs: () => stateInputs(),
};

export const rateField: Field<Chosen<"admissionsPerMinute">> = {
  name: "admissionsPerMinute",
  settings: ["admissionsPerMinute"],
  parse: ({ admissionsPerMinute }) =>
    isNumber(admissionsPerMinute) ? { admissionsPerMinute } : null,
  read() {
    const rate = readNumber("admissionsPerMinute-input");
    if (rate.kind === "unreadable") return rate;
    return rate.value === null
      ? unreadable(texts.controls.empty)
      : entered({ admissionsPerMinute: rate.value });
  },
  write({ admissionsPerMinute }) {
    input("admissionsPerMinute-input").value = String(admissionsPerMinute);
  },
  describe: ({ admissionsPerMinute }) => describeRate(admissionsPerMinute),
  inputs: () => [input("admissionsPerMinute-input")],
};

export const capacityField: Field<Chosen<"capacity">> = {
  name: "capacity",
  settings: ["capacity"],
  parse: ({ capacity }) => (isCapacity(capacity) ? { capacity } : null),
  read() {
    const capacity = readNumber("capacity-input");
    return capacity.kind === "unreadable" ? capacity : entered({ capacity: capacity.value });
  },
  write({ capacity }) {
    input("capacity-input").value = capacity === null ? "" : String(capacity);
  },
  describe: ({ capacity }) => describeCapacity(capacity),
  inputs: () => [input("capacity-input")],
};

export function entered<Value>(value: Value): Entered<Value> {
  return { kind: "value", value };
}

export function unreadable(detail: string, field?: string): Entered<never> {
  return { kind: "unreadable", detail, ...(field !== undefined && { field }) };
}

export function input(id: string): HTMLInputElement {
  return part(id, HTMLInputElement);
}

/** Null when nothing is entered. A browser gives "" also for letters in a number field: `badInput`. */
export function readNumber(id: string, field?: string): Entered<number | null> {
  const { value, validity } = input(id);
  if (validity.badInput) return unreadable(texts.controls.notANumber, field);
  return entered(value === "" ? null : Number(value));
}

/** Those of the inputs whose names in the page end as the gateway's name of a field does, or all. */
export function namedInputs(all: readonly Element[], fieldName: string): readonly Element[] {
  const last = fieldName.split(".").at(-1);
  const named = all.filter(({ id }) => id.endsWith(`-${last}`));
  return named.length > 0 ? named : all;
}

function stateInputs(): HTMLInputElement[] {
  return Array.from(part("state-control", HTMLFormElement).querySelectorAll("input"));
}
