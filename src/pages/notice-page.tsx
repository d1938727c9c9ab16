/**
 * A page that says one thing and is done: the line or the shop does not answer, nobody lives at this
 * address, the visitor has left, or is not invited. It has no script and never loads itself again, because the page
 * asked for may have been an order.
 */

import { type Language, messagesIn } from "./language.ts";
import type { NoticeKind, NoticeMessages } from "./messages/messages.ts";
import { PageShell } from "./page-shell.tsx";
import { drawPage } from "./template.ts";

export interface NoticePageValues {
  readonly kind: NoticeKind;
  readonly language: Language;
}

/** Goes with `waitingPageSecurityPolicy`. */
export function renderNoticePage({ kind, language }: NoticePageValues): string {
  const name = `${language} ${kind}`;
  const page = drawn.get(name) ?? drawPage(<NoticeLayout kind={kind} language={language} />);
  drawn.set(name, page);
  return page;
}

/** Every notice is the same for everybody, so each is drawn once. */
const drawn = new Map<string, string>();

function NoticeLayout({ kind, language }: NoticePageValues) {
  const messages = messagesIn[language].notice;
  const { heading, detail } = messages.notices[kind];
  return (
    <PageShell language={language} title={heading}>
      <main data-state={kind}>
        <header>
          <h1>{heading}</h1>
          <p>{detail}</p>
        </header>
        <WayOn kind={kind} messages={messages} />
      </main>
    </PageShell>
  );
}

/** Trying again is a plain link to the same address, so that an order is never sent a second time. */
function WayOn({
  kind,
  messages,
}: {
  readonly kind: NoticeKind;
  readonly messages: NoticeMessages;
}) {
  if (kind === "unknown-host") return null;
  const { href, text } = wayOn(kind, messages);
  return (
    <p>
      <a class="button" href={href}>
        {text}
      </a>
    </p>
  );
}

function wayOn(kind: Exclude<NoticeKind, "unknown-host">, messages: NoticeMessages) {
  if (kind === "left") return { href: "/", text: messages.toTheShop };
  if (kind === "not-invited") {
    return { href: "/.stanchion/invitation", text: messages.withInvitation };
  }
  return { href: "", text: messages.tryAgain };
}
