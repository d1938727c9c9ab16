/**
 * The page a visitor waits on, in one answer: HTML, style, script and the language's texts. It works
 * by its forms alone; the script makes it pleasant. Drawn once per language, then only filled in.
 */

import type { WaitingMessages } from "../client/waiting-room-messages.ts";
import { textNames, viewOf } from "../client/waiting-room-view.ts";
import type { Wording } from "../client/waiting-room-wording.ts";
import type { VisitorStatus } from "../protocol.ts";
import { createGatewayWording } from "./gateway-wording.ts";
import { waitingRoomChallengeScriptHash } from "./generated/waiting-room-challenge-script.ts";
import { waitingRoomLineScriptHash } from "./generated/waiting-room-line-script.ts";
import { waitingRoomScriptHash } from "./generated/waiting-room-script.ts";
import { waitingRoomStyleHash } from "./generated/waiting-room-style.ts";
import type { Language } from "./language.ts";
import type { LostFormMessages } from "./messages/messages.ts";
import { messagesIn } from "./messages-in.ts";
import { securityPolicy } from "./security-policy.ts";
import { compileTemplate, drawPage, type Template } from "./template.ts";
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
  /** Where it reads of the line; goes with the policy for it. Left out, or null: it asks the gateway. */
  readonly lineDocument?: string | null;
  /** Whether it answers a form, which the shop then does not have; the target is then the way on. */
  readonly lostForm?: boolean;
}

export interface PageChallenge {
  /** Cloudflare's name for the site; null: the shop has no Turnstile. */
  readonly turnstileSiteKey: string | null;
}

/**
 * Hands over the page as it is sent, in UTF-8; at once, when this isolate has drawn it before. The bytes are the next
 * visitor's as soon as `use` returns.
 */
export function renderWaitingPage<Used>(
  values: WaitingPageValues,
  use: UseOfPage<Used>,
): Used | Promise<Used> {
  const { language, challenge = null, lostForm = false } = values;
  // Whose form was lost enters when they have read so: they must see until when, which only the gateway says.
  const readsLine = Boolean(values.lineDocument) && !lostForm;
  const usual = challenge === null ? language : `${language} ${challenge.turnstileSiteKey}`;
  const name = `${lostForm ? "lost form " : ""}${readsLine ? "line " : ""}${usual}`;
  const page = prepared.get(name);
  if (page) return filled(page, values, use);
  return preparePage({ language, challenge, readsLine, isLostForm: lostForm }).then((fresh) => {
    prepared.set(name, fresh);
    return filled(fresh, values, use);
  });
}

type UseOfPage<Used> = (page: Uint8Array<ArrayBuffer>) => Used;

function filled<Used>(page: PreparedPage, values: WaitingPageValues, use: UseOfPage<Used>): Used {
  const { target, joinKey } = values;
  return values.status === null
    ? newcomersPage(page, values).fill({ target, joinKey }, use)
    : page.template.fill({ ...shown(page, values), target, joinKey }, use);
}

/** What the page may do: run its own scripts, and call the gateway, and read the document of its line. */
export function waitingPagePolicy({
  challenge = null,
  lineDocument = null,
}: Pick<WaitingPageValues, "challenge" | "lineDocument">): string {
  const scripts = [
    ...(challenge ? [waitingRoomChallengeScriptHash] : []),
    ...(lineDocument ? [waitingRoomLineScriptHash] : []),
    waitingRoomScriptHash,
  ];
  return securityPolicy({
    script: scripts.join(" "),
    style: waitingRoomStyleHash,
    callsGateway: true,
    // A path is of the gateway's own host.
    ...(lineDocument && !lineDocument.startsWith("/") && { reads: lineDocument }),
    ...(challenge?.turnstileSiteKey && { widget: "https://challenges.cloudflare.com" }),
  });
}

/** Where a place costs nothing, and the gateway is asked for everything. */
export const waitingPageSecurityPolicy = waitingPagePolicy({});

type Shown = Readonly<Record<Exclude<SlotName, "target" | "joinKey">, string>>;

/** All that the page shows, beside what is the request's own. */
function shown({ wording }: PreparedPage, values: WaitingPageValues): Shown {
  const { status, message, shopName, lostForm } = values;
  const view = viewOf({ state: status?.state ?? "newcomer", status, message, shopName }, wording);
  return {
    ...view.texts,
    state: view.state,
    parts: view.parts.join(" "),
    // Loaded again, a form's page would no longer say that it was lost. No number is no refresh.
    refreshSeconds: lostForm ? "" : String(refreshSeconds(status)),
    shopName,
    status: JSON.stringify(status),
  };
}

/** What a flood of newcomers is shown is the same for all of them: only the way back and the key are not. */
function newcomersPage(page: PreparedPage, values: WaitingPageValues): NewcomersPage {
  const name = `${values.shopName} ${values.message ?? ""}`;
  const known = page.forNewcomers.get(name);
  if (known) return known;
  const fresh = page.template.with(shown(page, values));
  // Hosts and messages are the merchant's, and few; old messages make room.
  if (page.forNewcomers.size >= mostNewcomersPages) page.forNewcomers.clear();
  page.forNewcomers.set(name, fresh);
  return fresh;
}

type NewcomersPage = Template<"target" | "joinKey">;
const mostNewcomersPages = 32;

interface PreparedPage {
  readonly wording: Wording;
  readonly template: Template<SlotName>;
  readonly forNewcomers: Map<string, NewcomersPage>;
}

/** One per language, and per site that has Turnstile, and for lost forms, made when it is first asked for. */
const prepared = new Map<string, PreparedPage>();

interface PageKind {
  readonly language: Language;
  readonly challenge: PageChallenge | null;
  readonly readsLine: boolean;
  readonly isLostForm: boolean;
}

async function preparePage(kind: PageKind): Promise<PreparedPage> {
  const { language, challenge, readsLine, isLostForm } = kind;
  const all = await messagesIn(language);
  const lostForm = isLostForm ? all.lostForm : null;
  const messages = lostForm ? withoutPage(all.waiting, lostForm) : all.waiting;
  const html = drawPage(
    <WaitingPageLayout {...{ language, messages, challenge, readsLine, lostForm }} />,
  );
  return {
    wording: createGatewayWording(language, messages),
    template: compileTemplate(html, { text: textSlots, json: jsonSlots }),
    forNewcomers: new Map(),
  };
}

/** Nobody is promised the page they asked for, as they asked for none. */
function withoutPage(waiting: WaitingMessages, { join }: LostFormMessages): WaitingMessages {
  const newcomer = { ...waiting.states.newcomer, detail: join };
  return { ...waiting, states: { ...waiting.states, newcomer } };
}

const textSlots = [
  ...textNames,
  "state",
  "parts",
  "refreshSeconds",
  "shopName",
  "target",
  "joinKey",
] as const;
const jsonSlots = ["status"] as const;
type SlotName = (typeof textSlots)[number] | (typeof jsonSlots)[number];

/** When a page without a script asks again: as told, but with time to read and to press a button. */
function refreshSeconds(status: VisitorStatus | null): number {
  if (status === null || status.pollAfterMs === null || status.state === "called") return 60;
  return Math.max(10, Math.ceil(status.pollAfterMs / 1000));
}
