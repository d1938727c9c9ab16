/** A small picture of how long whom waited: a bar for each line and each wave, all on one scale. */

import { make } from "./admin-elements.ts";
import type { RoomFairness, Waits } from "./admin-fairness-answer.ts";
import { fill, formatDuration, formatPeople } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";

const texts = launchTexts.fairness;

interface Group {
  readonly name: string;
  readonly waits: Waits;
}

/** Nothing when nobody waited. */
export function drawWaits(report: RoomFairness): readonly HTMLElement[] {
  const groups = groupsIn(report);
  if (groups.length === 0) return [];
  const longest = Math.max(...groups.map(({ waits }) => waits.p90Ms));
  const list = make("ul", "", "waits");
  list.append(...groups.map((group) => bar(group, longest)));
  return [make("h3", texts.waits), make("p", texts.waitsKey, "hint"), list];
}

/** Each line, followed by its waves. */
function groupsIn({ lines, waves }: RoomFairness): readonly Group[] {
  return lines.flatMap(({ line, waits }) => [
    ...group(fill(texts.lineGroup, { line }), waits),
    ...waves
      .filter((one) => one.line === line)
      .flatMap(({ wave, waits }) => group(fill(texts.waveGroup, { line, wave }), waits)),
  ]);
}

function group(name: string, waits: Waits | null): readonly Group[] {
  return waits === null ? [] : [{ name, waits }];
}

/** The picture repeats what its words say. */
function bar({ name, waits: { medianMs, p90Ms, people } }: Group, longest: number): HTMLElement {
  const words = fill(texts.waited, {
    median: formatDuration(medianMs / 1000),
    p90: formatDuration(p90Ms / 1000),
    people: formatPeople(people),
  });
  const share = (ms: number) => String(longest > 0 ? ms / longest : 0);
  const drawing = make("span", "", "share");
  drawing.ariaHidden = "true";
  drawing.style.setProperty("--filled", share(medianMs));
  drawing.style.setProperty("--behind", share(p90Ms));
  const item = make("li");
  item.append(make("strong", name), make("span", words, "by"), drawing);
  return item;
}
