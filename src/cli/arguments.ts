/** What stands behind `npm start --`. Everything else comes through the environment. */

import { parseArgs } from "node:util";

export interface StartArguments {
  /** How many edges stand in front of a core; null: the gateway is one process. */
  readonly edges: number | null;
}

export type ReadArguments =
  | { readonly kind: "arguments"; readonly given: StartArguments }
  | { readonly kind: "problem"; readonly sentence: string };

const mostEdges = 64;

export function readArguments(words: readonly string[]): ReadArguments {
  let edges: string | undefined;
  try {
    edges = parseArgs({ args: [...words], options: { edges: { type: "string" } } }).values.edges;
  } catch {
    return problem(
      `npm start takes no arguments but --edges (${words.join(" ")}): set variables, as in PORT=8080 npm start.`,
    );
  }
  if (edges === undefined) return { kind: "arguments", given: { edges: null } };
  const count = /^\d{1,3}$/.test(edges) ? Number(edges) : 0;
  return count >= 1 && count <= mostEdges
    ? { kind: "arguments", given: { edges: count } }
    : problem(`--edges is ${edges}: give a number from 1 to ${mostEdges}, such as --edges 2.`);
}

const problem = (sentence: string): ReadArguments => ({ kind: "problem", sentence });
