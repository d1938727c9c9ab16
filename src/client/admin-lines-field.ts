/** The lines and their weights: a small table that grows and shrinks. */

import type { LineSettings } from "../domain/settings.ts";
import { make, part } from "./admin-elements.ts";
import { type Chosen, entered, type Field, unreadable } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { describeLines, isLines } from "./admin-launch-values.ts";

const texts = launchTexts.lines;

export const linesField: Field<Chosen<"lines">> = {
  name: "lines",
  settings: ["lines"],
  parse: ({ lines }) => (isLines(lines) ? { lines } : null),
  read() {
    const rows = inputRows();
    const wordless = rows.findIndex(({ weight }) => weight.value === "");
    if (wordless >= 0) return unreadable(texts.noWeight, `lines.${wordless}.weight`);
    return entered({
      lines: rows.map(({ name, weight }) => ({
        name: name.value.trim(),
        weight: Number(weight.value),
      })),
    });
  },
  write({ lines }) {
    body().replaceChildren(...lines.map(rowOf));
    numberRows();
  },
  describe: ({ lines }) => describeLines(lines),
  inputs(fieldName) {
    const [, index, column] = fieldName.split(".");
    const rows = inputRows();
    const row = index === undefined ? undefined : rows[Number(index)];
    if (row === undefined) return rows.flatMap(({ name, weight }) => [name, weight]);
    if (column === "weight") return [row.weight];
    return column === "name" ? [row.name] : [row.name, row.weight];
  },
};

/** Makes the table's buttons work. */
export function startLineEditing(signal: AbortSignal): void {
  part("lines-add", HTMLButtonElement).addEventListener(
    "click",
    () => {
      body().append(rowOf({ name: "", weight: 1 }));
      tellOfEdit();
      inputRows().at(-1)?.name.focus();
    },
    { signal },
  );
  body().addEventListener(
    "click",
    ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      target.closest("tr")?.remove();
      tellOfEdit();
      part("lines-add", HTMLButtonElement).focus();
    },
    { signal },
  );
}

/** As if something had been typed: the control then sees that it differs. */
function tellOfEdit(): void {
  numberRows();
  body().dispatchEvent(new Event("input", { bubbles: true }));
}

function rowOf({ name, weight }: LineSettings): HTMLTableRowElement {
  const row = make("tr");
  const nameInput = make("input");
  nameInput.value = name;
  nameInput.autocapitalize = "none";
  nameInput.spellcheck = false;
  const weightInput = make("input");
  weightInput.type = "number";
  weightInput.step = "any";
  weightInput.value = String(weight);
  const remove = make("button", "×", "quiet");
  remove.type = "button";
  for (const content of [nameInput, weightInput, remove]) {
    const cell = make("td");
    cell.append(content);
    row.append(cell);
  }
  return row;
}

/** The last line cannot be taken away. */
function numberRows(): void {
  const rows = inputRows();
  rows.forEach(({ name, weight, remove }, index) => {
    const number = String(index + 1);
    name.ariaLabel = fill(texts.nameOf, { number });
    weight.ariaLabel = fill(texts.weightOf, { number });
    remove.ariaLabel = fill(texts.remove, { number });
    remove.disabled = rows.length === 1;
  });
}

function inputRows() {
  return Array.from(body().rows).flatMap((row) => {
    const [name, weight] = row.querySelectorAll("input");
    const remove = row.querySelector("button");
    return name && weight && remove ? [{ name, weight, remove }] : [];
  });
}

const body = () => part("lines-rows", HTMLTableSectionElement);
