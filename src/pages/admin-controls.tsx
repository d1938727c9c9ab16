/** The four controls, each a form of its own: a field, Apply, the outcome, and the value before. */

import type { Child } from "hono/jsx";
import { pageTexts, texts as scriptTexts } from "../client/admin-texts.ts";
import { roomStates } from "../protocol.ts";

const texts = pageTexts.controls;

export function Controls() {
  return (
    <section class="controls" aria-labelledby="controls-heading">
      <h2 id="controls-heading" class="out-of-sight">
        {texts.heading}
      </h2>
      <Control name="state" heading={texts.state.heading}>
        <States />
      </Control>
      <Control name="admissionsPerMinute" heading={texts.admissionsPerMinute.heading}>
        <NumberField name="admissionsPerMinute" {...texts.admissionsPerMinute} />
      </Control>
      <Control name="capacity" heading={texts.capacity.heading}>
        <NumberField name="capacity" {...texts.capacity} />
      </Control>
      <Control name="message" heading={texts.message.heading}>
        <MessageFields />
      </Control>
    </section>
  );
}

interface ControlProps {
  readonly name: string;
  readonly heading: string;
  readonly children?: Child;
}

function Control({ name, heading, children }: ControlProps) {
  return (
    <form
      id={`${name}-control`}
      class="control card"
      novalidate
      method="post"
      aria-labelledby={`${name}-heading`}
    >
      <h3 id={`${name}-heading`}>{heading}</h3>
      <fieldset id={`${name}-fields`} aria-labelledby={`${name}-heading`}>
        {children}
        <div class="actions">
          <button type="submit" id={`${name}-apply`}>
            {texts.apply}
          </button>
          <span id={`${name}-now`} class="now"></span>
        </div>
        <p id={`${name}-outcome`} class="outcome" role="status"></p>
        <p id={`${name}-before`} class="before" hidden>
          <span id={`${name}-before-text`}></span>{" "}
          <button
            type="button"
            id={`${name}-put-back`}
            class="quiet"
            aria-describedby={`${name}-before-text`}
          >
            {texts.putBack}
          </button>
        </p>
      </fieldset>
    </form>
  );
}

function States() {
  const { states, effects } = scriptTexts;
  return (
    <div class="states">
      {roomStates.map((state) => (
        <label class="state">
          <input
            type="radio"
            name="state"
            value={state}
            aria-labelledby={`name-${state}`}
            aria-describedby={`effect-${state}`}
          />
          <span id={`name-${state}`}>{states[state]}</span>
          <span class="hint" id={`effect-${state}`}>
            {effects[state]}
          </span>
        </label>
      ))}
    </div>
  );
}

interface NumberFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
}

function NumberField({ name, label, hint }: NumberFieldProps) {
  return (
    <>
      <label for={`${name}-input`}>{label}</label>
      <input
        id={`${name}-input`}
        type="number"
        min="0"
        step="any"
        inputmode="decimal"
        autocomplete="off"
        aria-describedby={`${name}-hint ${name}-outcome`}
      />
      <p id={`${name}-hint`} class="hint">
        {hint}
      </p>
    </>
  );
}

function MessageFields() {
  return (
    <>
      <div id="message-all-field">
        <label for="message-input">{texts.message.label}</label>
        <textarea
          id="message-input"
          rows={3}
          dir="auto"
          aria-describedby="message-hint message-outcome"
        />
      </div>
      <div id="message-by-language" class="by-language" hidden></div>
      <label id="message-choice" class="choice" hidden>
        <input type="checkbox" id="message-one-for-all" />
        {texts.message.oneForAll}
      </label>
      <p id="message-hint" class="hint">
        {texts.message.hint}
      </p>
    </>
  );
}
