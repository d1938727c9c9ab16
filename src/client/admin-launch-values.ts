/** The settings of a launch in words: its schedule, order, stock, lines, and the care for the shop. */

import type {
  ChallengeSetting,
  LineSettings,
  OriginHealthSettings,
  StockSettings,
} from "../domain/settings.ts";
import { fill, formatNumber, formatTimeIn } from "./admin-format.ts";
import { launchTexts as texts } from "./admin-launch-texts.ts";

export interface ScheduleSettings {
  readonly preQueueAt: string | null;
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly timeZone: string | null;
}

export interface OrderSettings {
  readonly order: "first-come" | "draw";
  readonly publicRandomness: string | null;
}

export function describeSchedule(schedule: ScheduleSettings): string {
  const { preQueueAt, opensAt, closesAt, timeZone } = schedule;
  const said = [
    [texts.schedule.joining, preQueueAt],
    [texts.schedule.opens, opensAt],
    [texts.schedule.closes, closesAt],
  ] as const;
  const parts = said.flatMap(([text, at]) =>
    at === null ? [] : [fill(text, { time: formatTimeIn(at, timeZone) })],
  );
  return parts.join(", ") || texts.schedule.none;
}

export function describeOrder({ order, publicRandomness }: OrderSettings): string {
  const mixedIn = publicRandomness ? fill(texts.order.with, { text: publicRandomness }) : "";
  return texts.order.names[order] + mixedIn;
}

export function describeStock(stock: StockSettings | null): string {
  if (stock === null) return texts.stock.notCounted;
  const { units, perOrder } = stock;
  return fill(texts.stock.units, { units: formatNumber(units), perOrder: formatNumber(perOrder) });
}

export function describeLines(lines: readonly LineSettings[]): string {
  return lines.map(({ name, weight }) => `${name} ${formatNumber(weight)}`).join(", ");
}

export function describeHealth(health: OriginHealthSettings | "off"): string {
  if (health === "off") return texts.health.off;
  return fill(texts.health.set, {
    target: formatNumber(health.targetMilliseconds),
    floor: formatNumber(health.floorPerMinute),
  });
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

export function isChallenge(value: unknown): value is ChallengeSetting {
  return typeof value === "string" && Object.hasOwn(texts.challenge.names, value);
}

export function isOrder(value: unknown): value is OrderSettings["order"] {
  return typeof value === "string" && Object.hasOwn(texts.order.names, value);
}

export function isStock(value: unknown): value is StockSettings | null {
  return value === null || hasNumbers(value, ["units", "perOrder"]);
}

export function isLines(value: unknown): value is readonly LineSettings[] {
  return Array.isArray(value) && value.every((line) => hasNumbers(line, ["weight"]) && line.name);
}

export function isHealth(value: unknown): value is OriginHealthSettings | "off" {
  return value === "off" || hasNumbers(value, ["targetMilliseconds", "floorPerMinute"]);
}

function hasNumbers(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  const values: Readonly<Record<string, unknown>> = { ...value };
  return names.every((name) => typeof values[name] === "number");
}
