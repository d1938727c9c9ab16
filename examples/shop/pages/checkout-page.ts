/** The form that the whole line is about. What was typed is never lost to a mistake in it. */

import { html } from "hono/html";
import { type FormErrors, type FormField, type FormValues, mostPerOrder } from "../order-form.ts";
import { layout, priceOf, type Visitor } from "./layout.ts";

export interface CheckoutPageValues extends Visitor {
  /** One for each form that is handed out: sending it twice is one order. */
  readonly key: string;
  readonly values?: FormValues;
  readonly errors?: FormErrors;
}

export function renderCheckoutPage(page: CheckoutPageValues) {
  const { key, ticketNumber, values = {}, errors = {} } = page;
  const wrong = Object.keys(errors).length > 0;
  const content = html`<div class="narrow">
<h1>Checkout</h1>
<form class="card" method="post" action="/order" novalidate>
<p class="item"><span>Tern 3, sea green</span><span>${priceOf(1)} each</span></p>
${wrong ? html`<p class="problem" role="alert">Nothing has been ordered yet. Please look at the marked fields.</p>` : ""}
<input type="hidden" name="key" value="${key}">
${field("name", "Name", errors, (attributes) => html`<input type="text" autocomplete="name" value="${values.name ?? ""}" ${attributes}>`)}
${field("email", "E-mail", errors, (attributes) => html`<input type="email" autocomplete="email" value="${values.email ?? ""}" ${attributes}>`)}
${field("address", "Address", errors, (attributes) => html`<textarea rows="3" autocomplete="street-address" ${attributes}>${values.address ?? ""}</textarea>`)}
${quantityField(values.quantity ?? "1", errors.quantity)}
<button>Place the order</button>
<p class="hint">Pressing twice is one order.</p>
</form>
</div>`;
  return layout({ title: wrong ? "Please check: Checkout" : "Checkout", content, ticketNumber });
}

type Markup = ReturnType<typeof html>;

function field(
  name: FormField,
  label: string,
  errors: FormErrors,
  input: (attributes: Markup) => Markup,
): Markup {
  const error = errors[name];
  const attributes = html`id="${name}" name="${name}" required${error === undefined ? "" : html` aria-invalid="true" aria-describedby="${name}-error"`}`;
  return html`<div class="field"><label for="${name}">${label}</label>${input(attributes)}${errorText(name, error)}</div>`;
}

function quantityField(chosen: string, error: string | undefined): Markup {
  const choices = Array.from({ length: mostPerOrder }, (_, index) => String(index + 1)).map(
    (quantity) =>
      html`<label><input type="radio" name="quantity" value="${quantity}"${quantity === chosen ? html` checked` : ""}>${quantity}</label>`,
  );
  return html`<fieldset class="field"><legend>How many</legend><div class="choices">${choices}</div>${errorText("quantity", error)}</fieldset>`;
}

function errorText(name: FormField, error: string | undefined): Markup | string {
  return error === undefined ? "" : html`<p class="error" id="${name}-error">${error}</p>`;
}
