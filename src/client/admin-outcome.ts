/** What became of a press: one sentence under the control, and the inputs that it is about. */

import { part, write } from "./admin-elements.ts";

export type OutcomeKind = "news" | "working" | "warning" | "trouble" | "done";

export interface Outcome {
  readonly say: (kind: OutcomeKind, text: string, wrong?: readonly Element[]) => void;
}

export function createOutcome(name: string): Outcome {
  const sentence = part(`${name}-outcome`, HTMLElement);
  let marked: readonly Element[] = [];

  function say(kind: OutcomeKind, text: string, wrong: readonly Element[] = []): void {
    sentence.setAttribute("data-kind", kind);
    write(sentence, text);
    for (const input of marked) input.removeAttribute("aria-invalid");
    for (const input of wrong) input.setAttribute("aria-invalid", "true");
    marked = wrong;
  }

  say("news", "");
  return { say };
}
