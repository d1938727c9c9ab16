/** The pages on which the shop has to say no. */

import { html } from "hono/html";
import { count, layout, type Visitor } from "./layout.ts";

export type NoticePageValues = Visitor &
  ({ readonly kind: "not-found" } | { readonly kind: "out-of-stock"; readonly unitsLeft: number });

export function renderNoticePage(notice: NoticePageValues) {
  const { heading, text } = words(notice);
  const content = html`<div class="narrow">
<h1>${heading}</h1>
<p class="lead">${text}</p>
<p><a class="button" href="/">Back to the Tern 3</a></p>
</div>`;
  return layout({ title: heading, content, ticketNumber: notice.ticketNumber });
}

interface Words {
  readonly heading: string;
  readonly text: string;
}

function words(notice: NoticePageValues): Words {
  if (notice.kind === "not-found") {
    return {
      heading: "Nothing here",
      text: "This shop has one phone, and it lives on the front page.",
    };
  }
  if (notice.unitsLeft === 0) {
    return {
      heading: "Sold out",
      text: "The last Tern 3 has just gone. Nothing has been ordered.",
    };
  }
  const left = `Only ${count(notice.unitsLeft)} left`;
  return { heading: left, text: "Nothing has been ordered yet. You can go back and order fewer." };
}
