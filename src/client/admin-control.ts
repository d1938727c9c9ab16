/**
 * One control: a field with its own Apply, what became of the last press, and the way back to the
 * value before. What the merchant has entered is never overwritten by news from elsewhere.
 */

import type { AuditEntry, RoomLive } from "../protocol.ts";
import type { Answer, Refused, RoomSettingsAnswer } from "./admin-api.ts";
import { createBefore } from "./admin-before.ts";
import { createConfirmation } from "./admin-confirmation.ts";
import { part, write } from "./admin-elements.ts";
import type { Entered, Field } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { createOutcome } from "./admin-outcome.ts";
import { createTakingEffect } from "./admin-taking-effect.ts";
import { texts } from "./admin-texts.ts";
import { sameValue } from "./admin-values.ts";

export interface Control {
  /** The settings in force, whoever set them. */
  readonly show: (settings: RoomSettingsAnswer) => void;
  readonly showBefore: (entries: readonly AuditEntry[]) => void;
  readonly seeLive: (live: RoomLive) => void;
}

export type ChangeSettings = (values: object) => Promise<Answer<RoomSettingsAnswer>>;

export interface ControlOptions<Value extends object> {
  readonly field: Field<Value>;
  readonly change: ChangeSettings;
  /** What a value tells people that cannot be untold, to be confirmed first; null: nothing. */
  readonly warn?: (value: Value) => string | null;
  /** A button besides Apply, and what it makes of the value now; null: it cannot. */
  readonly shortcut?: {
    readonly button: HTMLButtonElement;
    readonly next: (current: Value) => Entered<Value>;
    /** So that a second press is not the same change once more. */
    readonly onApplied: () => void;
  };
  readonly signal: AbortSignal;
}

export function createControl<Value extends object>(options: ControlOptions<Value>): Control {
  const { field, change, warn = () => null, shortcut, signal } = options;
  const form = part(`${field.name}-control`, HTMLFormElement);
  const fields = part(`${field.name}-fields`, HTMLFieldSetElement);
  const now = part(`${field.name}-now`, HTMLElement);
  const applyButton = part(`${field.name}-apply`, HTMLButtonElement);
  const outcome = createOutcome(field.name);
  const confirmation = createConfirmation(form, () => outcome.say("news", ""), signal);
  const takingEffect = createTakingEffect(outcome);
  const before = createBefore(field, putBack, signal);

  let current: Value | null = null;
  let warnings: readonly string[] = [];
  let isSending = false;
  fields.disabled = true;
  write(now, "");
  form.addEventListener("submit", apply, { signal });
  form.addEventListener("input", showWhetherChanged, { signal });
  shortcut?.button.addEventListener("click", pressShortcut, { signal });

  function apply(event: SubmitEvent): void {
    event.preventDefault();
    pressEntered(applyButton, field.read());
  }

  function pressShortcut(): void {
    if (shortcut && current !== null) pressEntered(shortcut.button, shortcut.next(current));
  }

  function pressEntered(button: HTMLButtonElement, entered: Entered<Value>): void {
    if (entered.kind === "value") press(button, entered.value);
    else outcome.say("trouble", entered.detail, field.inputs(entered.field ?? field.name));
  }

  function putBack(button: HTMLButtonElement, value: Value): void {
    field.write(value);
    showWhetherChanged();
    press(button, value);
  }

  async function press(button: HTMLButtonElement, value: Value): Promise<void> {
    if (current === null || isSending) return;
    if (sameValue(value, current)) return outcome.say("news", texts.controls.unchanged);
    const warning = warn(value);
    if (warning !== null && !confirmation.isGiven(button, JSON.stringify(value))) {
      return outcome.say("warning", warning);
    }
    const pressedAt = Date.now();
    isSending = true;
    outcome.say("working", texts.controls.sending);
    const warnedBefore = warnings;
    const answer = await change(value);
    isSending = false;
    if (signal.aborted) return;
    if (answer.kind !== "given") return refuse(answer);
    if (button === shortcut?.button) shortcut.onApplied();
    const { version } = answer.value;
    const news = answer.value.warnings.filter((warning) => !warnedBefore.includes(warning));
    takingEffect.await({ version, pressedAt, warnings: news });
  }

  function refuse(answer: Refused): void {
    const errors = answer.kind === "invalid" ? answer.errors : [];
    const wrong = errors.flatMap((error) => field.inputs(error.field));
    outcome.say("trouble", withCurrent(refusalText(answer)), wrong);
  }

  function withCurrent(text: string): string {
    return current === null ? text : fill(text, { value: field.describe(current) });
  }

  function show(settings: RoomSettingsAnswer): void {
    const value = field.parse({ ...settings });
    // Of a gateway newer than this page: nothing can be said of it, nor changed from here.
    if (value === null) return;
    const old = current;
    current = value;
    warnings = settings.warnings;
    fields.disabled = false;
    write(now, withCurrent(texts.controls.now));
    const isNews = old !== null && !sameValue(old, value);
    if (old === null || (isNews && (isEntered(old) || isEntered(value)))) field.write(value);
    else if (isNews && !isSending)
      outcome.say("news", withCurrent(texts.controls.changedMeanwhile));
    showWhetherChanged();
  }

  function isEntered(value: Value): boolean {
    const entered = field.read();
    return entered.kind === "value" && sameValue(entered.value, value);
  }

  function showWhetherChanged(): void {
    form.toggleAttribute("data-changed", current !== null && !isEntered(current));
  }

  return {
    show,
    showBefore: (entries) => before.show(entries, current ?? {}),
    seeLive: takingEffect.seeLive,
  };
}

export function refusalText(answer: Refused): string {
  switch (answer.kind) {
    case "stale":
      return texts.controls.stale;
    case "invalid": {
      const details = answer.errors.map((error) => error.detail).join("; ");
      return fill(texts.controls.refused, { detail: details || answer.detail });
    }
    case "refused":
      return fill(texts.controls.refused, { detail: answer.detail });
    default:
      return texts.controls.unknown;
  }
}
