/** The value before this one, as the log of changes knows it, and the button that puts it back. */

import type { RoomSettings } from "../domain/settings.ts";
import type { AuditEntry } from "../protocol.ts";
import { part, write } from "./admin-elements.ts";
import type { Field, SettingName } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { texts } from "./admin-texts.ts";

export interface Before {
  /** From the log of changes, newest first. */
  readonly show: (entries: readonly AuditEntry[]) => void;
}

export function createBefore<Name extends SettingName>(
  field: Field<Name>,
  onPutBack: (button: HTMLButtonElement, value: RoomSettings[Name]) => void,
  signal: AbortSignal,
): Before {
  const line = part(`${field.name}-before`, HTMLElement);
  const text = part(`${field.name}-before-text`, HTMLElement);
  const button = part(`${field.name}-put-back`, HTMLButtonElement);
  let putBack = () => {};
  button.addEventListener("click", () => putBack(), { signal });

  function show(entries: readonly AuditEntry[]): void {
    const value: unknown = entries.find((entry) => entry.field === field.name)?.from;
    line.hidden = !field.is(value);
    if (!field.is(value)) return;
    write(text, fill(texts.controls.before, { value: field.describe(value) }));
    putBack = () => onPutBack(button, value);
  }

  show([]);
  return { show };
}
