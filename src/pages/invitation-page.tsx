/**
 * The page that the link of an invitation leads to. The invitation itself stands behind the `#`, which
 * never reaches the gateway; the script hands it over. Without a script it is pasted into a form.
 */

import { raw } from "hono/html";
import type { InvitationProblem } from "../client/invitation-page-messages.ts";
import { formPageStyle, formPageStyleHash } from "./generated/form-page-style.ts";
import {
  invitationPageScript,
  invitationPageScriptHash,
} from "./generated/invitation-page-script.ts";
import type { Language } from "./language.ts";
import type { InvitationMessages } from "./messages/messages.ts";
import { messagesIn } from "./messages-in.ts";
import { PageShell } from "./page-shell.tsx";
import { securityPolicy } from "./security-policy.ts";
import { drawPage, escapeJson } from "./template.ts";

export interface InvitationPageValues {
  readonly language: Language;
  /** Why the invitation that the form brought does not work; null before one was sent. */
  readonly problem: InvitationProblem | null;
}

export async function renderInvitationPage(values: InvitationPageValues): Promise<string> {
  const name = `${values.language} ${values.problem}`;
  const page = drawn.get(name) ?? (await draw(values));
  drawn.set(name, page);
  return page;
}

async function draw({ language, problem }: InvitationPageValues): Promise<string> {
  const { invitation } = await messagesIn(language);
  return drawPage(<InvitationLayout {...{ language, problem }} messages={invitation} />);
}

export const invitationPageSecurityPolicy = securityPolicy({
  script: invitationPageScriptHash,
  style: formPageStyleHash,
  callsGateway: true,
});

/** The page is the same for everybody, so each is drawn once. */
const drawn = new Map<string, string>();

interface InvitationLayoutProps extends InvitationPageValues {
  readonly messages: InvitationMessages;
}

function InvitationLayout({ language, problem, messages }: InvitationLayoutProps) {
  return (
    <PageShell language={language} title={messages.heading} style={formPageStyle}>
      <main data-state="asking">
        <header>
          <h1>{messages.heading}</h1>
          <p data-shown="asking">{messages.detail}</p>
          <p data-shown="opening" role="status">
            {messages.opening}
          </p>
        </header>
        <p class="notice" role="alert">
          {problem && messages.problems[problem]}
        </p>
        <form class="fields" method="post" action="/.stanchion/invitation" data-shown="asking">
          <label>
            {messages.field}
            <textarea
              name="invitation"
              rows={4}
              dir="ltr"
              required
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
          </label>
          <button type="submit">{messages.open}</button>
        </form>
      </main>
      <script type="application/json" id="messages">
        {raw(escapeJson(JSON.stringify(messages.problems)))}
      </script>
      <script>{raw(invitationPageScript)}</script>
    </PageShell>
  );
}
