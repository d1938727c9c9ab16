/** Whether the shop is spared when it struggles, from when on, and down to which rate. */

import {
  type Chosen,
  entered,
  type Field,
  input,
  namedInputs,
  readNumber,
  unreadable,
} from "./admin-fields.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { describeHealth, isHealth } from "./admin-launch-values.ts";

/** What stands in the fields while it is off. */
const suggested = { targetMilliseconds: 1_000, floorPerMinute: 60 } as const;

const names = ["targetMilliseconds", "floorPerMinute"] as const;

export const healthField: Field<Chosen<"originHealth">> = {
  name: "originHealth",
  settings: ["originHealth"],
  parse: ({ originHealth }) => (isHealth(originHealth) ? { originHealth } : null),
  read() {
    if (!input("originHealth-on").checked) return entered({ originHealth: "off" });
    const [target, floor] = names.map((name) => readNumber(`originHealth-${name}`, name));
    if (target?.kind !== "value") return target ?? unreadable(launchTexts.health.empty);
    if (floor?.kind !== "value") return floor ?? unreadable(launchTexts.health.empty);
    const [targetMilliseconds, floorPerMinute] = [target.value, floor.value];
    if (targetMilliseconds === null) return unreadable(launchTexts.health.empty, names[0]);
    if (floorPerMinute === null) return unreadable(launchTexts.health.empty, names[1]);
    return entered({ originHealth: { targetMilliseconds, floorPerMinute } });
  },
  write({ originHealth }) {
    input("originHealth-on").checked = originHealth !== "off";
    const shown = originHealth === "off" ? suggested : originHealth;
    for (const name of names) input(`originHealth-${name}`).value = String(shown[name]);
    showWhetherOn();
  },
  describe: ({ originHealth }) => describeHealth(originHealth),
  inputs: (fieldName) =>
    namedInputs(
      names.map((name) => input(`originHealth-${name}`)),
      fieldName,
    ),
};

/** Where it is off, its figures mean nothing. */
export function showWhetherOn(): void {
  const isOn = input("originHealth-on").checked;
  for (const name of names) input(`originHealth-${name}`).disabled = !isOn;
}
