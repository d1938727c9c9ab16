/** What stands behind `npm start --`. Everything else comes through the environment. */

import { parseArgs } from "node:util";

export interface StartArguments {
  /** How many edges stand in front of a core; null: the gateway is one process. */
  readonly edges: number | null;
}

export type ReadArguments =
  | { readonly kind: "arguments"; readonly given: StartArguments }
  | { readonly kind: "help" }
  | { readonly kind: "problem"; readonly sentence: string };

const mostEdges = 64;

export function readArguments(words: readonly string[]): ReadArguments {
  if (words.some((word) => word === "--help" || word === "-h")) return { kind: "help" };
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

export const startHelp = `npm start: the gateway on this machine, until Ctrl-C.

  npm start                                     in front of the demo shop
  ORIGIN=https://shop-origin.example npm start  in front of your own
  npm start -- --edges 2                        in as many processes, over one core

Everything else is set by variables: PORT, HOST, ORIGIN, ADMIN_TOKEN, DATA_DIR and others. README.md lists
them with their defaults. npx stanchion --help shows what else a merchant does from a terminal.`;

const problem = (sentence: string): ReadArguments => ({ kind: "problem", sentence });
