/**
 * The most that happened within any window of a given length: the question an exact rate answers.
 */

/** How many of the instants lie within one window of `windowMs`, both ends counted, at its fullest. */
export function mostWithin(instants: readonly number[], windowMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b);
  // A fullest window can always be pushed left until it ends with one of the instants.
  let first = 0;
  return sorted.reduce((most, last, index) => {
    while ((sorted[first] ?? last) < last - windowMs) first++;
    return Math.max(most, index - first + 1);
  }, 0);
}
