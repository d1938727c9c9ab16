/** What a place in line costs: a short calculation by the browser, or nothing. */

import { part } from "./admin-elements.ts";
import { type Chosen, entered, type Field, unreadable } from "./admin-fields.ts";
import { launchTexts as texts } from "./admin-launch-texts.ts";
import { isChallenge } from "./admin-launch-values.ts";
import { texts as allTexts } from "./admin-texts.ts";

export const challengeField: Field<Chosen<"challenge">> = {
  name: "challenge",
  settings: ["challenge"],
  parse: ({ challenge }) => (isChallenge(challenge) ? { challenge } : null),
  read() {
    const challenge = choices().find(({ checked }) => checked)?.value;
    return isChallenge(challenge)
      ? entered({ challenge })
      : unreadable(allTexts.controls.nothingChosen);
  },
  write({ challenge }) {
    for (const choice of choices()) choice.checked = choice.value === challenge;
  },
  describe: ({ challenge }) => texts.challenge.names[challenge],
  inputs: () => choices(),
};

function choices(): HTMLInputElement[] {
  return Array.from(part("challenge-control", HTMLFormElement).querySelectorAll("input"));
}
