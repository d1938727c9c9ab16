/**
 * Instants and durations. The domain never reads a clock: an instant is handed in by whoever calls,
 * in milliseconds since 1970 (fractions allowed), and a duration is in milliseconds.
 */

export type Instant = number;

export const secondMs = 1_000;
export const minuteMs = 60_000;
