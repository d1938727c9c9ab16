/** What is set before a launch, folded until it is wanted, and the way to begin anew. */

import { launchTexts, launchPageTexts as texts } from "../client/admin-launch-texts.ts";
import { ControlForm, FoldedControl, Now, NumberField, Outcome } from "./admin-control.tsx";

export function LaunchControls() {
  return (
    <>
      <h2 class="launch-heading">{texts.heading}</h2>
      <FoldedControl name="schedule" heading={texts.schedule.heading}>
        <ScheduleFields />
      </FoldedControl>
      <FoldedControl name="order" heading={texts.order.heading}>
        <OrderFields />
      </FoldedControl>
      <FoldedControl name="stock" heading={texts.stock.heading}>
        <StockFields />
      </FoldedControl>
      <FoldedControl name="lines" heading={texts.lines.heading}>
        <LinesFields />
      </FoldedControl>
      <FoldedControl name="challenge" heading={texts.challenge.heading}>
        <ChallengeFields />
      </FoldedControl>
      <FoldedControl name="originHealth" heading={texts.health.heading}>
        <HealthFields />
      </FoldedControl>
    </>
  );
}

export function ResetControl() {
  return (
    <details class="folded card">
      <summary>
        <h3 id="reset-heading">{texts.reset.heading}</h3> <Now name="reset" />
      </summary>
      <ControlForm name="reset" className="reset">
        <p class="hint">{texts.reset.hint}</p>
        <div class="actions">
          <button type="submit" id="reset-button" class="quiet">
            {texts.reset.button}
          </button>
        </div>
        <Outcome name="reset" />
      </ControlForm>
    </details>
  );
}

function ScheduleFields() {
  return (
    <>
      <label for="schedule-timeZone">{texts.schedule.zone}</label>
      <select
        id="schedule-timeZone"
        aria-describedby="schedule-zone-hint schedule-outcome"
      ></select>
      <p id="schedule-zone-hint" class="hint">
        {texts.schedule.zoneHint}
      </p>
      {(["preQueueAt", "opensAt", "closesAt"] as const).map((name) => (
        <>
          <label for={`schedule-${name}`}>{texts.schedule[name]}</label>
          <input
            id={`schedule-${name}`}
            type="datetime-local"
            aria-describedby={`schedule-${name}-utc schedule-hint schedule-outcome`}
          />
          <p id={`schedule-${name}-utc`} class="hint"></p>
        </>
      ))}
      <p id="schedule-hint" class="hint">
        {texts.schedule.hint}
      </p>
    </>
  );
}

function OrderFields() {
  return (
    <>
      <Choices
        name="order"
        values={["first-come", "draw"]}
        names={launchTexts.order.names}
        hints={texts.order.hints}
      />
      <p id="order-held" class="hint"></p>
      <p class="commitment">
        <strong>{texts.order.commitment}</strong> <code id="order-commitment"></code>{" "}
        <span class="hint">{texts.order.commitmentHint}</span>
      </p>
      <label for="order-publicRandomness">{texts.order.publicRandomness}</label>
      <input
        id="order-publicRandomness"
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-describedby="order-randomness-hint order-outcome"
      />
      <p id="order-randomness-hint" class="hint">
        {texts.order.publicRandomnessHint}
      </p>
    </>
  );
}

function StockFields() {
  const { units, unitsHint, perOrder, more, add } = texts.stock;
  return (
    <>
      <NumberField id="stock-units" control="stock" label={units} hint={unitsHint} />
      <NumberField id="stock-perOrder" control="stock" label={perOrder} />
      <label for="stock-more">{more}</label>
      <div class="with-button">
        <input
          id="stock-more"
          type="number"
          step="1"
          inputmode="numeric"
          autocomplete="off"
          aria-describedby="stock-outcome"
        />
        <button type="button" id="stock-add" class="quiet">
          {add}
        </button>
      </div>
    </>
  );
}

function LinesFields() {
  const { name, weight, add, hint } = texts.lines;
  return (
    <>
      <table class="lines" aria-labelledby="lines-heading" aria-describedby="lines-hint">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">{weight}</th>
            <td></td>
          </tr>
        </thead>
        <tbody id="lines-rows"></tbody>
      </table>
      <div>
        <button type="button" id="lines-add" class="quiet">
          {add}
        </button>
      </div>
      <p id="lines-hint" class="hint">
        {hint}
      </p>
    </>
  );
}

function ChallengeFields() {
  return (
    <>
      <Choices
        name="challenge"
        values={["off", "when-busy", "always"]}
        names={launchTexts.challenge.names}
        hints={texts.challenge.hints}
      />
      <p class="hint">{texts.challenge.note}</p>
    </>
  );
}

interface ChoicesProps<Value extends string> {
  readonly name: string;
  readonly values: readonly Value[];
  readonly names: Readonly<Record<Value, string>>;
  readonly hints: Readonly<Record<Value, string>>;
}

function Choices<Value extends string>({ name, values, names, hints }: ChoicesProps<Value>) {
  return (
    <div class="states">
      {values.map((value) => (
        <label class="state">
          <input
            type="radio"
            name={name}
            value={value}
            aria-labelledby={`${name}-${value}`}
            aria-describedby={`${name}-${value}-hint`}
          />
          <span id={`${name}-${value}`}>{names[value]}</span>
          <span class="hint" id={`${name}-${value}-hint`}>
            {hints[value]}
          </span>
        </label>
      ))}
    </div>
  );
}

function HealthFields() {
  const { on, targetMilliseconds, floorPerMinute, hint } = texts.health;
  return (
    <>
      <label class="choice">
        <input type="checkbox" id="originHealth-on" aria-describedby="originHealth-hint" />
        {on}
      </label>
      <NumberField
        id="originHealth-targetMilliseconds"
        control="originHealth"
        label={targetMilliseconds}
      />
      <NumberField id="originHealth-floorPerMinute" control="originHealth" label={floorPerMinute} />
      <p id="originHealth-hint" class="hint">
        {hint}
      </p>
    </>
  );
}
