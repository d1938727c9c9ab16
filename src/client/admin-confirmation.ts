/**
 * A second press for what cannot be taken back. There is no time limit, since people differ in how
 * long they read: the question stands until it is confirmed, or until the merchant turns to something
 * else, enters something else or presses Escape.
 */

import { write } from "./admin-elements.ts";
import { texts } from "./admin-texts.ts";

export interface Confirmation {
  /** Whether this press confirms the one before it. Otherwise it becomes the one to confirm. */
  readonly isGiven: (button: HTMLButtonElement, what: string) => boolean;
}

/** A double click is one press with a trembling finger, not two decisions. */
const secondPressAfterMs = 500;

export function createConfirmation(
  form: HTMLFormElement,
  onWithdrawn: () => void,
  signal: AbortSignal,
): Confirmation {
  let asked: { button: HTMLButtonElement; label: string; what: string; at: number } | null = null;

  function ask(button: HTMLButtonElement, what: string): void {
    stopAsking();
    asked = { button, label: button.textContent, what, at: Date.now() };
    write(button, texts.controls.confirmButton);
  }

  function stopAsking(): void {
    if (asked !== null) write(asked.button, asked.label);
    asked = null;
  }

  function withdraw(): void {
    if (asked === null) return;
    stopAsking();
    onWithdrawn();
  }

  const isElsewhere = ({ target }: { readonly target: EventTarget | null }) =>
    !(target instanceof Node && form.contains(target));
  const on = { signal };
  document.addEventListener("pointerdown", (event) => isElsewhere(event) && withdraw(), on);
  document.addEventListener("focusin", (event) => isElsewhere(event) && withdraw(), on);
  form.addEventListener("input", withdraw, on);
  form.addEventListener("keydown", (event) => event.key === "Escape" && withdraw(), on);
  // A key held down presses again and again; that is no second decision either.
  form.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && event.repeat && asked !== null && event.preventDefault(),
    on,
  );
  signal.addEventListener("abort", stopAsking);

  return {
    isGiven(button, what) {
      if (asked?.button !== button || asked.what !== what) {
        ask(button, what);
        return false;
      }
      if (Date.now() - asked.at < secondPressAfterMs) return false;
      stopAsking();
      return true;
    },
  };
}
