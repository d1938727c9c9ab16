/** Settings in words, whether they come from the settings themselves or from the log of changes. */

import type { Message, RoomState } from "../domain/settings.ts";
import { fill, formatInstant, formatLanguage, formatNumber } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import {
  describeHealth,
  describeLines,
  describeStock,
  isChallenge,
  isHealth,
  isLines,
  isOrder,
  isStock,
} from "./admin-launch-values.ts";
import { texts } from "./admin-texts.ts";

export function settingLabel(field: string): string {
  const labels: Readonly<Record<string, string>> = { ...texts.audit.fields, ...launchTexts.audit };
  return labels[field] ?? field;
}

/** Of any field, also of those that this screen cannot change. */
export function describeSetting(field: string, value: unknown): string {
  if (field === "state" && isRoomState(value)) return texts.states[value];
  if (field === "admissionsPerMinute" && isNumber(value)) return describeRate(value);
  if (field === "capacity" && isCapacity(value)) return describeCapacity(value);
  if (field === "message" && isMessage(value)) return describeMessage(value);
  if (field === "order" && isOrder(value)) return launchTexts.order.names[value];
  if (field === "challenge" && isChallenge(value)) return launchTexts.challenge.names[value];
  if (field === "stock" && isStock(value)) return describeStock(value);
  if (field === "lines" && isLines(value)) return describeLines(value);
  if (field === "originHealth" && isHealth(value)) return describeHealth(value);
  if (typeof value === "string")
    return field.endsWith("At") ? formatInstant(value, Date.now()) : value;
  return value === undefined || value === null ? texts.audit.nothing : JSON.stringify(value);
}

export function describeRate(rate: number): string {
  return fill(texts.controls.perMinute, { rate: formatNumber(rate) });
}

export function describeCapacity(capacity: number | null): string {
  return capacity === null ? texts.controls.noCap : formatNumber(capacity);
}

export function describeMessage(message: Message | null): string {
  const quote = (text: string) => fill(texts.controls.quoted, { text });
  if (message === null) return texts.controls.noMessage;
  if (typeof message === "string") return quote(message);
  return Object.entries(message)
    .map(([tag, text]) => `${formatLanguage(tag)}: ${quote(text)}`)
    .join(", ");
}

/** Who would hear of it, or lose by it. Null: not known yet. */
export function describePeopleInLine(count: number | null): string {
  const { line, nobodyInLine, onePersonInLine, peopleInLine } = texts.controls;
  if (count === null) return line;
  if (count === 0) return nobodyInLine;
  return count === 1 ? onePersonInLine : fill(peopleInLine, { count: formatNumber(count) });
}

/** Two messages by language are the same in whatever order their languages come. */
export function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));
}

function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .map(([name, inner]) => [name, inOrder(inner)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

export function isRoomState(value: unknown): value is RoomState {
  return typeof value === "string" && Object.hasOwn(texts.states, value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

export function isCapacity(value: unknown): value is number | null {
  return value === null || isNumber(value);
}

export function isMessage(value: unknown): value is Message | null {
  if (value === null || typeof value === "string") return true;
  return (
    typeof value === "object" && Object.values(value).every((text) => typeof text === "string")
  );
}
