/** The words after `npm run simulate --`, read into a plan or into one sentence that says what is wrong. */

import { networkName } from "./network/run.ts";
import { type NamedScenario, scenarios } from "./scenarios.ts";

export interface SimulateOptions {
  /** `nightly`: many small ones by chance. `network`: no day, but what reaches whom, and what it costs. */
  readonly scenario: NamedScenario | typeof nightlyName | typeof networkName;
  /** Null: the scenario's own, or for a nightly run one by chance. */
  readonly seed: number | null;
  readonly visitors: number | null;
  readonly leave: number | null;
  /** Of a nightly run. */
  readonly steps: number;
  readonly picture: string | null;
}

/** As they come from the command line. */
export interface SimulateWords {
  readonly scenario?: string | undefined;
  readonly seed?: string | undefined;
  readonly visitors?: string | undefined;
  readonly leave?: string | undefined;
  readonly steps?: string | undefined;
  readonly picture?: string | undefined;
}

export const nightlyName = "nightly";

/** Said to the person who typed it; stops the reading at the first wrong word. */
class WrongWord extends Error {}

export function readOptions(words: SimulateWords): SimulateOptions | string {
  try {
    const options = {
      scenario: readScenario(words.scenario),
      seed: readWhole("--seed", words.seed, 0, 0xffff_ffff),
      visitors: readWhole("--visitors", words.visitors, 1, 5_000_000),
      leave: readNumber("--leave", words.leave, 0, 1),
      steps: readWhole("--steps", words.steps, 1, 1e12) ?? 1_000_000,
      picture: words.picture || null,
    };
    const isNightly = options.scenario === nightlyName;
    if (!isNightly && words.steps !== undefined) {
      throw new WrongWord(`--steps is for ${nightlyName}: a scenario runs to its end.`);
    }
    if (options.scenario === networkName && words.leave !== undefined) {
      throw new WrongWord(`${networkName} has nobody who leaves: that costs nothing.`);
    }
    if (isNightly && (words.visitors ?? words.leave ?? words.picture) !== undefined) {
      throw new WrongWord(
        `${nightlyName} takes --seed and --steps only: chance chooses its crowds.`,
      );
    }
    return options;
  } catch (error) {
    if (error instanceof WrongWord) return error.message;
    throw error;
  }
}

function readScenario(name: string | undefined): SimulateOptions["scenario"] {
  if (name === nightlyName || name === networkName) return name;
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const list = scenarios.map((scenario) => `  ${scenario.name.padEnd(17)}${scenario.story}`);
  const wrong = name === undefined ? "Which scenario?" : `There is no scenario "${name}".`;
  throw new WrongWord(
    [
      wrong,
      ...list,
      `  ${nightlyName.padEnd(17)}Many small ones by chance, with every trouble.`,
      `  ${networkName.padEnd(17)}What reaches the objects, how even the polls are, and the bill.`,
    ].join("\n"),
  );
}

function readNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | null {
  if (text === undefined) return null;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new WrongWord(`${name} must be a number from ${least} to ${most}, received "${text}".`);
}

function readWhole(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
): number | null {
  const value = readNumber(name, text, least, most);
  if (value === null || Number.isInteger(value)) return value;
  throw new WrongWord(`${name} must be a whole number, received "${text}".`);
}
