/** Ending the room's epoch and beginning the next: everybody in line loses the place, so it is asked twice. */

import type { RoomLive } from "../protocol.ts";
import type { Answer } from "./admin-api.ts";
import { createConfirmation } from "./admin-confirmation.ts";
import { refusalText } from "./admin-control.ts";
import { part, write } from "./admin-elements.ts";
import { fill, formatNumber } from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { createOutcome } from "./admin-outcome.ts";
import { describePeopleInLine } from "./admin-values.ts";

const texts = launchTexts.reset;

export interface Reset {
  readonly seeLive: (live: RoomLive) => void;
}

export interface ResetOptions {
  readonly send: () => Promise<Answer<RoomLive>>;
  readonly signal: AbortSignal;
}

export function createReset({ send, signal }: ResetOptions): Reset {
  const form = part("reset-control", HTMLFormElement);
  const button = part("reset-button", HTMLButtonElement);
  const outcome = createOutcome("reset");
  const confirmation = createConfirmation(form, () => outcome.say("news", ""), signal);
  let live: RoomLive | null = null;
  let isSending = false;
  button.disabled = true;

  async function press(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (live === null || isSending) return;
    // The epoch alone is what is confirmed: the line grows while the merchant reads.
    if (!confirmation.isGiven(button, String(live.epoch))) {
      return outcome.say("warning", warningOf(live));
    }
    isSending = true;
    const answer = await send();
    isSending = false;
    if (signal.aborted) return;
    if (answer.kind === "given") {
      seeLive(answer.value);
      outcome.say("done", fill(texts.done, { epoch: formatNumber(answer.value.epoch) }));
    } else {
      const isKnown = answer.kind === "refused" || answer.kind === "invalid";
      outcome.say("trouble", isKnown ? refusalText(answer) : texts.unknown);
    }
  }

  function seeLive(seen: RoomLive): void {
    // Two requests may answer in either order; an epoch never comes back.
    if (live !== null && seen.epoch < live.epoch) return;
    live = seen;
    button.disabled = false;
    write(part("reset-now", HTMLElement), fill(texts.now, { epoch: formatNumber(seen.epoch) }));
  }

  write(part("reset-now", HTMLElement), "");
  form.addEventListener("submit", press, { signal });
  return { seeLive };
}

function warningOf({ epoch, waiting, called, inside }: RoomLive): string {
  return fill(texts.confirm, {
    epoch: formatNumber(epoch),
    people: describePeopleInLine(waiting + called),
    inside: formatNumber(inside),
  });
}
