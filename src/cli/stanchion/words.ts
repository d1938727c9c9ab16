/** The words after a command, each read into what it means or refused in one sentence. */

import { type ArgsDef, defineCittyPlugin } from "citty";
import { WrongUse } from "./wrong-use.ts";

/** A slip of the pen must not pass for a wish that nobody had: citty itself ignores unknown options. */
export const onlyKnownOptions = defineCittyPlugin({
  name: "only-known-options",
  setup({ args, cmd }) {
    const definitions: ArgsDef = typeof cmd.args === "object" ? { ...cmd.args } : {};
    const known = new Set(Object.keys(definitions).map(plain));
    for (const name of Object.keys(args)) {
      if (name !== "_" && !known.has(plain(name))) {
        throw new WrongUse(`There is no option --${name}; --help shows those there are.`);
      }
    }
    const places = Object.values(definitions).filter(({ type }) => type === "positional").length;
    const extra = args._[places];
    if (extra !== undefined) throw new WrongUse(`"${extra}" is one word too many; see --help.`);
  },
});

/** citty keeps an option under both of its spellings. */
const plain = (name: string): string => name.replaceAll("-", "").toLowerCase();

export function readText(name: string, text: string | undefined): string {
  if (text !== undefined && text.trim() !== "") return text;
  throw new WrongUse(`${name} is missing.`);
}

/** For words that appear in addresses, tokens and files. */
export function readName(name: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw new WrongUse(
    `${name} cannot be "${text}": names have letters, digits and hyphens, and those of rooms no capitals.`,
  );
}

export function readWholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new WrongUse(`${name} must be a whole number from 1 to ${most}, received "${text}".`);
}

/** The shop, without the path of any page of it. */
export function readAddress(name: string, text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol)) return new URL(url.origin);
  throw new WrongUse(
    `${name} must be the shop's address, such as https://shop.example, received "${text}".`,
  );
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const isUnit = (text: string | undefined): text is keyof typeof unitMs =>
  text !== undefined && Object.hasOwn(unitMs, text);

/** `30s`, `10m`, `2h`, `7d`. */
export function readDuration(name: string, text: string): number {
  const [, amount, unit] = /^(\d{1,6})([smhd]?)$/.exec(text) ?? [];
  if (isUnit(unit) && Number(amount) > 0) return Number(amount) * unitMs[unit];
  if (unit === "" && Number(amount) > 0) {
    throw new WrongUse(
      `${name} needs a unit: write ${amount}s for seconds, ${amount}m for minutes, ${amount}h for hours or ${amount}d for days.`,
    );
  }
  throw new WrongUse(`${name} must be a time such as 30s, 10m, 2h or 7d, received "${text}".`);
}

/** With its zone: a launch that is an hour off is a launch that failed. */
const instantForm = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

export function readInstant(name: string, text: string): number {
  const [, day] = instantForm.exec(text) ?? [];
  const instant = day === undefined ? Number.NaN : Date.parse(text);
  // The runtime takes the 30th of February for the 2nd of March.
  const isDay = new Date(`${day}T00:00Z`).toJSON()?.startsWith(`${day}T`) === true;
  if (isDay && Number.isSafeInteger(instant)) return instant;
  throw new WrongUse(
    `${name} must be an instant with its zone, such as 2026-11-28T15:00Z, received "${text}".`,
  );
}
