/**
 * The message to the line: one text for everybody, or, where the merchant has given one for each
 * language, a field for each, with the choice of going back to one.
 */

import { part } from "./admin-elements.ts";
import { type Chosen, type Entered, entered, type Field } from "./admin-fields.ts";
import { fill, formatLanguage } from "./admin-format.ts";
import { texts } from "./admin-texts.ts";
import { describeMessage, isMessage } from "./admin-values.ts";

export const messageField: Field<Chosen<"message">> = {
  name: "message",
  settings: ["message"],
  parse: ({ message }) => (isMessage(message) ? { message } : null),
  read,
  write({ message }) {
    const isByLanguage = message !== null && typeof message === "object";
    oneForAll().checked = !isByLanguage;
    choice().hidden = !isByLanguage;
    allLanguages().value = typeof message === "string" ? message : "";
    byLanguage().replaceChildren(
      ...(isByLanguage ? Object.entries(message).map(languageField) : []),
    );
    showChosen();
  },
  describe: ({ message }) => describeMessage(message),
  inputs(fieldName) {
    const all = [allLanguages(), ...languageTexts()];
    const named = all.filter((text) => fieldName === `message.${text.lang}`);
    return named.length > 0 ? named : all;
  },
};

/** Shows the fields of the kind of message that is chosen. */
export function showChosen(): void {
  const isForAll = oneForAll().checked;
  part("message-all-field", HTMLElement).hidden = !isForAll;
  byLanguage().hidden = isForAll;
}

function read(): Entered<Chosen<"message">> {
  if (oneForAll().checked) return entered({ message: orNull(allLanguages().value) });
  const entries = languageTexts()
    .map((text) => [text.lang, text.value.trim()] as const)
    .filter(([, text]) => text !== "");
  return entered({ message: entries.length === 0 ? null : Object.fromEntries(entries) });
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

function languageField([tag, text]: readonly [string, string]): HTMLElement {
  const label = document.createElement("label");
  const name = document.createElement("span");
  name.textContent = fill(texts.controls.language, { language: formatLanguage(tag) });
  const area = document.createElement("textarea");
  area.lang = tag;
  area.dir = "auto";
  area.rows = 2;
  area.value = text;
  label.append(name, area);
  return label;
}

const oneForAll = () => part("message-one-for-all", HTMLInputElement);
const choice = () => part("message-choice", HTMLElement);
const allLanguages = () => part("message-input", HTMLTextAreaElement);
const byLanguage = () => part("message-by-language", HTMLElement);
const languageTexts = () => Array.from(byLanguage().querySelectorAll("textarea"));
