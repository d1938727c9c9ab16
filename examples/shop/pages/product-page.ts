/** The first thing a customer sees after the wait. */

import { html, raw } from "hono/html";
import { count, layout, priceOf, type Visitor } from "./layout.ts";
import { phonePicture } from "./phone-picture.ts";

export interface ProductPageValues extends Visitor {
  readonly unitsLeft: number;
}

export function renderProductPage({ unitsLeft, ticketNumber }: ProductPageValues) {
  const content = html`<section class="hero">
<div>
<h1>Tern 3.<br>Goes the distance.</h1>
<p class="lead">Six days on one charge, a screen you can read at noon, and parts for the next ten years.</p>
<div class="offer">
<p class="price">${priceOf(1)}</p>
<a class="button" href="/checkout">Buy the Tern 3</a>
</div>
<p class="stock${unitsLeft === 0 ? " none" : ""}" id="stock">${stockText(unitsLeft)}</p>
</div>
<div class="stage">${phonePicture()}</div>
</section>
<ul class="points">
<li><h2>Made to be mended</h2><p>Eight screws, no glue. Battery, screen and camera change in ten minutes.</p></li>
<li><h2>Light on the road</h2><p>148 grams in recycled aluminium. Dust and rain stay outside.</p></li>
<li><h2>Yours alone</h2><p>No account needed. What you do on it stays on it.</p></li>
</ul>
${liveStock}`;
  return layout({ title: "Tern 3", content, ticketNumber });
}

const stockText = (unitsLeft: number): string =>
  unitsLeft === 0 ? "Sold out" : `${count(unitsLeft)} in stock`;

const liveStock = raw(`<script>
const stock = document.getElementById("stock");
new EventSource("/events").addEventListener("stock", ({ data }) => {
  const { unitsLeft } = JSON.parse(data);
  stock.textContent = unitsLeft === 0 ? "Sold out" : unitsLeft.toLocaleString("en") + " in stock";
  stock.classList.toggle("none", unitsLeft === 0);
});
</script>`);
