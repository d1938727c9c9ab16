/** The value before this one, as the log of changes knows it, and the button that puts it back. */

import type { AuditEntry } from "../protocol.ts";
import { part, write } from "./admin-elements.ts";
import type { Field } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { texts } from "./admin-texts.ts";

export interface Before {
  /** From the log of changes, newest first, and the settings that they led to. */
  readonly show: (entries: readonly AuditEntry[], current: object) => void;
}

export function createBefore<Value extends object>(
  field: Field<Value>,
  onPutBack: (button: HTMLButtonElement, value: Value) => void,
  signal: AbortSignal,
): Before {
  const line = part(`${field.name}-before`, HTMLElement);
  const text = part(`${field.name}-before-text`, HTMLElement);
  const button = part(`${field.name}-put-back`, HTMLButtonElement);
  let putBack = () => {};
  button.addEventListener("click", () => putBack(), { signal });

  function show(entries: readonly AuditEntry[], current: object): void {
    const own = entries.filter((entry) => field.settings.includes(entry.field));
    // What was changed together is put back together.
    const latest = own.filter(({ settingsVersion }) => settingsVersion === own[0]?.settingsVersion);
    const from = Object.fromEntries(latest.map((entry) => [entry.field, entry.from]));
    const value = latest.length === 0 ? null : field.parse({ ...current, ...from });
    line.hidden = value === null;
    if (value === null) return;
    write(text, fill(texts.controls.before, { value: field.describe(value) }));
    putBack = () => onPutBack(button, value);
  }

  show([], {});
  return { show };
}
