/** Numbers and names as a person reads them. */

export const count = (value: number): string => value.toLocaleString("en");

export const people = (value: number): string =>
  value === 1 ? "1 person" : `${count(value)} people`;

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `8 s`, `12 min 40 s`, `3 h 5 min`. */
export function wait(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** RFC 3339 to the second, as a merchant writes it. */
export const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
