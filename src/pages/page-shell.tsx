/** What the visitors' pages have in common: one answer, and no other request. */

import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { waitingRoomStyle } from "./generated/waiting-room-style.ts";
import { directionOf, type Language } from "./language.ts";

interface Props {
  readonly language: Language;
  readonly title: string;
  /** Left out: that of the waiting page. */
  readonly style?: string;
  /** When to load the page again where no script runs; left out: never. */
  readonly refreshSeconds?: string;
  readonly children?: Child;
}

export function PageShell({
  language,
  title,
  style = waitingRoomStyle,
  refreshSeconds,
  children,
}: Props) {
  return (
    <html lang={language} dir={directionOf(language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {refreshSeconds !== undefined && (
          <noscript>
            <meta http-equiv="refresh" content={refreshSeconds} />
          </noscript>
        )}
        <title data-text="title">{title}</title>
        {/* An icon that needs no request. */}
        <link rel="icon" href="data:," />
        <style>{raw(style)}</style>
      </head>
      <body>{children}</body>
    </html>
  );
}
