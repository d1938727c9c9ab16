/**
 * The page of the draw: before it, what is committed to; after it, all that anybody needs to recompute
 * every place, and a form that does so in the reader's own browser.
 */

import { raw } from "hono/html";
import type { Wording } from "../client/waiting-room-wording.ts";
import type { PublishedDraw } from "../protocol.ts";
import { createGatewayWording } from "./gateway-wording.ts";
import { drawPageScript, drawPageScriptHash } from "./generated/draw-page-script.ts";
import { formPageStyle, formPageStyleHash } from "./generated/form-page-style.ts";
import type { Language } from "./language.ts";
import type { DrawMessages, DrawPageState, Messages } from "./messages/messages.ts";
import { messagesIn } from "./messages-in.ts";
import { PageShell } from "./page-shell.tsx";
import { securityPolicy } from "./security-policy.ts";
import { drawPage, escapeJson } from "./template.ts";

export interface DrawPageValues {
  readonly draw: PublishedDraw;
  /** The reader's own, if they hold one of this room and epoch. */
  readonly ticket: { readonly line: string; readonly number: number } | null;
  readonly language: Language;
}

export async function renderDrawPage(values: DrawPageValues): Promise<string> {
  const messages = await messagesIn(values.language);
  return drawPage(<DrawLayout {...values} messages={messages} />);
}

/** All is computed on the page: nothing is asked, nothing is sent. */
export const drawPageSecurityPolicy = securityPolicy({
  script: drawPageScriptHash,
  style: formPageStyleHash,
  callsGateway: false,
});

interface DrawLayoutProps extends DrawPageValues {
  readonly messages: Messages;
}

function DrawLayout({ draw, ticket, language, messages: all }: DrawLayoutProps) {
  const { draw: messages } = all;
  const state = stateOf(draw);
  const { heading, detail } = messages.states[state];
  return (
    <PageShell language={language} title={heading} style={formPageStyle}>
      <main data-state={state}>
        <header>
          <h1>{heading}</h1>
          <p>{detail}</p>
        </header>
        {state !== "first-come" && <Published {...{ draw, language }} messages={all} />}
        {state === "drawn" && <Recompute counts={draw.counts ?? {}} {...{ ticket, messages }} />}
        {state !== "first-come" && <Elsewhere text={messages.elsewhere} />}
      </main>
      {state === "drawn" && <Script draw={draw} messages={messages} />}
    </PageShell>
  );
}

function stateOf({ order, seed, counts }: PublishedDraw): DrawPageState {
  if (order === "first-come") return "first-come";
  return seed === null || counts === null ? "announced" : "drawn";
}

function Published({ draw, language, messages: all }: Omit<DrawLayoutProps, "ticket">) {
  const { waiting, draw: messages } = all;
  const wording = wordingIn(language, waiting);
  return (
    <dl class="published">
      <Fact label={messages.fingerprint} code={draw.commitment} />
      {draw.seed !== null && <Fact label={messages.seed} code={draw.seed} />}
      {draw.publicRandomness && (
        <Fact label={messages.publicRandomness} code={draw.publicRandomness} />
      )}
      {draw.opensAt !== null && (
        <Fact label={waiting.opens} text={wording.dayAndTime(draw.opensAt, null)} />
      )}
      {Object.entries(draw.counts ?? {}).map(([line, count]) => (
        <Fact label={messages.peopleDrawn.replace("{line}", line)} text={wording.count(count)} />
      ))}
    </dl>
  );
}

interface FactProps {
  readonly label: string;
  readonly text?: string;
  readonly code?: string;
}

function Fact({ label, text, code }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{code === undefined ? text : <code dir="ltr">{code}</code>}</dd>
    </div>
  );
}

interface RecomputeProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly ticket: DrawPageValues["ticket"];
  readonly messages: DrawMessages;
}

/** Shown where the script runs: without it there is nobody to compute anything. */
function Recompute({ counts, ticket, messages }: RecomputeProps) {
  return (
    <form class="fields" data-needs-script="">
      <h2>{messages.recompute}</h2>
      <label>
        {messages.line}
        <select name="line">
          {Object.keys(counts).map((line) => (
            <option selected={line === ticket?.line}>{line}</option>
          ))}
        </select>
      </label>
      <label>
        {messages.number}
        <input
          name="number"
          type="number"
          min="1"
          max="9007199254740991"
          step="1"
          required
          value={ticket?.number}
        />
      </label>
      <button type="submit">{messages.compute}</button>
      <output />
    </form>
  );
}

function Elsewhere({ text }: { readonly text: string }) {
  const [before = "", behind = ""] = text.split("{command}");
  return (
    <p class="elsewhere">
      {before}
      <code dir="ltr">npx stanchion verify-draw</code>
      {behind}
    </p>
  );
}

function Script({
  draw,
  messages,
}: {
  readonly draw: PublishedDraw;
  readonly messages: DrawMessages;
}) {
  return (
    <>
      <script type="application/json" id="draw">
        {raw(escapeJson(JSON.stringify(draw)))}
      </script>
      <script type="application/json" id="messages">
        {raw(escapeJson(JSON.stringify(messages.outcome)))}
      </script>
      <script>{raw(drawPageScript)}</script>
    </>
  );
}

/** One per language, made when it is first asked for. */
const wordings = new Map<Language, Wording>();

function wordingIn(language: Language, messages: Messages["waiting"]): Wording {
  const wording = wordings.get(language) ?? createGatewayWording(language, messages);
  wordings.set(language, wording);
  return wording;
}
