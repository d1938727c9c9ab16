/** The latest changes of the room's settings: who changed what, when, from what to what. */

import type { AuditEntry } from "../protocol.ts";
import { make, part, write } from "./admin-elements.ts";
import { fill, formatInstant } from "./admin-format.ts";
import { texts } from "./admin-texts.ts";
import { describeSetting, settingLabel } from "./admin-values.ts";

const shownEntries = 8;

/** Null: the log could not be read. */
export function showAudit(entries: readonly AuditEntry[] | null): void {
  const isEmpty = entries === null || entries.length === 0;
  const note = part("audit-note", HTMLElement);
  note.hidden = !isEmpty;
  write(note, entries === null ? texts.audit.unavailable : texts.audit.none);
  const list = part("audit", HTMLOListElement);
  list.hidden = isEmpty;
  list.replaceChildren(...(entries ?? []).slice(0, shownEntries).map(item));
}

function item(entry: AuditEntry): HTMLLIElement {
  const time = formatInstant(entry.at, Date.now());
  const from = describeSetting(entry.field, entry.from);
  const to = describeSetting(entry.field, entry.to);
  const head = make("p");
  head.append(
    make("strong", settingLabel(entry.field)),
    make("span", fill(texts.audit.by, { who: entry.who, time }), "by"),
  );
  const row = make("li");
  row.append(head, make("span", fill(texts.audit.change, { from, to })));
  return row;
}
