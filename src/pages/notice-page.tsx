/**
 * A page that says one thing and is done: the line or the shop does not answer, nobody lives at this
 * address, the visitor has left, or is not invited. It has no script and never loads itself again, because the page
 * asked for may have been an order.
 */

import type { Child } from "hono/jsx";
import { waitingRoomStyleHash } from "./generated/waiting-room-style.ts";
import type { Language } from "./language.ts";
import { LostForm } from "./lost-form.tsx";
import type { NoticeKind, NoticeMessages } from "./messages/messages.ts";
import { messagesIn } from "./messages-in.ts";
import { PageShell } from "./page-shell.tsx";
import { securityPolicy } from "./security-policy.ts";
import { drawPage } from "./template.ts";

export interface NoticePageValues {
  readonly kind: NoticeKind;
  readonly language: Language;
  /** The shop's page that tells whether an order was placed; null: it has none. */
  readonly href?: string | null;
  /** The number of an order; null: the shop did not tell it. */
  readonly order?: string | null;
  /** The way on for somebody whose form was not let through; null: it was no form. */
  readonly lostForm?: string | null;
}

export async function renderNoticePage(values: NoticePageValues): Promise<string> {
  const { kind, language, href = null, order = null, lostForm = null } = values;
  const name = `${language} ${kind}`;
  // What tells of an order or leads to a merchant's own page is not the same everywhere; any other notice is drawn once.
  const isSame = href === null && order === null && lostForm === null;
  const page = (isSame ? drawn.get(name) : undefined) ?? (await draw(values));
  if (isSame) drawn.set(name, page);
  return page;
}

/** Nothing runs here, and nothing is sent. */
export const noticePageSecurityPolicy = securityPolicy({
  script: "'none'",
  style: waitingRoomStyleHash,
  callsGateway: false,
});

const drawn = new Map<string, string>();

async function draw({
  kind,
  language,
  href = null,
  order = null,
  lostForm = null,
}: NoticePageValues): Promise<string> {
  const all = await messagesIn(language);
  const messages = all.notice;
  return drawPage(
    <NoticeLayout {...{ kind, language, href: lostForm ?? href, order, messages }}>
      {lostForm !== null && <LostForm messages={all.lostForm} />}
    </NoticeLayout>,
  );
}

interface NoticeLayoutProps extends WayOnValues {
  readonly kind: NoticeKind;
  readonly language: Language;
  readonly order: string | null;
  /** What is said above all else. */
  readonly children: Child;
}

function NoticeLayout({ kind, language, href, order, messages, children }: NoticeLayoutProps) {
  const { heading, detail } = messages.notices[kind];
  return (
    <PageShell language={language} title={heading}>
      <main data-state={kind}>
        {children}
        <header>
          <h1>{heading}</h1>
          <p>{detail}</p>
          {order !== null && (
            <p>
              {messages.orderNumber} <strong>{order}</strong>
            </p>
          )}
        </header>
        <WayOn kind={kind} messages={messages} href={href} />
      </main>
    </PageShell>
  );
}

/** Trying again is a plain link to the same address, so that an order is never sent a second time. */
function WayOn({ kind, messages, href }: WayOnValues) {
  if (kind === "unknown-host") return null;
  const way = wayOn(kind, messages, href);
  return (
    <p>
      <a class="button" href={way.href}>
        {way.text}
      </a>
    </p>
  );
}

interface WayOnValues {
  readonly kind: NoticeKind;
  readonly messages: NoticeMessages;
  readonly href: string | null;
}

function wayOn(
  kind: Exclude<NoticeKind, "unknown-host">,
  messages: NoticeMessages,
  href: string | null,
) {
  switch (kind) {
    case "order-unknown":
      // The same address again might be taken for sending the same order again.
      return href === null
        ? { href: "/", text: messages.toTheShop }
        : { href, text: messages.toTheOrder };
    case "order-placed":
    case "left":
      return { href: "/", text: messages.toTheShop };
    case "not-invited":
      return { href: "/.stanchion/invitation", text: messages.withInvitation };
    default:
      return { href: href ?? "", text: messages.tryAgain };
  }
}
