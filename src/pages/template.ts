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
  /** The whole page, in UTF-8. */
  fill(values: Values<Name>): Uint8Array<ArrayBuffer>;
  /** The same page with some of its values written in for good, for those who fill in the others often. */
  with<Known extends Name>(values: Values<Known>): Template<Exclude<Name, Known>>;
}

/** A value that is still to come, and how it is written. */
interface Slot {
  readonly name: string;
  readonly write: (value: string) => string;
}

/** Always the same, as text or, where that is long, as bytes; or a value. */
type Part = string | Uint8Array | Slot;

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
  const pieces = rest.flatMap((piece): (string | Slot)[] => {
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

function templateOf<Name extends string>(pieces: readonly (string | Slot)[]): Template<Name> {
  const parts = pieces.map(
    (piece): Part =>
      typeof piece === "string" && piece.length >= longText ? encoder.encode(piece) : piece,
  );
  return {
    fill: (values) => joined(parts, values),
    with: (values) => templateOf(written(pieces, values)),
  };
}

/** The pieces between the values that are still to come. */
function written(
  pieces: readonly (string | Slot)[],
  values: Values<string>,
): readonly (string | Slot)[] {
  const fewer: (string | Slot)[] = [];
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

/** One array for the whole page: short pieces and values are gathered, and encoded where they belong. */
function joined(parts: readonly Part[], values: Values<string>): Uint8Array<ArrayBuffer> {
  const chunks: (string | Uint8Array)[] = [];
  let text = "";
  let most = 0;
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      if (text !== "") chunks.push(text);
      chunks.push(part);
      most += part.length + text.length * mostBytesPerUnit;
      text = "";
    } else text += typeof part === "string" ? part : textFor(part, values);
  }
  if (text !== "") chunks.push(text);
  const page = new Uint8Array(most + text.length * mostBytesPerUnit);
  let at = 0;
  for (const chunk of chunks) {
    if (typeof chunk === "string") at += encoder.encodeInto(chunk, page.subarray(at)).written;
    else {
      page.set(chunk, at);
      at += chunk.length;
    }
  }
  return page.subarray(0, at);
}

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
