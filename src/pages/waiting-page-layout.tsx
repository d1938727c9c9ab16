/**
 * What stands where on the waiting page. All parts are always there; `data-parts` on the main element
 * names those that show, and `data-text` the places whose text the script keeps up to date.
 */

import { raw } from "hono/html";
import type { SpokenMessages, WaitingMessages } from "../client/waiting-room-messages.ts";
import type { Part, TextName } from "../client/waiting-room-view.ts";
import { waitingRoomChallengeScript } from "./generated/waiting-room-challenge-script.ts";
import { waitingRoomLineScript } from "./generated/waiting-room-line-script.ts";
import { waitingRoomScript } from "./generated/waiting-room-script.ts";
import type { Language } from "./language.ts";
import { LostForm } from "./lost-form.tsx";
import type { LostFormMessages } from "./messages/messages.ts";
import { PageShell } from "./page-shell.tsx";
import { escapeJson, slot } from "./template.ts";

interface Props {
  readonly language: Language;
  readonly messages: WaitingMessages;
  /** Null: a place costs nothing. */
  readonly challenge: { readonly turnstileSiteKey: string | null } | null;
  /** Whether it reads of the line in a public document. */
  readonly readsLine: boolean;
  /** Null: it was no form that was asked for. */
  readonly lostForm: LostFormMessages | null;
}

export function WaitingPageLayout({ language, messages, challenge, readsLine, lostForm }: Props) {
  return (
    <PageShell language={language} title={slot("title")} refreshSeconds={slot("refreshSeconds")}>
      <main data-state={slot("state")} data-parts={slot("parts")}>
        {lostForm && <LostForm messages={lostForm} href={slot("target")} />}
        <header>
          <p class="shop">
            <bdi>{slot("shopName")}</bdi>
          </p>
          <h1 tabindex={-1} data-text="heading">
            {slot("heading")}
          </h1>
          <p data-text="detail">{slot("detail")}</p>
        </header>
        <p class="notice" role="status" />
        <Countdown />
        <Place messages={messages} />
        {challenge?.turnstileSiteKey && <Turnstile siteKey={challenge.turnstileSiteKey} />}
        <Actions messages={messages} />
        <section class="message" data-part="message">
          <h2>{messages.fromTheShop}</h2>
          <p dir="auto" data-text="message">
            {slot("message")}
          </p>
        </section>
        <Draw messages={messages} />
        <Facts messages={messages} />
        <Leaving messages={messages} />
        <p class="spoken" role="status" />
      </main>
      <script type="application/json" id="messages">
        {raw(escapeJson(JSON.stringify(spokenOf(messages, challenge !== null))))}
      </script>
      <script type="application/json" id="status">
        {slot("status")}
      </script>
      {challenge && <script>{raw(waitingRoomChallengeScript)}</script>}
      {readsLine && <script>{raw(waitingRoomLineScript)}</script>}
      <script>{raw(waitingRoomScript)}</script>
    </PageShell>
  );
}

/** The widget shows only when it has something to ask. Its script is Cloudflare's, and the page works without. */
function Turnstile({ siteKey }: { readonly siteKey: string }) {
  return (
    <>
      <div data-turnstile={siteKey} />
      <script
        src="https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit"
        async
        defer
      />
    </>
  );
}

/** What the script says; all other texts stand in the page already. */
function spokenOf(messages: WaitingMessages, hasChallenge: boolean): SpokenMessages {
  const { proving, ...states } = messages.states;
  const { peopleAhead, toBeDrawn, youAreNext, waitNotKnown, waitAtMost } = messages;
  const { yourTime, countdown, left, chances, openUntil, enterBy, notices } = messages;
  return {
    states: hasChallenge && proving ? { ...states, proving } : states,
    peopleAhead,
    toBeDrawn,
    youAreNext,
    waitNotKnown,
    waitAtMost,
    yourTime,
    countdown,
    left,
    chances,
    openUntil,
    enterBy,
    notices,
  };
}

/** Filled in by the script, second by second; the words are for those who listen. */
function Countdown() {
  return (
    <p class="countdown" role="timer" data-part="countdown">
      <span data-count="label" /> <strong aria-hidden="true" data-count="clock" />
      <span data-count="words" />
    </p>
  );
}

function Place({ messages }: { readonly messages: WaitingMessages }) {
  return (
    <>
      <p class="ahead" data-part="ahead">
        <strong data-text="count">{slot("count")}</strong>{" "}
        <span data-text="people">{slot("people")}</span>
      </p>
      <progress data-part="progress" max="1" value="0" aria-label={messages.progress} />
      <p class="wait" data-part="wait">
        <span>{messages.expectedWait}</span> <strong data-text="wait">{slot("wait")}</strong>
      </p>
      <p class="stock" data-part="stock">
        <strong data-text="left">{slot("left")}</strong>{" "}
        <span data-text="chance">{slot("chance")}</span>
      </p>
      <p class="kept" data-part="kept">
        {messages.placeKept}
      </p>
      <p data-part="open-until" data-text="openUntil">
        {slot("openUntil")}
      </p>
    </>
  );
}

function Actions({ messages }: { readonly messages: WaitingMessages }) {
  return (
    <>
      <form method="post" action="/.stanchion/join" data-part="join">
        <input type="hidden" name="target" value={slot("target")} />
        <input type="hidden" name="key" value={slot("joinKey")} />
        <button type="submit">{messages.actions.join}</button>
      </form>
      <form method="post" action="/.stanchion/enter" data-part="enter">
        <button type="submit">{messages.actions.enter}</button>
      </form>
      <p data-part="enter-by" data-text="enterBy">
        {slot("enterBy")}
      </p>
    </>
  );
}

/** The commitment at a glance, to be compared later; whole for whoever opens it. */
function Draw({ messages }: { readonly messages: WaitingMessages }) {
  const { fingerprint, explained, look } = messages.draw;
  return (
    <details data-part="draw">
      <summary>
        {fingerprint}{" "}
        <code dir="ltr" data-text="shortCommitment">
          {slot("shortCommitment")}
        </code>
      </summary>
      <p>{explained}</p>
      <p>
        <code dir="ltr" data-text="commitment">
          {slot("commitment")}
        </code>
      </p>
      <p>
        <a href="/.stanchion/draw" target="_blank" rel="noopener">
          {look}
        </a>
      </p>
    </details>
  );
}

function Facts({ messages }: { readonly messages: WaitingMessages }) {
  return (
    <dl>
      <Fact part="join-from" label={messages.joinFrom} text="joinFrom" />
      <Fact part="opens" label={messages.opens} text="opens" />
      <Fact part="updated" label={messages.lastUpdated} text="updated" />
      <Fact part="support" label={messages.supportNumber} text="supportId" />
    </dl>
  );
}

interface FactProps {
  readonly part: Part;
  readonly label: string;
  readonly text: TextName;
}

function Fact({ part, label, text }: FactProps) {
  return (
    <div data-part={part}>
      <dt>{label}</dt>
      <dd data-text={text}>{slot(text)}</dd>
    </div>
  );
}

/** Leaving asks once more without any script: the button is inside what opens first. */
function Leaving({ messages }: { readonly messages: WaitingMessages }) {
  const { leave, leaveWarning, leaveConfirmed, stay } = messages.actions;
  return (
    <details data-part="leave">
      <summary>{leave}</summary>
      <p>{leaveWarning}</p>
      <form method="post" action="/.stanchion/leave">
        <button type="button" data-stay="">
          {stay}
        </button>
        <button type="submit" class="quiet">
          {leaveConfirmed}
        </button>
      </form>
    </details>
  );
}
