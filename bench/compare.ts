/**
 * Two or three servers under the same load, in turns, so that whatever else the machine does meets all
 * of them alike. What counts is the ratio within one round; the figures themselves are this machine's.
 */

import { type LoadResult, putUnderLoad } from "./load.ts";
import { cpuSecondsOf } from "./machine.ts";

export interface Side {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** Other processes that share its work. */
  readonly besides?: readonly number[];
  /** The next request; null: there is no more to ask in this round. */
  next(): string | null;
  isRight(status: number, body: string): boolean;
  /** What must be made for the next round, outside of what is measured. */
  prepare?(): Promise<void>;
}

export interface Turn extends LoadResult {
  /** Processor time of the server for one request, of all its processes together; null where the system does not tell. */
  readonly cpuMsPerRequest: number | null;
  /** The share of answers that were not what was asked for. */
  readonly wrong: number;
}

export interface Comparison {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly sides: readonly Side[];
  readonly onTurn: (side: Side, turn: Turn) => void;
}

export type Turns = ReadonlyMap<string, readonly Turn[]>;

const warmUpMs = 300;

export async function compare(comparison: Comparison): Promise<Turns> {
  const { sides, rounds, onTurn } = comparison;
  const turns = new Map<string, Turn[]>(sides.map(({ name }) => [name, []]));
  // Not counted: until compilers and memories on both sides have seen what is coming.
  for (const side of sides) {
    await side.prepare?.();
    await takeTurn(side, { ...comparison, seconds: Math.min(1, comparison.seconds) });
  }
  for (let round = 0; round < rounds; round++) {
    // Whoever begins one round ends the next.
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      await side.prepare?.();
      const turn = await takeTurn(side, comparison);
      turns.get(side.name)?.push(turn);
      onTurn(side, turn);
    }
  }
  return turns;
}

async function takeTurn(side: Side, { connections, seconds }: Comparison): Promise<Turn> {
  let answers = 0;
  let wrong = 0;
  let firstWrong = "";
  const cpuBefore = await cpuSecondsOfAll(side);
  const result = await putUnderLoad({
    port: side.port,
    connections,
    forMs: seconds * 1_000,
    warmUpMs,
    next: side.next,
    onAnswer(status, body) {
      answers++;
      if (side.isRight(status, body)) return;
      wrong++;
      firstWrong ||= `${status} ${body.slice(0, 300)}`;
    },
  });
  const cpuAfter = await cpuSecondsOfAll(side);
  if (wrong > answers * mostWrong) {
    throw new Error(
      `${side.name}: ${wrong} of ${answers} answers are wrong, such as ${firstWrong}`,
    );
  }
  const cpuMsPerRequest =
    cpuBefore === null || cpuAfter === null ? null : ((cpuAfter - cpuBefore) * 1_000) / answers;
  return { ...result, cpuMsPerRequest, wrong: wrong / Math.max(1, answers) };
}

async function cpuSecondsOfAll({ pid, besides = [] }: Side): Promise<number | null> {
  const seconds = await Promise.all([pid, ...besides].map(cpuSecondsOf));
  return seconds.reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0);
}

/** Some who enter side by side with others must knock twice; more would be another measurement. */
const mostWrong = 0.05;

/** A figure of several rounds: the one in the middle, and how far the others lie from it. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly each: readonly number[];
}

/** Of one server's figure to the other's, round by round; above 1 the first one has more. */
export function ratioOf(
  turns: Turns,
  one: string,
  other: string,
  figure: (turn: Turn) => number | null,
): Spread | null {
  const others = turns.get(other) ?? [];
  const ratios = (turns.get(one) ?? []).flatMap((turn, round) => {
    const against = others[round];
    const above = figure(turn);
    const below = against ? figure(against) : null;
    return above === null || !below ? [] : [above / below];
  });
  return ratios.length === 0 ? null : spreadOf(ratios);
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
    each: values,
  };
}
