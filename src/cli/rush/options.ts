/**
 * The words after `npm run rush --`, read into a plan or into one sentence that says what is wrong.
 */

export interface RushOptions {
  readonly visitors: number;
  readonly overMs: number;
  readonly leave: number;
  readonly late: number;
  readonly returning: number;
  /** Null: whatever runs on this machine. */
  readonly url: URL | null;
  /** Of `npm start` on this machine, whose note says where it is. */
  readonly dataDirectory: string;
  /** A gateway and shop of the rush's own. */
  readonly start: boolean;
  readonly path: string;
  /** Null: as the room is set. With `start`, what it is set to. */
  readonly admissionsPerMinute: number | null;
  readonly adminToken: string | null;
  readonly controlUrl: URL | null;
  /** Null: long enough for the crowd at the rate. */
  readonly limitMs: number | null;
  readonly seed: number;
}

/** As they come from the command line. */
export interface RushWords {
  readonly visitors: string;
  readonly over: string;
  readonly leave: string;
  readonly late: string;
  readonly returning: string;
  readonly url?: string | undefined;
  readonly start: boolean;
  readonly path: string;
  readonly rate?: string | undefined;
  readonly adminToken?: string | undefined;
  readonly dataDirectory?: string | undefined;
  readonly controlUrl?: string | undefined;
  readonly for?: string | undefined;
  readonly seed?: string | undefined;
}

/** Said to the person who typed it; stops the reading at the first wrong word. */
class WrongWord extends Error {}

export function readOptions(words: RushWords, chosenSeed: number): RushOptions | string {
  try {
    const options = {
      visitors: readInteger("--visitors", words.visitors, 1, 100_000),
      overMs: readDuration("--over", words.over),
      leave: readShare("--leave", words.leave),
      late: readShare("--late", words.late),
      returning: readShare("--returning", words.returning),
      url: orNull(words.url, (text) => readUrl("--url", text)),
      dataDirectory: words.dataDirectory || ".data",
      start: words.start,
      path: readPath(words.path),
      admissionsPerMinute: orNull(words.rate, (text) => readNumber("--rate", text, 0, 6_000_000)),
      adminToken: words.adminToken || null,
      controlUrl: orNull(words.controlUrl, (text) => readUrl("--control-url", text)),
      limitMs: orNull(words.for, (text) => readDuration("--for", text)),
      seed: orNull(words.seed, (text) => readInteger("--seed", text, 0, 0xffff_ffff)) ?? chosenSeed,
    };
    if (options.leave + options.late + options.returning > 1 + 1e-9) {
      throw new WrongWord(
        "--leave, --late and --returning are shares of one crowd: together at most 1.",
      );
    }
    return options;
  } catch (error) {
    if (error instanceof WrongWord) return error.message;
    throw error;
  }
}

function orNull<T>(text: string | undefined, read: (text: string) => T): T | null {
  return text === undefined ? null : read(text);
}

function readNumber(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new WrongWord(`${name} must be a number from ${least} to ${most}, received "${text}".`);
}

function readInteger(name: string, text: string, least: number, most: number): number {
  const value = readNumber(name, text, least, most);
  if (Number.isInteger(value)) return value;
  throw new WrongWord(`${name} must be a whole number, received "${text}".`);
}

function readShare(name: string, text: string): number {
  return readNumber(name, text, 0, 1);
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof unitMs;

const isUnit = (text: string): text is Unit => Object.hasOwn(unitMs, text);

/** `500ms`, `10s`, `2m`, `1h`; a bare number is seconds. */
function readDuration(name: string, text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)([a-z]+)?$/.exec(text.trim()) ?? [];
  if (amount !== undefined && isUnit(unit)) return Number(amount) * unitMs[unit];
  throw new WrongWord(`${name} must be a time such as 500ms, 10s, 2m or 1h, received "${text}".`);
}

function readUrl(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new WrongWord(`${name} must be an absolute http or https address, received "${text}".`);
}

function readPath(text: string): string {
  if (text.startsWith("/")) return text;
  throw new WrongWord(`--path must begin with a slash, received "${text}".`);
}
