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

/** Always the same, as text or as bytes; or what becomes of the values. */
type Part<Name extends string> = string | Uint8Array | ((values: Values<Name>) => string);

/** From this length on, copying the bytes of a text costs less than encoding it each time. */
const longText = 500;

const encoder = new TextEncoder();

/** @throws {TypeError} when the slots of the page and the slots named do not agree. */
export function compileTemplate<Text extends string, Json extends string>(
  html: string,
  slots: Slots<Text, Json>,
): (values: Values<Text | Json>) => Uint8Array<ArrayBuffer> {
  const parts = partsOf(html, slots);
  return (values) => {
    const chunks: Uint8Array[] = [];
    let text = "";
    for (const part of parts) {
      if (part instanceof Uint8Array) {
        chunks.push(encoder.encode(text), part);
        text = "";
      } else text += typeof part === "string" ? part : part(values);
    }
    return joined([...chunks, encoder.encode(text)]);
  };
}

function partsOf<Text extends string, Json extends string>(
  html: string,
  { text, json }: Slots<Text, Json>,
): readonly Part<Text | Json>[] {
  const [head = "", ...rest] = html.split(opening);
  const placed = new Set<string>();
  const parts = rest.flatMap((piece): Part<Text | Json>[] => {
    const [marked = "", after = ""] = piece.split(closing);
    const name = [...text, ...json].find((known) => known === marked);
    if (name === undefined) throw new TypeError(`Cannot compile template: no slot is "${marked}"`);
    placed.add(name);
    const escaped = json.some((known) => known === name) ? escapeJson : escapeHtml;
    return [(values) => escaped(values[name]), sameForAll(after)];
  });
  const unplaced = [...text, ...json].filter((name) => !placed.has(name));
  if (unplaced.length > 0) throw new TypeError(`Cannot compile template: no place for ${unplaced}`);
  return [sameForAll(head), ...parts];
}

const sameForAll = (text: string): string | Uint8Array =>
  text.length < longText ? text : encoder.encode(text);

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
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
