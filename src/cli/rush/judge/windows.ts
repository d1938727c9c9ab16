/**
 * The most that happened within any window of a given length: the question an exact rate answers.
 */

/** When something happened, as far as it is known, in milliseconds: between the two. */
export interface Span {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The span of something whose instant is known. */
export function instant(at: number): Span {
  return { notBefore: at, notAfter: at };
}

/**
 * How many surely happened within one window of `windowMs`, both ends counted, at its fullest.
 * Something counts only when its whole span lies in the window, so uncertainty can hide a breach
 * but never make one up.
 */
export function mostWithin(spans: readonly Span[], windowMs: number): number {
  const sorted = spans.toSorted((a, b) => a.notBefore - b.notBefore);
  // A fullest window can always be pushed right until it begins where one of its spans begins.
  return sorted.reduce((most, first, index) => {
    const end = first.notBefore + windowMs;
    let count = 0;
    for (let next = index; next < sorted.length; next++) {
      const span = sorted[next];
      if (span === undefined || span.notBefore > end) break;
      if (span.notAfter <= end) count++;
    }
    return Math.max(most, count);
  }, 0);
}
