/** What the schedule brings next to a room, and when, so that the merchant can count down to it. */

import type { RoomLive } from "../protocol.ts";
import type { GivenSettings } from "./admin-api.ts";

export interface Next {
  readonly what: "preQueue" | "opening" | "closing";
  /** Milliseconds since 1970, by the gateway's clock. */
  readonly at: number;
}

/** Null when nothing comes by itself. */
export function nextOf(
  access: RoomLive["access"],
  { preQueueAt, opensAt, closesAt }: Pick<GivenSettings, "preQueueAt" | "opensAt" | "closesAt">,
): Next | null {
  if (access === "closed") return null;
  // What the room says it is tells what has come already; no clock of this browser is asked.
  const coming: readonly (readonly [Next["what"], string | null])[] = [
    ["preQueue", access === "not-open" ? preQueueAt : null],
    ["opening", access === "not-open" || access === "pre-queue" ? opensAt : null],
    ["closing", closesAt],
  ];
  const [next] = coming.flatMap(([what, at]) =>
    at === null ? [] : [{ what, at: Date.parse(at) }],
  );
  return next ?? null;
}

/** Hours, minutes and seconds as on a clock, days before them; never below nought. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3_600) % 24;
  const clock = [Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  if (days > 0) return `${days} d ${twoDigits(hours)}:${clock}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
