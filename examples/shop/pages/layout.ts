/** What every page of the shop has around it. */

import { html } from "hono/html";
import { ternPath } from "./phone-picture.ts";
import { style } from "./style.ts";

type Markup = ReturnType<typeof html>;

/** Who is looking. */
export interface Visitor {
  /** Their number in line, as the gateway told the shop; null when they did not come through it. */
  readonly ticketNumber: number | null;
}

export interface PageParts extends Visitor {
  readonly title: string;
  readonly content: Markup;
}

export function layout({ title, content, ticketNumber }: PageParts): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header><a class="mark" href="/"><svg viewBox="0 0 120 60" aria-hidden="true"><path d="${ternPath}"/></svg>Tern</a></header>
<main>
${content}
</main>
<footer>
<p>A demo shop. Nothing is sold, nothing is sent.</p>
${ticketNumber === null ? "" : html`<p>You came in with ticket number ${count(ticketNumber)}.</p>`}
</footer>
</body>
</html>
`;
}

export const count = (value: number): string => value.toLocaleString("en");

export const priceOf = (units: number): string =>
  (449 * units).toLocaleString("en-IE", {
    style: "currency",
    currency: "EUR",
    minimumFractionDigits: 0,
  });
