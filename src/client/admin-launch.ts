/** What a launch adds to the figures: what comes next, the lines, the stock, and how true told waits are. */

import type { LineLive, RoomLive, StockLive } from "../protocol.ts";
import type { GivenSettings } from "./admin-api.ts";
import { make, part, write } from "./admin-elements.ts";
import { fill, formatInstant, formatNumber, formatShare, formatTimeIn } from "./admin-format.ts";
import { showHealth } from "./admin-health.ts";
import { launchTexts as texts } from "./admin-launch-texts.ts";
import { formatCountdown, nextOf } from "./admin-next.ts";
import { texts as allTexts } from "./admin-texts.ts";

/** What is open to visitors: the merchant's word, the schedule and the stock in one. */
export function accessTexts(access: RoomLive["access"]) {
  return access === "not-open" || access === "pre-queue"
    ? { name: texts.phases[access], effect: texts.phaseEffects[access] }
    : { name: allTexts.states[access], effect: allTexts.effects[access] };
}

/** Written several times a second, by the gateway's clock. */
export function showNext(live: RoomLive | null, settings: GivenSettings | null, now: number): void {
  write(part("live-next", HTMLElement), live && settings ? nextText(live, settings, now) : "");
}

function nextText({ access, state }: RoomLive, settings: GivenSettings, now: number): string {
  const next = nextOf(access, settings);
  if (next === null) return access === "pre-queue" ? texts.next.noOpening : "";
  const isHeldBack = next.what === "opening" && state !== "open";
  return fill(isHeldBack ? texts.next.openingAs : texts.next[next.what], {
    left: formatCountdown(next.at - now),
    time: formatTimeIn(new Date(next.at).toISOString(), settings.timeZone),
    state: allTexts.states[state],
  });
}

export function showLaunch(live: RoomLive): void {
  showEstimates(live.estimates);
  showLines(live.lines);
  showStock(live.stock);
  showHealth(live);
}

export function hideLaunch(): void {
  for (const id of ["lines-live", "stock-live", "health"]) part(id, HTMLElement).hidden = true;
  write(part("live-next", HTMLElement), "");
  write(part("live-estimates-note", HTMLElement), "");
}

function showEstimates({ told, tooEarly, tooLate, coverage }: RoomLive["estimates"]): void {
  const value = part("live-estimates", HTMLElement);
  value.classList.toggle("unknown", coverage === null);
  write(value, coverage === null ? allTexts.live.notKnown : formatShare(coverage));
  const note = fill(`${texts.live.coverage} · ${texts.live.missed}`, {
    told: formatNumber(told),
    early: formatNumber(tooEarly),
    late: formatNumber(tooLate),
  });
  write(part("live-estimates-note", HTMLElement), coverage === null ? "" : note);
}

/** Of a single line all is said by the room's own figures. */
function showLines(lines: readonly LineLive[]): void {
  part("lines-live", HTMLElement).hidden = lines.length < 2;
  const body = part("lines-live-rows", HTMLTableSectionElement);
  while (body.rows.length > lines.length) body.deleteRow(-1);
  lines.forEach((line, index) => {
    const row = body.rows[index] ?? body.appendChild(emptyRow());
    const { waiting, shareDue, shareNow } = line;
    const texts = [formatNumber(waiting), formatShare(shareDue), formatShare(shareNow)];
    [line.line, ...texts].forEach((text, column) => {
      const cell = row.cells[column];
      if (cell) write(cell, text);
    });
  });
}

function emptyRow(): HTMLTableRowElement {
  const row = make("tr");
  const head = make("th");
  head.scope = "row";
  row.append(head, make("td"), make("td"), make("td"));
  return row;
}

function showStock(stock: StockLive | null): void {
  part("stock-live", HTMLElement).hidden = stock === null;
  if (stock === null) return;
  const { left, sold, spokenFor, soldOutAt } = stock;
  const units = left + sold;
  write(part("live-left", HTMLElement), formatNumber(left));
  write(
    part("live-left-note", HTMLElement),
    fill(texts.live.ofUnits, { units: formatNumber(units) }),
  );
  write(part("live-spoken", HTMLElement), formatNumber(spokenFor));
  write(part("live-sold", HTMLElement), formatNumber(sold));
  const time = soldOutAt === null ? "" : formatInstant(soldOutAt, Date.now());
  write(part("live-sold-note", HTMLElement), time && fill(texts.live.soldOutAt, { time }));
  const bar = part("live-left-bar", HTMLElement);
  bar.hidden = false;
  bar.style.setProperty("--filled", String(units > 0 ? Math.max(0, left - spokenFor) / units : 0));
  bar.style.setProperty("--behind", String(units > 0 ? left / units : 0));
}
