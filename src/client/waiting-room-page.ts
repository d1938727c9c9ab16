/** The page as the script sees it: what the gateway put there to be read, and the ways to change it. */

import type { VisitorStatus } from "../protocol.ts";
import { elementOf, textIn } from "./page-elements.ts";
import type { SpokenMessages } from "./waiting-room-messages.ts";
import type { View } from "./waiting-room-view.ts";

type CountdownPart = "label" | "clock" | "words";

export interface Page {
  readonly language: string;
  readonly messages: SpokenMessages;
  readonly status: VisitorStatus | null;
  readonly message: string | null;
  readonly shopName: string;
  readonly target: string;
  readonly joinKey: string;
  /** Where it says that a form was not let through; null: it was none. */
  readonly lostFormBox: Element | null;
  /** `share` is how far the progress has come, 0 to 1. */
  readonly show: (view: View, share: number) => void;
  /** The countdown: what comes, how far it is to look at, and the same to be heard. */
  readonly count: (shown: Readonly<Record<CountdownPart, string>>) => void;
  /** A line about the connection or the place; empty to say nothing. */
  readonly notice: (text: string) => void;
  /** For those who listen rather than look. */
  readonly announce: (text: string) => void;
  readonly focusHeading: () => void;
  /** Acts in place of sending a form; `name` is the last part of the form's address. */
  readonly onForm: (act: (name: string) => void) => void;
}

export function readPage(): Page {
  const main = elementOf("main", HTMLElement);
  const heading = elementOf("h1", HTMLElement);
  const progress = elementOf("progress", HTMLProgressElement);
  const leaving = elementOf('details[data-part="leave"]', HTMLDetailsElement);
  const places = [...document.querySelectorAll<HTMLElement>("[data-text]")];
  document.documentElement.dataset["script"] = "on";
  elementOf("[data-stay]", HTMLElement).addEventListener("click", () => {
    leaving.open = false;
    elementOf('[data-part="leave"] summary', HTMLElement).focus();
  });

  return {
    language: document.documentElement.lang,
    messages: JSON.parse(textIn("#messages")),
    status: JSON.parse(textIn("#status")),
    message: textIn('[data-text="message"]') || null,
    shopName: textIn(".shop"),
    target: elementOf('[name="target"]', HTMLInputElement).value,
    joinKey: elementOf('[name="key"]', HTMLInputElement).value,
    lostFormBox: document.querySelector("div.notice"),
    show: (view, share) => {
      main.dataset["state"] = view.state;
      main.dataset["parts"] = view.parts.join(" ");
      progress.value = share;
      const texts: Readonly<Record<string, string>> = view.texts;
      for (const place of places) setText(place, texts[place.dataset["text"] ?? ""] ?? "");
      if (!view.parts.includes("leave")) leaving.open = false;
    },
    count: ({ label, clock, words }) => {
      setText(elementOf("[data-count=label]", HTMLElement), label);
      setText(elementOf("[data-count=clock]", HTMLElement), clock);
      setText(elementOf("[data-count=words]", HTMLElement), words);
    },
    notice: (text) => setText(elementOf("p.notice", HTMLElement), text),
    announce: (text) => setText(elementOf(".spoken", HTMLElement), text),
    focusHeading: () => heading.focus(),
    onForm: (act) => {
      main.addEventListener("submit", (event) => {
        event.preventDefault();
        const form = event.target;
        if (form instanceof HTMLFormElement) act(form.action.split("/").pop() ?? "");
      });
    },
  };
}

/** Unchanged text is left alone: setting it again would make a screen reader say it again. */
function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
