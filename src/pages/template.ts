/**
 * A page drawn once and filled many times: slots are marked where values will stand, the drawn HTML
 * is cut at the marks, and an answer is nothing but the pieces with the escaped values between them.
 * It is filled as bytes, because most of a page is always the same and need not be encoded again.
 */

import type { JSX } from "hono/jsx/jsx-runtime";
import { escapeToBuffer } from "hono/utils/html";

/** Every slot is of one kind, so no value can reach a page unescaped. */
export interface Slots<Text extends string, Json extends string> {
  /** Between tags, or the value of an attribute in quotes. */
  readonly text: readonly Text[];
  /** The whole content of a `<script type="application/json">`. */
  readonly json: readonly Json[];
}

type Values<Name extends string> = Readonly<Record<Name, string>>;

export interface Template<Name extends string> {
  /**
   * Hands the whole page over, in UTF-8. The bytes are the next page's as soon as `use` returns: who keeps them
   * copies them first, as an answer does that is made of them.
   */
  fill<Used>(values: Values<Name>, use: (page: Uint8Array<ArrayBuffer>) => Used): Used;
  /** The same page with some of its values written in for good, for those who fill in the others often. */
  with<Known extends Name>(values: Values<Known>): Template<Exclude<Name, Known>>;
}

/** A value that is still to come, and how it is written. */
interface Slot {
  readonly name: string;
  readonly write: (value: string) => string;
}

/** Always the same, or a value. */
type Piece = string | Slot;

/** Short pieces and values, and after them what is long and always the same. */
interface Stretch {
  readonly short: readonly Piece[];
  readonly long: Uint8Array;
}

/** From this length on, copying the bytes of a text costs less than encoding it each time. */
const longText = 500;
/** The most that UTF-8 takes for one unit of a string. */
const mostBytesPerUnit = 3;

const encoder = new TextEncoder();

/** @throws {TypeError} when the slots of the page and the slots named do not agree. */
export function compileTemplate<Text extends string, Json extends string>(
  html: string,
  { text, json }: Slots<Text, Json>,
): Template<Text | Json> {
  const slots = new Map<string, Slot>([
    ...text.map((name) => [name, { name, write: escapeHtml }] as const),
    ...json.map((name) => [name, { name, write: escapeJson }] as const),
  ]);
  const [head = "", ...rest] = html.split(opening);
  const placed = new Set<string>();
  const pieces = rest.flatMap((piece): Piece[] => {
    const [name = "", after = ""] = piece.split(closing);
    const slot = slots.get(name);
    if (slot === undefined) throw new TypeError(`Cannot compile template: no slot is "${name}"`);
    placed.add(name);
    return [slot, after];
  });
  const unplaced = [...slots.keys()].filter((name) => !placed.has(name));
  if (unplaced.length > 0) throw new TypeError(`Cannot compile template: no place for ${unplaced}`);
  return templateOf([head, ...pieces]);
}

function templateOf<Name extends string>(pieces: readonly Piece[]): Template<Name> {
  const written = createSheet(stretchesOf(pieces));
  return {
    fill: (values, use) => use(written(values)),
    with: (values) => templateOf(withValues(pieces, values)),
  };
}

function stretchesOf(pieces: readonly Piece[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let short: Piece[] = [];
  for (const piece of pieces) {
    if (typeof piece === "string" && piece.length >= longText) {
      stretches.push({ short, long: encoder.encode(piece) });
      short = [];
    } else short.push(piece);
  }
  return [...stretches, { short, long: new Uint8Array() }];
}

/** The pieces between the values that are still to come. */
function withValues(pieces: readonly Piece[], values: Values<string>): readonly Piece[] {
  const fewer: Piece[] = [];
  for (const piece of pieces) {
    const text = typeof piece === "string" ? piece : textFor(piece, values);
    const before = fewer.at(-1);
    if (text === undefined) fewer.push(piece);
    else if (typeof before === "string") fewer[fewer.length - 1] = before + text;
    else fewer.push(text);
  }
  return fewer;
}

function textFor({ name, write }: Slot, values: Values<string>): string | undefined {
  const value = values[name];
  return value === undefined ? undefined : write(value);
}

/**
 * One array for all pages of a template, one after the other: what is always the same lies in it since the page
 * before, and is written again only where a shorter or longer value has moved it. See docs/decisions/0022.
 */
function createSheet(
  stretches: readonly Stretch[],
): (values: Values<string>) => Uint8Array<ArrayBuffer> {
  const always = stretches.reduce((sum, { long }) => sum + long.length, 0);
  let sheet = new Uint8Array();
  /** Where what is long lies, stretch by stretch. */
  let places: number[] = [];

  function makeRoom(length: number) {
    if (length <= sheet.length) return;
    sheet = new Uint8Array(length);
    places = [];
  }

  return (values) => {
    const texts = stretches.map(({ short }) => textOf(short, values));
    makeRoom(always + texts.reduce((sum, { length }) => sum + length, 0) * mostBytesPerUnit);
    let at = 0;
    stretches.forEach(({ long }, index) => {
      at += encoder.encodeInto(texts[index] ?? "", sheet.subarray(at)).written;
      // What was written since it was put there ends before it: each page is written from its beginning to its end.
      if (places[index] !== at) sheet.set(long, at);
      places[index] = at;
      at += long.length;
    });
    return sheet.subarray(0, at);
  };
}

const textOf = (pieces: readonly Piece[], values: Values<string>): string =>
  pieces.reduce<string>(
    (text, piece) => text + (typeof piece === "string" ? piece : textFor(piece, values)),
    "",
  );

/** Private-use characters: no text of ours contains them, and JSX lets them pass. */
const opening = "\u{E000}";
const closing = "\u{E001}";

/** Marks, in a page to be drawn, where the value of that name will stand. */
export function slot(name: string): string {
  return opening + name + closing;
}

/** The page's HTML. Nothing in our pages is asynchronous. */
export function drawPage(page: JSX.Element): string {
  const html = page.toString();
  if (typeof html !== "string") throw new TypeError("Cannot draw page: a part of it is a promise");
  return `<!doctype html>${html}`;
}

function escapeHtml(value: string): string {
  const buffer: [string] = [""];
  escapeToBuffer(value, buffer);
  return buffer[0];
}

/** Without a `<`, nothing in the JSON can end the element or open a comment in it. */
export function escapeJson(json: string): string {
  return json.replaceAll("<", "\\u003c");
}
