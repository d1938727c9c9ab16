/** The schedule's times, entered by the clocks of the shop's zone and sent as instants. */

import { part, write } from "./admin-elements.ts";
import {
  type Entered,
  entered,
  type Field,
  input,
  namedInputs,
  unreadable,
} from "./admin-fields.ts";
import { fill, formatTimeIn } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { describeSchedule, isTextOrNull, type ScheduleSettings } from "./admin-launch-values.ts";
import { instantAt, knownZone, ownZone, wallTimeOf, type Zone } from "./admin-zones.ts";

const texts = launchTexts.schedule;
const instantNames = ["preQueueAt", "opensAt", "closesAt"] as const;
type InstantName = (typeof instantNames)[number];

export const scheduleField: Field<ScheduleSettings> = {
  name: "schedule",
  settings: [...instantNames, "timeZone"],
  parse({ preQueueAt, opensAt, closesAt, timeZone }) {
    const areTexts = isTextOrNull(preQueueAt) && isTextOrNull(opensAt);
    return areTexts && isTextOrNull(closesAt) && isTextOrNull(timeZone)
      ? { preQueueAt, opensAt, closesAt, timeZone }
      : null;
  },
  read() {
    const [preQueueAt, opensAt, closesAt] = [read("preQueueAt"), read("opensAt"), read("closesAt")];
    if (preQueueAt.kind === "unreadable") return preQueueAt;
    if (opensAt.kind === "unreadable") return opensAt;
    if (closesAt.kind === "unreadable") return closesAt;
    return entered({
      preQueueAt: preQueueAt.value,
      opensAt: opensAt.value,
      closesAt: closesAt.value,
      timeZone: zones().value || null,
    });
  },
  write(schedule) {
    offerZones(schedule.timeZone);
    for (const name of instantNames) writeInstant(name, schedule[name]);
    showInUtc();
  },
  describe: describeSchedule,
  inputs: (fieldName) =>
    namedInputs([...instantNames.map((name) => input(`schedule-${name}`)), zones()], fieldName),
};

/** Under each field the instant that is meant: a slip in the zone shows. */
export function showInUtc(): void {
  for (const name of instantNames) {
    const at = read(name);
    const isKnown = at.kind === "value" && at.value !== null;
    const utc = isKnown ? fill(texts.utc, { time: formatTimeIn(at.value, "UTC", false) }) : "";
    write(part(`schedule-${name}-utc`, HTMLElement), utc);
  }
}

function read(name: InstantName): Entered<string | null> {
  const { value, validity, dataset } = input(`schedule-${name}`);
  if (validity.badInput) return unreadable(texts.incomplete, name);
  if (value === "") return entered(null);
  // Untouched, it is the very instant that was given: to the millisecond, and also in the hour that
  // the clocks show twice.
  if (dataset["shown"] === `${value} ${zones().value}`) return entered(dataset["instant"] ?? null);
  const instant = instantAt(value, chosenZone());
  return instant === null
    ? unreadable(texts.skipped, name)
    : entered(new Date(instant).toISOString());
}

function writeInstant(name: InstantName, instant: string | null): void {
  const field = input(`schedule-${name}`);
  field.value = instant === null ? "" : wallTimeOf(Date.parse(instant), chosenZone());
  field.dataset["shown"] = `${field.value} ${zones().value}`;
  field.dataset["instant"] = instant ?? "";
}

function offerZones(chosen: string | null): void {
  const select = zones();
  if (select.options.length === 0) {
    select.add(new Option(fill(texts.visitors, { zone: ownZone() }), ""));
    const names = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
    for (const zone of names) select.add(new Option(zone, zone));
  }
  // Zones have second names, and new ones.
  const isOffered = Array.from(select.options).some(({ value }) => value === (chosen ?? ""));
  if (chosen !== null && !isOffered) select.add(new Option(chosen, chosen), 1);
  select.value = chosen ?? "";
}

const zones = () => part("schedule-timeZone", HTMLSelectElement);
const chosenZone = (): Zone => knownZone(zones().value || null);
