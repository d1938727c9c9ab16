/**
 * What a customer must never doubt: that the order was taken, and its number. The session ends with
 * this answer, so the page needs nothing more from the shop.
 */

import { html } from "hono/html";
import type { Order } from "../order-book.ts";
import { layout, priceOf, type Visitor } from "./layout.ts";

export interface ConfirmationPageValues extends Visitor {
  readonly order: Order;
}

export function renderConfirmationPage({ order, ticketNumber }: ConfirmationPageValues) {
  const { orderNumber, name, address, email, quantity } = order;
  const content = html`<div class="narrow">
<div class="card">
<svg class="tick" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="24"/><path d="M14 25l7 7 14-15" fill="none" stroke-width="4.5" stroke-linecap="round" stroke-linejoin="round"/></svg>
<h1>Your order is placed</h1>
<p class="lead">Thank you, ${name}. Your order number is</p>
<p class="order-number" id="order-number">${orderNumber}</p>
<dl>
<dt>What</dt><dd>${quantity} × Tern 3, ${priceOf(quantity)}</dd>
<dt>To</dt><dd>${address}</dd>
<dt>E-mail</dt><dd>${email}</dd>
</dl>
<p class="hint">You may close this page now.</p>
</div>
</div>`;
  return layout({ title: `Order ${orderNumber} is placed`, content, ticketNumber });
}
