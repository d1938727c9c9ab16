/** The script of the draw's page: recomputes a place in the reader's own browser, and asks nobody. */

import type { PublishedDraw } from "../protocol.ts";
import type { DrawOutcomeMessages } from "./draw-page-messages.ts";
import { isCommitted, recomputePlace } from "./draw-page-place.ts";
import { elementOf, textIn } from "./page-elements.ts";

const draw: PublishedDraw = JSON.parse(textIn("#draw"));
const messages: DrawOutcomeMessages = JSON.parse(textIn("#messages"));
const form = elementOf("form", HTMLFormElement);
const line = elementOf('[name="line"]', HTMLSelectElement);
const number = elementOf('[name="number"]', HTMLInputElement);
const outcome = elementOf("output", HTMLOutputElement);
const figures = new Intl.NumberFormat(document.documentElement.lang);

document.documentElement.dataset["script"] = "on";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void showPlace();
});

async function showPlace(): Promise<void> {
  outcome.textContent = "";
  outcome.textContent = await outcomeFor(line.value, number.valueAsNumber).catch(
    // Without a secure connection a browser has no means to compute hashes.
    () => messages.impossible,
  );
}

async function outcomeFor(chosen: string, ticketNumber: number): Promise<string> {
  const { room, epoch, seed, commitment, publicRandomness } = draw;
  const count = draw.counts?.[chosen];
  if (seed === null || count === undefined) return messages.impossible;
  if (!(await isCommitted(seed, commitment))) return messages.notGenuine;
  const after = draw.after?.[chosen] ?? 0;
  const drawn = {
    room,
    epoch,
    line: chosen,
    count,
    after,
    seed,
    publicRandomness: publicRandomness ?? "",
  };
  const place = await recomputePlace(drawn, ticketNumber);
  const sentence = ticketNumber > after + count ? messages.behind : messages.place;
  const said = sentence
    .replace("{number}", figures.format(ticketNumber))
    .replace("{place}", figures.format(place))
    .replace("{count}", figures.format(count));
  return `${said} ${messages.genuine}`;
}
