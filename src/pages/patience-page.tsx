/**
 * The page of a browser that cannot do the calculation which a place costs: it waits instead. Pressed too
 * early, the button brings it again and the waiting goes on; it has no script and never sends itself.
 */

import { formPageStyle, formPageStyleHash } from "./generated/form-page-style.ts";
import type { Language } from "./language.ts";
import type { Messages } from "./messages/messages.ts";
import { messagesIn } from "./messages-in.ts";
import { PageShell } from "./page-shell.tsx";
import { securityPolicy } from "./security-policy.ts";
import { drawPage } from "./template.ts";

export interface PatiencePageValues {
  readonly language: Language;
  /** Until the button works, and how long it does from then on. */
  readonly waitSeconds: number;
  readonly withinSeconds: number;
  /** Whether it was pressed too early. */
  readonly isEarly: boolean;
  /** What the form sends: the way back, the join's key, and the word for the waiting. */
  readonly target: string;
  readonly joinKey: string;
  readonly patience: string;
}

export const patiencePageSecurityPolicy = securityPolicy({
  script: "'none'",
  style: formPageStyleHash,
  callsGateway: true,
});

export async function renderPatiencePage(values: PatiencePageValues): Promise<string> {
  const all = await messagesIn(values.language);
  return drawPage(<PatienceLayout {...values} all={all} />);
}

interface PatienceLayoutProps extends PatiencePageValues {
  readonly all: Messages;
}

function PatienceLayout({ all, language, isEarly, target, ...values }: PatienceLayoutProps) {
  const { patience: messages, waiting } = all;
  const { joinKey, waitSeconds, withinSeconds, patience } = values;
  const when = messages.when
    .replace("{wait}", durationIn(language, waitSeconds))
    .replace("{within}", durationIn(language, withinSeconds));
  return (
    <PageShell language={language} title={messages.heading} style={formPageStyle}>
      <main data-state="patience">
        <header>
          <h1>{messages.heading}</h1>
          <p>{messages.detail}</p>
        </header>
        <p class="notice" role="status">
          {isEarly && messages.early}
        </p>
        <p>
          <strong>{when}</strong>
        </p>
        <form class="fields" method="post" action="/.stanchion/join">
          <input type="hidden" name="target" value={target} />
          <input type="hidden" name="key" value={joinKey} />
          <input type="hidden" name="patience" value={patience} />
          <button type="submit">{waiting.actions.join}</button>
        </form>
      </main>
    </PageShell>
  );
}

function durationIn(language: Language, seconds: number): string {
  const [unit, amount] =
    seconds < 100 ? (["second", seconds] as const) : (["minute", Math.ceil(seconds / 60)] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(
    amount,
  );
}
