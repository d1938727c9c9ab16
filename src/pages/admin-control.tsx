/**
 * One control of the merchant's screen: a form with its fields, Apply, the outcome, and the value
 * before. What is planned days ahead is folded, with the value now beside its heading.
 */

import type { Child } from "hono/jsx";
import { pageTexts } from "../client/admin-texts.ts";

const texts = pageTexts.controls;

interface ControlProps {
  readonly name: string;
  readonly heading: string;
  readonly children?: Child;
}

export function Control({ name, heading, children }: ControlProps) {
  return (
    <ControlForm name={name} className="control card">
      <h3 id={`${name}-heading`}>{heading}</h3>
      <ControlFields name={name} now={<Now name={name} />}>
        {children}
      </ControlFields>
    </ControlForm>
  );
}

export function FoldedControl({ name, heading, children }: ControlProps) {
  return (
    <details class="folded card">
      <summary>
        <h3 id={`${name}-heading`}>{heading}</h3> <Now name={name} />
      </summary>
      <ControlForm name={name} className="control">
        <ControlFields name={name}>{children}</ControlFields>
      </ControlForm>
    </details>
  );
}

interface ControlFormProps {
  readonly name: string;
  readonly className: string;
  readonly children?: Child;
}

export function ControlForm({ name, className, children }: ControlFormProps) {
  return (
    <form
      id={`${name}-control`}
      class={className}
      novalidate
      method="post"
      aria-labelledby={`${name}-heading`}
    >
      {children}
    </form>
  );
}

export function Now({ name }: { readonly name: string }) {
  return <span id={`${name}-now`} class="now"></span>;
}

export function Outcome({ name }: { readonly name: string }) {
  return <p id={`${name}-outcome`} class="outcome" role="status"></p>;
}

interface ControlFieldsProps {
  readonly name: string;
  readonly now?: Child;
  readonly children?: Child;
}

function ControlFields({ name, now, children }: ControlFieldsProps) {
  return (
    <fieldset id={`${name}-fields`} aria-labelledby={`${name}-heading`}>
      {children}
      <div class="actions">
        <button type="submit" id={`${name}-apply`}>
          {texts.apply}
        </button>
        {now}
      </div>
      <Outcome name={name} />
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
  );
}

interface NumberFieldProps {
  readonly id: string;
  /** The control that it belongs to, whose outcome is about it too. */
  readonly control: string;
  readonly label: string;
  readonly hint?: string;
}

export function NumberField({ id, control, label, hint }: NumberFieldProps) {
  const outcome = `${control}-outcome`;
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min="0"
        step="any"
        inputmode="decimal"
        autocomplete="off"
        aria-describedby={hint === undefined ? outcome : `${id}-hint ${outcome}`}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </>
  );
}
