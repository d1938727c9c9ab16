/**
 * The page a visitor waits on, in one answer: HTML, style, script and the language's texts. It works
 * by its forms alone; the script makes it pleasant. Drawn once per language, then only filled in.
 */

import { textNames, viewOf } from "../client/waiting-room-view.ts";
import { createWording, type Wording } from "../client/waiting-room-wording.ts";
import type { VisitorStatus } from "../protocol.ts";
import {
  waitingRoomChallengeScriptHash,
  waitingRoomScriptHash,
  waitingRoomStyleHash,
} from "./generated/client-scripts.ts";
import { type Language, messagesIn } from "./language.ts";
import { securityPolicy } from "./security-policy.ts";
import { compileTemplate, drawPage } from "./template.ts";
import { WaitingPageLayout } from "./waiting-page-layout.tsx";

export interface WaitingPageValues {
  /** Null: a newcomer without a ticket. */
  readonly status: VisitorStatus | null;
  readonly language: Language;
  /** Path and query of the page first asked for. */
  readonly target: string;
  /** A fresh random key, so that a join sent twice is one join. */
  readonly joinKey: string;
  /** How the shop calls itself: its host, for instance. */
  readonly shopName: string;
  /** What the shop says to newcomers; a status carries its own. */
  readonly message: string | null;
  /** Where a place costs a calculation; goes with the policy for it. Left out: it costs nothing. */
  readonly challenge?: PageChallenge | null;
}

export interface PageChallenge {
  /** Cloudflare's name for the site; null: the shop has no Turnstile. */
  readonly turnstileSiteKey: string | null;
}

/** The page as it is sent, in UTF-8. */
export function renderWaitingPage(values: WaitingPageValues): Uint8Array<ArrayBuffer> {
  const { status, message, shopName } = values;
  const { wording, fill } = pageIn(values.language, values.challenge ?? null);
  const view = viewOf({ state: status?.state ?? "newcomer", status, message, shopName }, wording);
  return fill({
    ...view.texts,
    state: view.state,
    parts: view.parts.join(" "),
    refreshSeconds: String(refreshSeconds(status)),
    shopName,
    target: values.target,
    joinKey: values.joinKey,
    status: JSON.stringify(status),
  });
}

/** Also right for the notice page. */
export const waitingPageSecurityPolicy = securityPolicy({
  script: waitingRoomScriptHash,
  style: waitingRoomStyleHash,
  callsGateway: true,
});

/** The same where a place costs a calculation. */
export const challengePageSecurityPolicy = ({ turnstileSiteKey }: PageChallenge): string =>
  securityPolicy({
    script: `${waitingRoomChallengeScriptHash} ${waitingRoomScriptHash}`,
    style: waitingRoomStyleHash,
    callsGateway: true,
    ...(turnstileSiteKey !== null && { widget: "https://challenges.cloudflare.com" }),
  });

interface PreparedPage {
  readonly wording: Wording;
  readonly fill: ReturnType<typeof compilePage>;
}

/** One per language, and per site that has Turnstile, made when it is first asked for. */
const prepared = new Map<string, PreparedPage>();

function pageIn(language: Language, challenge: PageChallenge | null): PreparedPage {
  const name = challenge === null ? language : `${language} ${challenge.turnstileSiteKey}`;
  const page = prepared.get(name) ?? preparePage(language, challenge);
  prepared.set(name, page);
  return page;
}

function preparePage(language: Language, challenge: PageChallenge | null): PreparedPage {
  const messages = messagesIn[language].waiting;
  const html = drawPage(
    <WaitingPageLayout language={language} messages={messages} challenge={challenge} />,
  );
  // The gateway does not know the visitor's time zone, so it names the one it uses.
  return { wording: createWording(language, messages, "UTC"), fill: compilePage(html) };
}

function compilePage(html: string) {
  return compileTemplate(html, {
    text: [
      ...textNames,
      "state",
      "parts",
      "refreshSeconds",
      "shopName",
      "target",
      "joinKey",
    ] as const,
    json: ["status"] as const,
  });
}

/** When a page without a script asks again: as told, but with time to read and to press a button. */
function refreshSeconds(status: VisitorStatus | null): number {
  if (status === null || status.pollAfterMs === null || status.state === "called") return 60;
  return Math.max(10, Math.ceil(status.pollAfterMs / 1000));
}
