/**
 * How far one order agrees with another: inversions and Kendall's tau, in O(n log n).
 */

export interface OrderAgreement {
  readonly inversions: number;
  /** Of all pairs, 0 to 1. */
  readonly inversionShare: number;
  /** 1 for the same order, 0 for none, -1 for the reverse. */
  readonly tau: number;
}

/** The values in the order they ought to grow; equal neighbours agree with either order. */
export function agreement(values: readonly number[]): OrderAgreement {
  const pairs = (values.length * (values.length - 1)) / 2;
  const inversions = sortCounting(values).inversions;
  const inversionShare = pairs === 0 ? 0 : inversions / pairs;
  return { inversions, inversionShare, tau: 1 - 2 * inversionShare };
}

interface Counted {
  readonly sorted: readonly number[];
  readonly inversions: number;
}

/** Merge sort; each time the right half goes first, it passes all that is left of the left half. */
function sortCounting(values: readonly number[]): Counted {
  if (values.length < 2) return { sorted: values, inversions: 0 };
  const middle = values.length >> 1;
  const left = sortCounting(values.slice(0, middle));
  const right = sortCounting(values.slice(middle));
  const merged = merge(left.sorted, right.sorted);
  return {
    sorted: merged.sorted,
    inversions: left.inversions + right.inversions + merged.inversions,
  };
}

function merge(left: readonly number[], right: readonly number[]): Counted {
  const sorted: number[] = [];
  let inversions = 0;
  let taken = 0;
  for (const value of right) {
    for (let next = left[taken]; next !== undefined && next <= value; next = left[taken]) {
      sorted.push(next);
      taken++;
    }
    inversions += left.length - taken;
    sorted.push(value);
  }
  return { sorted: sorted.concat(left.slice(taken)), inversions };
}
