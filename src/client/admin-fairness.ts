/** The fairness report, computed when the merchant asks for it: order, overtakes, waits, told waits. */

import type { Answer } from "./admin-api.ts";
import { make, part, write } from "./admin-elements.ts";
import type { LineFairness, OvertakeReason, RoomFairness } from "./admin-fairness-answer.ts";
import { drawWaits } from "./admin-fairness-waits.ts";
import {
  fill,
  formatDuration,
  formatFineShare,
  formatInstant,
  formatNumber,
  formatPeople,
  formatShare,
} from "./admin-format.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { createOutcome } from "./admin-outcome.ts";

const texts = launchTexts.fairness;

export interface FairnessOptions {
  readonly load: () => Promise<Answer<RoomFairness>>;
  readonly signal: AbortSignal;
}

export function createFairness({ load, signal }: FairnessOptions): void {
  const button = part("fairness-load", HTMLButtonElement);
  const label = button.textContent;
  const outcome = createOutcome("fairness");
  const report = part("fairness-report", HTMLElement);
  report.replaceChildren();
  let isLoading = false;

  async function show(): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    outcome.say("working", texts.loading);
    const answer = await load();
    isLoading = false;
    if (signal.aborted) return;
    if (answer.kind !== "given") return outcome.say("trouble", texts.failed);
    const { value } = answer;
    const complaints = value.lines.reduce((sum, line) => sum + complaintsOf(line), 0);
    outcome.say(complaints === 0 ? "done" : "trouble", verdictOn(value, complaints));
    report.replaceChildren(...(value.judged === 0 ? [] : contentOf(value)));
    write(button, texts.again);
  }

  button.addEventListener("click", show, { signal });
  signal.addEventListener("abort", () => write(button, label));
}

/** What the line has to answer for. */
function complaintsOf({ overtaken }: LineFairness): number {
  return overtaken["passed-at-the-door"] + overtaken["passed-uncalled"];
}

function verdictOn({ judged }: RoomFairness, complaints: number): string {
  if (judged === 0) return texts.none;
  if (complaints === 0) return texts.fair;
  return fill(texts.unfair, { people: formatPeople(complaints) });
}

function contentOf(report: RoomFairness): readonly HTMLElement[] {
  const { epoch, asOf, admissions, judged } = report;
  const scope = fill(texts.judged, {
    epoch: formatNumber(epoch),
    time: formatInstant(asOf, Date.now()),
    judged: formatNumber(judged),
    admissions: formatNumber(admissions),
  });
  return [
    make("p", scope, "hint"),
    ...report.lines.flatMap(lineContent),
    ...drawWaits(report),
    make("p", toldText(report)),
  ];
}

function lineContent(line: LineFairness): readonly HTMLElement[] {
  const { inversions, inversionShare, tau } = line.order;
  const order = fill(texts.order, {
    ordered: formatFineShare(1 - inversionShare),
    inversions: formatNumber(inversions),
    tau: tau.toFixed(4),
  });
  return [
    make("h3", fill(texts.line, { line: line.line, share: formatShare(line.share) })),
    make("p", order),
    overtakes(line),
    ...complaints(line),
  ];
}

function overtakes({ overtaken }: LineFairness): HTMLElement {
  const some = reasons.filter((reason) => overtaken[reason] > 0);
  if (some.length === 0) return make("p", texts.nobodyPassed);
  const table = make("table");
  table.createCaption().textContent = texts.passed;
  const rows = table.createTBody();
  for (const reason of some) {
    const row = rows.insertRow();
    const head = make("th", texts.overtaken[reason]);
    head.scope = "row";
    row.append(head, make("td", formatNumber(overtaken[reason])));
  }
  return table;
}

const reasons: readonly OvertakeReason[] = [
  "within-the-bound",
  "came-late",
  "passed-at-the-door",
  "passed-uncalled",
];

/** The rest of them is in the report of the command line. */
const complaintsShown = 5;

function complaints({ complaints }: LineFairness): readonly HTMLElement[] {
  if (complaints.length === 0) return [];
  const list = make("ul");
  for (const { number, place, reason, byMs } of complaints.slice(0, complaintsShown)) {
    const text = fill(texts.complaint, {
      number: formatNumber(number),
      place: formatNumber(place),
      reason: texts.overtaken[reason],
      by: formatDuration(byMs / 1000),
    });
    list.append(make("li", text));
  }
  return [make("p", texts.complaints), list];
}

function toldText({ told }: RoomFairness): string {
  if (told === null) return texts.nobodyTold;
  return fill(texts.told, {
    coverage: formatShare(told.coverage),
    people: formatPeople(told.people),
    error: formatShare(told.medianError),
  });
}
