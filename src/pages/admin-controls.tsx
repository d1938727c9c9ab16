/** The controls at hand, each a form of its own: a field, Apply, the outcome, and the value before. */

import { pageTexts, texts as scriptTexts } from "../client/admin-texts.ts";
import { roomStates } from "../protocol.ts";
import { Control, NumberField } from "./admin-control.tsx";
import { LaunchControls, ResetControl } from "./admin-launch-controls.tsx";

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
        <NumberField
          id="admissionsPerMinute-input"
          control="admissionsPerMinute"
          {...texts.admissionsPerMinute}
        />
      </Control>
      <Control name="capacity" heading={texts.capacity.heading}>
        <NumberField id="capacity-input" control="capacity" {...texts.capacity} />
      </Control>
      <Control name="message" heading={texts.message.heading}>
        <MessageFields />
      </Control>
      <LaunchControls />
      <ResetControl />
    </section>
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
