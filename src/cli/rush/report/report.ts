/**
 * The end of a rush, for people: a picture of the admissions and the line, then promise by promise.
 */

import { styleText } from "node:util";
import type { Figures } from "../judge/figures.ts";
import type { Finding } from "../judge/findings.ts";
import type { RushRecord } from "../rush.ts";
import { milliseconds, percent, seconds, short } from "../wording.ts";
import { perSecond, plotBars, sparkline, topOf } from "./plot.ts";

export interface Report {
  readonly rush: RushRecord;
  readonly figures: Figures;
  readonly findings: readonly Finding[];
  /** When each admission was seen, in milliseconds since 1970. */
  readonly admittedAt: readonly number[];
  readonly columns: number;
}

export function writeReport(report: Report): string {
  return [
    ...picture(report),
    "",
    ...summary(report.figures),
    "",
    ...table(report.findings),
    "",
  ].join("\n");
}

const axisWidth = 8;
const plotHeight = 8;

/**
 * A column stands for whole seconds, as many as must share one, and is drawn wider when there is
 * room: a second cut in two would show a rate that nobody had.
 */
function picture({ rush, figures, admittedAt, columns }: Report): string[] {
  const length = Math.max(1, Math.ceil((rush.endedAt - rush.startsAt) / 1_000));
  const room = Math.max(10, columns - axisWidth);
  const perColumn = Math.ceil(length / room);
  const count = Math.ceil(length / perColumn);
  const widen = (values: readonly number[]) =>
    values.flatMap((value) => new Array<number>(Math.floor(room / count)).fill(value));

  const time = { start: rush.startsAt, end: rush.startsAt + count * perColumn * 1_000 };
  const admissions = widen(perSecond(admittedAt, time, count));
  const rate = figures.rate === null ? 0 : figures.rate.perMinute / 60;
  const lines = plotBars(admissions, { height: plotHeight, mark: rate });
  const top = short(topOf(admissions, rate));
  const waiting = Array.from({ length: count }, (_, column) => inLineAt(rush, column * perColumn));
  const end = `${length} s`.padStart(Math.max(0, admissions.length - 3));
  return [
    styleText(
      "bold",
      rate === 0 ? "admissions a second" : `admissions a second (╌ the rate, ${short(rate)})`,
    ),
    ...lines.map(
      (line, index) => axis(index === 0 ? top : index === lines.length - 1 ? "0" : "", "│") + line,
    ),
    axis("", "└") + "─".repeat(admissions.length),
    `${margin}0 s${end}`,
    styleText("bold", `in line (at most ${Math.max(0, ...waiting)})`),
    margin + sparkline(widen(waiting)),
  ];
}

const margin = "".padStart(axisWidth);
const axis = (label: string, line: string): string => `${label.padStart(axisWidth - 2)} ${line}`;

function inLineAt({ samples }: RushRecord, second: number): number {
  const counts = samples[second]?.counts;
  return counts === undefined ? 0 : counts.waiting + counts.called;
}

function summary(figures: Figures): string[] {
  const { admissions, order, outcomes, requests, visitors } = figures;
  const length = figures.seconds.toFixed(1);
  const ends = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    `${visitors} visitors made ${requests} requests in ${length} s. They ended: ${ends.join(", ")}.`,
    figures.witness === "shop log"
      ? "Judged by the shop's own log."
      : "Judged by the gateway's answers, because the shop's log is not known.",
    `Admitted: ${admissions.total}, of them ${admissions.atOnce} without a line, ${admissions.others} of other crowds.`,
    `Order among ${order.compared} who stayed: Kendall's tau ${order.tau.toFixed(4)}, ${order.inversions} inversions (${percent(order.inversionShare)} of pairs).`,
    describeWaits(figures),
    describeJitter(figures),
    describeTrouble(figures),
    describeLag(figures),
  ];
}

function describeWaits({ waits }: Figures): string {
  if (waits.coverage === null) return "Waits: none was told.";
  return `Waits as first told: ${percent(waits.coverage)} of ${waits.told} held, median error ${seconds(waits.medianErrorMs)}, median range ${seconds(waits.medianRangeMs)} wide.`;
}

function describeJitter({ admissions }: Figures): string {
  return `From decision to sight one admission was delayed up to ${milliseconds(admissions.jitterMs)} more than another; by so much the windows of those seen are widened.`;
}

function describeTrouble({ trouble }: Figures): string {
  const kinds = Object.entries(trouble).map(([kind, count]) => `${count} × ${kind}`);
  return `Trouble on the wire: ${kinds.length === 0 ? "none" : kinds.join(", ")}.`;
}

function describeLag({ lag }: Figures): string {
  const figures = `timers ${milliseconds(lag.p99Ms)} late at 99 %, ${milliseconds(lag.maxMs)} at most, busy ${percent(lag.busy)}`;
  return lag.wasTheBottleneck
    ? `This load generator WAS THE BOTTLENECK (${figures}): send fewer visitors, or use a larger machine.`
    : `This load generator kept up: ${figures}.`;
}

function table(findings: readonly Finding[]): string[] {
  const rows = findings.map(({ promise, measured, allowed }) => [promise, measured, allowed]);
  const heads = ["promise", "measured", "allowed"];
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return [
    styleText("bold", line(heads)),
    ...findings.map((finding, index) => `${line(rows[index] ?? [])}  ${verdict(finding)}`),
  ];
}

function verdict({ kept }: Finding): string {
  if (kept === null) return styleText("yellow", "not judged");
  return kept ? styleText("green", "ok") : styleText(["red", "bold"], "BROKEN");
}
