/** A chance in words. Every band promises less than its lowest chance holds, and 1 alone is certain. */

import type { Likelihood } from "./waiting-room-messages.ts";

export function likelihoodOf(chance: number): Likelihood {
  if (chance >= 1) return "certain";
  if (chance >= 0.9) return "veryLikely";
  if (chance >= 0.7) return "likely";
  if (chance >= 0.3) return "uncertain";
  return chance > 0 ? "unlikely" : "none";
}
