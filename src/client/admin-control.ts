/**
 * One control: a field with its own Apply, what became of the last press, and the way back to the
 * value before. What the merchant has entered is never overwritten by news from elsewhere.
 */

import type { RoomSettings } from "../domain/settings.ts";
import type { AuditEntry, RoomLive } from "../protocol.ts";
import type { Answer, Refused, RoomSettingsAnswer } from "./admin-api.ts";
import { createBefore } from "./admin-before.ts";
import { createConfirmation } from "./admin-confirmation.ts";
import { part, write } from "./admin-elements.ts";
import type { Field, SettingName } from "./admin-fields.ts";
import { fill } from "./admin-format.ts";
import { createOutcome } from "./admin-outcome.ts";
import { createTakingEffect } from "./admin-taking-effect.ts";
import { texts } from "./admin-texts.ts";
import { sameValue } from "./admin-values.ts";

export interface Control {
  /** The settings in force, whoever set them. */
  readonly show: (settings: RoomSettings) => void;
  readonly showBefore: (entries: readonly AuditEntry[]) => void;
  readonly seeLive: (live: RoomLive) => void;
}

export type ChangeSetting = (
  name: SettingName,
  value: unknown,
) => Promise<Answer<RoomSettingsAnswer>>;

export interface ControlOptions<Name extends SettingName> {
  readonly field: Field<Name>;
  readonly change: ChangeSetting;
  /** What a value tells people that cannot be untold, to be confirmed first; null: nothing. */
  readonly warn?: (value: RoomSettings[Name]) => string | null;
  readonly signal: AbortSignal;
}

export function createControl<Name extends SettingName>(options: ControlOptions<Name>): Control {
  type Value = RoomSettings[Name];
  const { field, change, warn = () => null, signal } = options;
  const form = part(`${field.name}-control`, HTMLFormElement);
  const fields = part(`${field.name}-fields`, HTMLFieldSetElement);
  const now = part(`${field.name}-now`, HTMLElement);
  const applyButton = part(`${field.name}-apply`, HTMLButtonElement);
  const outcome = createOutcome(field.name);
  const confirmation = createConfirmation(form, () => outcome.say("news", ""), signal);
  const takingEffect = createTakingEffect(outcome);
  const before = createBefore(field, putBack, signal);

  let current: { readonly value: Value } | null = null;
  let isSending = false;
  fields.disabled = true;
  write(now, "");
  form.addEventListener("submit", apply, { signal });
  form.addEventListener("input", showWhetherChanged, { signal });

  function apply(event: SubmitEvent): void {
    event.preventDefault();
    const entered = field.read();
    if (entered.kind === "value") press(applyButton, entered.value);
    else outcome.say("trouble", entered.detail, field.inputs(field.name));
  }

  function putBack(button: HTMLButtonElement, value: Value): void {
    field.write(value);
    showWhetherChanged();
    press(button, value);
  }

  async function press(button: HTMLButtonElement, value: Value): Promise<void> {
    if (current === null || isSending) return;
    if (sameValue(value, current.value)) return outcome.say("news", texts.controls.unchanged);
    const warning = warn(value);
    if (warning !== null && !confirmation.isGiven(button, JSON.stringify(value))) {
      return outcome.say("warning", warning);
    }
    const pressedAt = Date.now();
    isSending = true;
    outcome.say("working", texts.controls.sending);
    const answer = await change(field.name, value);
    isSending = false;
    if (signal.aborted) return;
    if (answer.kind === "given") takingEffect.await({ version: answer.value.version, pressedAt });
    else refuse(answer);
  }

  function refuse(answer: Refused): void {
    const errors = answer.kind === "invalid" ? answer.errors : [];
    const wrong = errors.flatMap((error) => field.inputs(error.field));
    outcome.say("trouble", withCurrent(refusalText(answer)), wrong);
  }

  function withCurrent(text: string): string {
    return current === null ? text : fill(text, { value: field.describe(current.value) });
  }

  function show(settings: RoomSettings): void {
    const value = settings[field.name];
    const old = current;
    current = { value };
    fields.disabled = false;
    write(now, withCurrent(texts.controls.now));
    const isNews = old !== null && !sameValue(old.value, value);
    if (old === null || (isNews && (isEntered(old.value) || isEntered(value)))) field.write(value);
    else if (isNews && !isSending)
      outcome.say("news", withCurrent(texts.controls.changedMeanwhile));
    showWhetherChanged();
  }

  function isEntered(value: Value): boolean {
    const entered = field.read();
    return entered.kind === "value" && sameValue(entered.value, value);
  }

  function showWhetherChanged(): void {
    form.toggleAttribute("data-changed", current !== null && !isEntered(current.value));
  }

  return { show, showBefore: before.show, seeLive: takingEffect.seeLive };
}

function refusalText(answer: Refused): string {
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
