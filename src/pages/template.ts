/**
 * A page drawn once and filled many times: slots are marked where values will stand, the drawn HTML
 * is cut at the marks, and an answer is nothing but the pieces with the escaped values between them.
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

/** @throws {TypeError} when the slots of the page and the slots named do not agree. */
export function compileTemplate<Text extends string, Json extends string>(
  html: string,
  { text, json }: Slots<Text, Json>,
): (values: Readonly<Record<Text | Json, string>>) => string {
  const [head = "", ...rest] = html.split(opening);
  const pieces = rest.map((piece) => {
    const [marked = "", after = ""] = piece.split(closing);
    const name = [...text, ...json].find((known) => known === marked);
    if (name === undefined) throw new TypeError(`Cannot compile template: no slot is "${marked}"`);
    const escaped = json.some((known) => known === name) ? escapeJson : escapeHtml;
    return { name, escaped, after };
  });
  const unplaced = [...text, ...json].filter((name) => !pieces.some((p) => p.name === name));
  if (unplaced.length > 0) throw new TypeError(`Cannot compile template: no place for ${unplaced}`);

  return (values) => {
    let page = head;
    for (const { name, escaped, after } of pieces) page += escaped(values[name]) + after;
    return page;
  };
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
