/**
 * The merchant's screen: one answer, the same for everybody, holding nothing of any room. What it
 * shows comes afterwards, by its script, from the management API with the admin token.
 */

import { raw } from "hono/html";
import type { PropsWithChildren } from "hono/jsx";
import { pageTexts as texts } from "../client/admin-texts.ts";
import { Controls } from "./admin-controls.tsx";
import { Fairness } from "./admin-launch.tsx";
import { History, Live } from "./admin-live.tsx";
import { adminScript, adminScriptHash } from "./generated/admin-script.ts";
import { adminStyle, adminStyleHash } from "./generated/admin-style.ts";

let rendered: string | undefined;

export function renderAdminPage(): string {
  rendered ??= `<!doctype html>${<Page />}`;
  return rendered;
}

/** The forms are the script's alone: should it fail, the browser may not send the token anywhere. */
export const adminPageSecurityPolicy = [
  "default-src 'none'",
  `script-src ${adminScriptHash}`,
  `style-src ${adminStyleHash}`,
  "connect-src 'self'",
  "img-src data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

function Page() {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{texts.title}</title>
        <link rel="icon" href={icon} />
        <style>{raw(adminStyle)}</style>
      </head>
      <body>
        <noscript>
          <p class="needs-script">{texts.needsScript}</p>
        </noscript>
        <SignIn />
        <Screen>
          <Live />
          <Controls />
          <History />
          <Fairness />
          <Audit />
        </Screen>
        <script>{raw(adminScript)}</script>
      </body>
    </html>
  );
}

function SignIn() {
  return (
    <main id="sign-in" class="sign-in" hidden>
      <form id="sign-in-form" method="post" class="card">
        <Brand />
        <h1>{texts.signIn.heading}</h1>
        <p>{texts.signIn.intro}</p>
        {/* For the browser's password store, which asks whose word it is. */}
        <input type="text" autocomplete="username" value="admin" readonly hidden />
        <label for="token">{texts.signIn.label}</label>
        <input
          id="token"
          type="password"
          required
          autocomplete="current-password"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby="token-hint sign-in-outcome"
        />
        <p id="token-hint" class="hint">
          {texts.signIn.hint}
        </p>
        <button type="submit">{texts.signIn.button}</button>
        <p id="sign-in-outcome" class="outcome" role="status"></p>
      </form>
    </main>
  );
}

function Screen({ children }: PropsWithChildren) {
  return (
    <div id="screen" class="screen" hidden>
      <header class="bar">
        <h1>
          <Brand />
        </h1>
        <div class="bar-room">
          <label for="room" class="out-of-sight">
            {texts.bar.room}
          </label>
          <select id="room"></select>
          <strong id="only-room"></strong>
        </div>
        <p id="live-age" class="age"></p>
        <button type="button" id="sign-out" class="quiet">
          {texts.bar.signOut}
        </button>
        <p id="live-status" class="live-status" role="status"></p>
      </header>
      <main class="sections">{children}</main>
    </div>
  );
}

function Audit() {
  return (
    <section class="audit card" aria-labelledby="audit-heading">
      <h2 id="audit-heading">{texts.audit.heading}</h2>
      <p id="audit-note" class="hint"></p>
      <ol id="audit" hidden></ol>
    </section>
  );
}

/** Two posts and the rope between them. */
function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        {raw(rope)}
      </svg>
      <span class="brand-name">{texts.product}</span>
    </span>
  );
}

const rope =
  '<path d="M7 11C10 23 22 23 25 11" fill="none" stroke="#a8324f" stroke-width="3"/>' +
  '<path d="M7 8v18M25 8v18M3 27h8M21 27h8" fill="none" stroke="#a87b1a" stroke-width="3" stroke-linecap="round"/>' +
  '<circle cx="7" cy="6" r="3" fill="#a87b1a"/><circle cx="25" cy="6" r="3" fill="#a87b1a"/>';

const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${rope}</svg>`,
)}`;
