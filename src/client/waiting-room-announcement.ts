/**
 * What a screen reader is told, sparingly: a new state at once, and while waiting only that the
 * people ahead have become half as many. A voice at each poll would drive anybody out of the line.
 */

import type { View } from "./waiting-room-view.ts";

export interface Told {
  readonly state: View["state"];
  readonly ahead: number | null;
}

export function announcementOf(told: Told, view: View, ahead: number | null): string | null {
  const { heading, detail, count, people, left, chance } = view.texts;
  const place = `${count} ${people}`.trim();
  const stock = view.parts.includes("stock") ? [left, chance] : [];
  if (view.state !== told.state) return sentences([heading, place, ...stock, detail]);
  if (ahead === null || place === "") return null;
  return told.ahead === null || ahead <= told.ahead / 2 ? sentences([place, ...stock]) : null;
}

function sentences(texts: readonly string[]): string {
  const said = texts.filter((text) => text !== "");
  return said.join(". ").replace(/([.。])\. /g, "$1 ");
}
