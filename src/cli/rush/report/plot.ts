/**
 * Figures over time as a picture of blocks for the terminal.
 */

const eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

export interface PlotOptions {
  readonly height: number;
  /** Drawn as a line across where no bar stands. */
  readonly mark: number;
}

/**
 * One column a value, `height` lines, top first. The scale starts at zero and ends at the greatest
 * value or the mark, whichever is higher.
 */
export function plotBars(values: readonly number[], options: PlotOptions): string[] {
  const { height, mark } = options;
  const top = topOf(values, mark);
  const markRow = Math.min(height - 1, Math.floor((mark / top) * height));
  return Array.from({ length: height }, (_, line) => {
    const row = height - 1 - line;
    const empty = row === markRow && mark > 0 ? "╌" : " ";
    return values.map((value) => block((value / top) * height - row) ?? empty).join("");
  });
}

/** The value at the upper edge of the picture. */
export function topOf(values: readonly number[], mark: number): number {
  return Math.max(mark, ...values) || 1;
}

/** One line of blocks, the greatest value a full one. */
export function sparkline(values: readonly number[]): string {
  const top = topOf(values, 0);
  return values.map((value) => block(value / top) ?? " ").join("");
}

/** Counts the events of each equal part of the time, as events a second. */
export function perSecond(
  events: readonly number[],
  time: { readonly start: number; readonly end: number },
  columns: number,
): number[] {
  const columnMs = (time.end - time.start) / columns;
  const counts = new Array<number>(columns).fill(0);
  for (const at of events) {
    if (at < time.start || at > time.end) continue;
    const column = Math.min(columns - 1, Math.floor((at - time.start) / columnMs));
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts.map((count) => (count * 1000) / columnMs);
}

/** How full this line's cell is; undefined for not at all. Something above zero is always seen. */
function block(fill: number): string | undefined {
  if (fill <= 0) return undefined;
  return eighths[Math.min(8, Math.max(1, Math.round(fill * 8)))];
}
