/** The room's figures as they are now, their age, and a clear sign when they are too old to act on. */

import type { RoomLive } from "../protocol.ts";
import type { Answer, GivenSettings } from "./admin-api.ts";
import { drawHistory } from "./admin-charts.ts";
import { ageOf, type ClockLead, gatewayTime, narrowLead } from "./admin-clock.ts";
import { part, write } from "./admin-elements.ts";
import { fill, formatNumber, formatSeconds, formatShare, formatWait } from "./admin-format.ts";
import { remember, type Sample } from "./admin-history.ts";
import { accessTexts, hideLaunch, showLaunch, showNext } from "./admin-launch.ts";
import { launchTexts } from "./admin-launch-texts.ts";
import { texts } from "./admin-texts.ts";

export interface LiveView {
  readonly show: (answer: Answer<RoomLive>) => void;
  /** The schedule in them tells what comes next. */
  readonly showSettings: (settings: GivenSettings) => void;
}

/** What the merchant is promised: nothing older than this is shown as if it were now. */
const freshMs = 2_000;

/** How often the age is written: often enough to be seen moving. */
const ageEveryMs = 200;

export function createLiveView(signal: AbortSignal): LiveView {
  let live: RoomLive | null = null;
  let settings: GivenSettings | null = null;
  let lead: ClockLead | null = null;
  let isAnswering = true;
  let history: readonly Sample[] = [];

  function showAge(): void {
    const age = live === null ? null : ageOf(Date.parse(live.asOf), Date.now(), lead);
    writeAge(age);
    writeFreshness(age === null ? isAnswering : age <= freshMs, isAnswering);
    showNext(live, settings, gatewayTime(Date.now(), lead));
  }

  clearFigures();
  showAge();
  const timer = window.setInterval(showAge, ageEveryMs);
  signal.addEventListener("abort", () => window.clearInterval(timer));

  return {
    show(answer) {
      isAnswering = answer.kind === "given";
      if (answer.kind === "given") {
        live = answer.value;
        lead = narrowLead(lead, answer.times);
        history = remember(history, live);
        writeFigures(live);
        drawHistory(history);
      }
      showAge();
    },
    showSettings(given) {
      settings = given;
      showAge();
    },
  };
}

function writeFigures(live: RoomLive): void {
  const { admittedLastMinute, effectivePerMinute, inside, capacity, newcomerWaitSeconds } = live;
  writeState(live);
  figure("waiting", formatNumber(live.waiting));
  figure("called", formatNumber(live.called));
  figure("inside", formatNumber(inside));
  note("inside", capacity === null ? texts.live.noCap : ofCapacity(capacity));
  bar("inside", capacity === null ? null : share(inside, capacity));
  figure("admitted", formatNumber(admittedLastMinute));
  note("admitted", ofRate(live));
  bar("admitted", share(admittedLastMinute, effectivePerMinute));
  figure("arrivals", formatNumber(live.arrivalsLastMinute));
  figure("attendance", live.attendance === null ? null : formatShare(live.attendance));
  figure("newcomer", newcomerWaitSeconds === null ? null : newcomerWait(newcomerWaitSeconds));
  figure("cloned", formatNumber(live.clonedPasses));
  note("cloned", live.clonedPasses === 0 ? "" : launchTexts.live.clonedNote);
  showLaunch(live);
  document.title = fill(texts.live.tabTitle, {
    waiting: formatNumber(live.waiting),
    room: live.room,
  });
}

/** Nothing of the room shown before may be taken for this one's. */
function clearFigures(): void {
  part("live-state", HTMLElement).removeAttribute("data-state");
  write(part("live-state", HTMLElement), "");
  write(part("live-effect", HTMLElement), texts.live.noAnswerYet);
  for (const name of figures) write(part(`live-${name}`, HTMLElement), "–");
  for (const name of ["inside", "admitted"]) {
    note(name, "");
    bar(name, null);
  }
  note("cloned", "");
  hideLaunch();
  drawHistory([]);
}

const figures = [
  "waiting",
  "called",
  "inside",
  "admitted",
  "arrivals",
  "attendance",
  "newcomer",
  "estimates",
  "cloned",
] as const;

function writeState({ access }: RoomLive): void {
  const badge = part("live-state", HTMLElement);
  const { name, effect } = accessTexts(access);
  badge.setAttribute("data-state", access);
  write(badge, name);
  write(part("live-effect", HTMLElement), effect);
}

function figure(name: (typeof figures)[number], value: string | null): void {
  const element = part(`live-${name}`, HTMLElement);
  element.classList.toggle("unknown", value === null);
  write(element, value ?? texts.live.notKnown);
}

function note(name: string, text: string): void {
  write(part(`live-${name}-note`, HTMLElement), text);
}

function bar(name: string, filled: number | null): void {
  const element = part(`live-${name}-bar`, HTMLElement);
  element.hidden = filled === null;
  element.style.setProperty("--filled", String(filled ?? 0));
}

/** A part of a whole for a bar: never past its end, and nothing of nothing is nothing. */
function share(value: number, whole: number): number {
  return whole > 0 ? Math.min(1, value / whole) : Math.sign(value);
}

/** The shop's health may leave less than the merchant has set. */
function ofRate({ effectivePerMinute, admissionsPerMinute }: RoomLive): string {
  const [rate, set] = [formatNumber(effectivePerMinute), formatNumber(admissionsPerMinute)];
  return rate === set
    ? fill(texts.live.ofRate, { rate })
    : fill(launchTexts.live.inForce, { rate, set });
}

function ofCapacity(capacity: number): string {
  return fill(texts.live.ofCapacity, { capacity: formatNumber(capacity) });
}

function newcomerWait(range: { readonly low: number; readonly high: number }): string {
  return range.high <= 0 ? texts.live.noWait : formatWait(range);
}

function writeAge(ageMs: number | null): void {
  const age = part("live-age", HTMLElement);
  write(
    age,
    ageMs === null ? texts.live.noAnswerYet : fill(texts.live.age, { age: formatSeconds(ageMs) }),
  );
}

/** Announced when it changes and only then: the age itself would never stop talking. */
function writeFreshness(isFresh: boolean, isAnswering: boolean): void {
  const screen = part("screen", HTMLElement);
  const status = part("live-status", HTMLElement);
  const wasStale = screen.hasAttribute("data-stale");
  screen.toggleAttribute("data-stale", !isFresh);
  if (!isFresh) write(status, isAnswering ? texts.live.stale : texts.live.unreachable);
  else if (wasStale) write(status, texts.live.fresh);
}
