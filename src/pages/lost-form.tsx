/**
 * Says to somebody whose form was not let through that the shop does not have it. Stands above all else,
 * because whatever else the page says, they may believe that they have ordered.
 */

import type { LostFormMessages } from "./messages/messages.ts";

interface Props {
  readonly messages: LostFormMessages;
  /** The way on without a script for those in line, whose page does not load itself again; left out: there is another. */
  readonly href?: string;
}

export function LostForm({ messages, href }: Props) {
  return (
    <div class="notice" role="alert">
      <strong>{messages.heading}</strong>
      <p>{messages.detail}</p>
      {href !== undefined && (
        <noscript>
          <p data-part="kept">
            <a href={href}>{messages.goOn}</a>
          </p>
        </noscript>
      )}
    </div>
  );
}
