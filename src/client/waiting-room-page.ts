/** The page as the script sees it: what the gateway put there to be read, and the ways to change it. */

import type { VisitorStatus } from "../protocol.ts";
import type { WaitingMessages } from "./waiting-room-messages.ts";
import { textNames, type View } from "./waiting-room-view.ts";

export interface Page {
  readonly language: string;
  readonly messages: WaitingMessages;
  readonly status: VisitorStatus | null;
  readonly message: string | null;
  readonly shopName: string;
  readonly target: string;
  readonly joinKey: string;
  /** `share` is how far the progress has come, 0 to 1. */
  readonly show: (view: View, share: number) => void;
  /** A line about the connection or the place; empty to say nothing. */
  readonly notice: (text: string) => void;
  /** For those who listen rather than look. */
  readonly announce: (text: string) => void;
  readonly focusHeading: () => void;
  /** Acts in place of sending a form; `name` is the last part of the form's address. */
  readonly onForm: (act: (name: string) => void) => void;
}

export function readPage(): Page {
  const main = element("main", HTMLElement);
  const heading = element("h1", HTMLElement);
  const progress = element("progress", HTMLProgressElement);
  const leaving = element("details", HTMLDetailsElement);
  const places = textNames.map((name) => ({
    name,
    place: element(`[data-text="${name}"]`, HTMLElement),
  }));
  document.documentElement.dataset["script"] = "on";
  element("[data-stay]", HTMLElement).addEventListener("click", () => {
    leaving.open = false;
    element("summary", HTMLElement).focus();
  });

  return {
    language: document.documentElement.lang,
    messages: JSON.parse(textOf("#messages")),
    status: JSON.parse(textOf("#status")),
    message: textOf('[data-text="message"]') || null,
    shopName: textOf(".shop"),
    target: element('[name="target"]', HTMLInputElement).value,
    joinKey: element('[name="key"]', HTMLInputElement).value,
    show: (view, share) => {
      main.dataset["state"] = view.state;
      main.dataset["parts"] = view.parts.join(" ");
      progress.value = share;
      for (const { name, place } of places) setText(place, view.texts[name]);
      if (!view.parts.includes("leave")) leaving.open = false;
    },
    notice: (text) => setText(element(".notice", HTMLElement), text),
    announce: (text) => setText(element(".spoken", HTMLElement), text),
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

function element<E extends Element>(selector: string, kind: abstract new () => E): E {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new TypeError(`Cannot read the page: ${selector} is missing`);
}

function textOf(selector: string): string {
  return element(selector, HTMLElement).textContent ?? "";
}

/** Unchanged text is left alone: setting it again would make a screen reader say it again. */
function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
