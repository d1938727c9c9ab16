/**
 * Instants as the clocks of a zone show them, and back. A date-time field knows no zones: it holds
 * what stands on a wall clock, such as 2026-11-27T15:00.
 */

/** Undefined: the zone of this browser. */
export type Zone = string | undefined;

export function wallTimeOf(instant: number, zone: Zone): string {
  const shown = new Date(instant + offsetMs(instant, zone)).toISOString();
  return shown.slice(17, 19) === "00" ? shown.slice(0, 16) : shown.slice(0, 19);
}

/**
 * Null for what is no time, and for one that the clocks skip when they go forward. Of a time that
 * they show twice when they go back, the first.
 */
export function instantAt(wallTime: string, zone: Zone): number | null {
  const asUtc = Date.parse(`${wallTime}Z`);
  if (Number.isNaN(asUtc)) return null;
  // No zone changes its clocks twice within two days: one of the two offsets holds, or neither.
  const found = [asUtc - dayMs, asUtc + dayMs]
    .map((nearby) => asUtc - offsetMs(nearby, zone))
    .filter((instant) => instant + offsetMs(instant, zone) === asUtc);
  return found.length === 0 ? null : Math.min(...found);
}

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** A zone as settings name it: null is the reader's own. One that this browser has not heard of reads as UTC. */
export function knownZone(name: string | null): Zone {
  if (name === null) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    return "UTC";
  }
}

const dayMs = 86_400_000;

/** What the zone's clocks are ahead of UTC at an instant. */
function offsetMs(instant: number, zone: Zone): number {
  const shown = Object.fromEntries(
    clockIn(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = shown;
  const asUtc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return asUtc - Math.floor(instant / 1000) * 1000;
}

const clocks = new Map<Zone, Intl.DateTimeFormat>();

/** Made once for each zone: making one takes longer than reading it a thousand times. */
function clockIn(zone: Zone): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: zone ?? ownZone(),
  });
  clocks.set(zone, made);
  return made;
}
