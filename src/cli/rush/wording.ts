/** Numbers as a person reads them. */

/** Two digits after the point at most, none for nothing. */
export const short = (value: number): string => value.toFixed(2).replace(/\.?0+$/, "");

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const milliseconds = (value: number | null): string =>
  value === null ? "-" : `${Math.round(value)} ms`;

export const seconds = (valueMs: number | null): string =>
  valueMs === null ? "-" : `${(valueMs / 1_000).toFixed(1)} s`;
