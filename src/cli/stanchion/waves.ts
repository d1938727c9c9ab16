/**
 * Who is invited when. All at the same minute is what brought shops down, so a list is spread over
 * waves; which wave is chance, because the top of a list is often the oldest or the best customers.
 */

export interface Wave {
  /** From `1` on. */
  readonly name: string;
  readonly validFrom: number;
  readonly expiresAt: number;
}

export interface WavePlan {
  readonly waves: number;
  readonly from: number;
  readonly everyMs: number;
  /** From the wave's own beginning, so that a later one is not worth less. */
  readonly expiresMs: number;
}

export const planWaves = ({ waves, from, everyMs, expiresMs }: WavePlan): readonly Wave[] =>
  Array.from({ length: waves }, (_, index) => {
    const validFrom = from + index * everyMs;
    return { name: String(index + 1), validFrom, expiresAt: validFrom + expiresMs };
  });

/**
 * For each of `count` people, in their order, the index of a wave. Waves differ by one person at most.
 * @param below chance: a whole number from 0 up to, but without, its argument
 */
export function spread(
  count: number,
  waves: number,
  below: (bound: number) => number,
): Uint32Array {
  const assigned = Uint32Array.from({ length: count }, (_, index) => index % waves);
  // Fisher and Yates: every order is equally likely.
  for (let last = count - 1; last > 0; last--) {
    const other = below(last + 1);
    const held = assigned[last] ?? 0;
    assigned[last] = assigned[other] ?? 0;
    assigned[other] = held;
  }
  return assigned;
}
