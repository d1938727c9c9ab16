/**
 * How old the figures are is a question to the gateway's clock, and a merchant's laptop may be
 * minutes off. Each answer with a `Date` header (whole seconds) says that the gateway's clock stood
 * between that second and the next at some instant between asking and receiving. That bounds how far
 * the two clocks are apart, and bounds from several answers narrow each other.
 */

/** What the gateway's clock is ahead of this browser's, in milliseconds: between the two. */
export interface ClockLead {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Instants by this browser's clock, and the gateway's whole second in between; null: it sent none. */
export interface AnswerTimes {
  readonly askedAt: number;
  readonly receivedAt: number;
  readonly gatewaySecond: number | null;
}

export function narrowLead(lead: ClockLead | null, times: AnswerTimes): ClockLead | null {
  if (times.gatewaySecond === null) return lead;
  const seen = {
    atLeast: times.gatewaySecond - times.receivedAt,
    atMost: times.gatewaySecond + 1000 - times.askedAt,
  };
  if (lead === null) return seen;
  const both = {
    atLeast: Math.max(lead.atLeast, seen.atLeast),
    atMost: Math.min(lead.atMost, seen.atMost),
  };
  // Bounds that exclude each other mean that one of the clocks was set: only the newest counts.
  return both.atLeast <= both.atMost ? both : seen;
}

/** What the gateway's clock says. With no lead known the two clocks are taken to agree. */
export function gatewayTime(now: number, lead: ClockLead | null): number {
  return now + (lead === null ? 0 : (lead.atLeast + lead.atMost) / 2);
}

/**
 * Milliseconds since an instant of the gateway's clock, never negative.
 */
export function ageOf(instant: number, now: number, lead: ClockLead | null): number {
  return Math.max(0, gatewayTime(now, lead) - instant);
}
