/**
 * One rush from the question whether a gateway is there to the verdict: reads what was promised,
 * sends the crowd, then hears the shop.
 */

import { CannotStart } from "../cannot-start.ts";
import { admittedAt, findAdmissions } from "./judge/admissions.ts";
import { type Evidence, type Figures, measure } from "./judge/figures.ts";
import { type Finding, judge } from "./judge/findings.ts";
import type { RushOptions } from "./options.ts";
import { createProgress } from "./progress.ts";
import { type RoomFacts, readRoomFacts, whyNotReady } from "./room.ts";
import { type RushPlan, type RushRecord, startRush } from "./rush.ts";
import { readShopLog } from "./shop-log.ts";
import { findTarget, type Target } from "./target.ts";
import { percent } from "./wording.ts";

export interface Verdict {
  /** The crowd's, to send it again. */
  readonly seed: number;
  readonly rush: RushRecord;
  readonly figures: Figures;
  readonly findings: readonly Finding[];
  /** When each admission was seen, in milliseconds since 1970. */
  readonly admittedAt: readonly number[];
}

export interface Stage {
  /** For remarks on the way, one line each. */
  say(line: string): void;
  /** Ends the rush early; what happened so far is judged. */
  readonly signal: AbortSignal;
}

/** @returns the verdict, or one sentence that says why there was no rush */
export async function conductRush(options: RushOptions, stage: Stage): Promise<Verdict | string> {
  try {
    const target = await findTarget(options);
    try {
      return await conductAt(target, options, stage);
    } finally {
      await target.stop();
    }
  } catch (error) {
    if (error instanceof CannotStart) return error.message;
    throw error;
  }
}

async function conductAt(
  target: Target,
  options: RushOptions,
  { say, signal }: Stage,
): Promise<Verdict | string> {
  const problem = await whyNotReady(target.url);
  if (problem !== null) return problem;
  const before = await readFacts(target);
  if (typeof before === "string") return before;
  const perMinute = options.admissionsPerMinute ?? before?.admissionsPerMinute ?? null;
  if (perMinute === null) {
    say("The rate is not known and will not be judged: add --rate, or --admin-token to read it.");
  }
  const limitMs = options.limitMs ?? longEnough(options, perMinute, before);
  say(announce(options, target.url, perMinute, limitMs));

  const { url, controlUrl } = target;
  const queuedStatus = before?.queuedStatus ?? 200;
  const rush = await hold({ ...options, url, limitMs, queuedStatus }, signal);
  const after = await readFacts(target);
  const shop = controlUrl === null ? null : await readShopLog(controlUrl);
  if (typeof shop === "string") say(shop);
  const evidence: Evidence = {
    rush,
    admissionsPerMinute: highest(options, before, after, say),
    publicPaths: before?.publicPaths ?? null,
    sessionMs: before === null ? null : before.sessionMinutes * 60_000,
    capped: before?.capacity != null,
    shop: typeof shop === "string" ? null : shop,
  };
  const figures = measure(evidence);
  const admissions = findAdmissions(rush, evidence.shop?.requests ?? [], evidence.sessionMs);
  return {
    seed: options.seed,
    rush,
    figures,
    findings: judge(figures),
    admittedAt: admissions.map(admittedAt),
  };
}

async function readFacts({ url, adminToken }: Target): Promise<RoomFacts | string | null> {
  return adminToken === null ? null : readRoomFacts(url, adminToken);
}

async function hold(plan: RushPlan, signal: AbortSignal): Promise<RushRecord> {
  const progress = createProgress(plan.visitors);
  const rush = startRush(plan, progress.show);
  signal.addEventListener("abort", rush.end);
  if (signal.aborted) rush.end();
  try {
    return await rush.record;
  } finally {
    progress.stop();
  }
}

/** A rate changed meanwhile allows what the higher one does. */
function highest(
  { admissionsPerMinute }: RushOptions,
  before: RoomFacts | null,
  after: RoomFacts | string | null,
  say: (line: string) => void,
): number | null {
  if (admissionsPerMinute !== null || before === null) return admissionsPerMinute;
  const first = before.admissionsPerMinute;
  const last = after === null || typeof after === "string" ? first : after.admissionsPerMinute;
  if (first !== last)
    say(`The rate went from ${first} to ${last} a minute; the higher one is judged.`);
  return Math.max(first, last);
}

const unknownRateLimitMs = 600_000;

/** Until the line is through at the rate, with a quarter and a minute to spare. */
function longEnough(
  { overMs, visitors, leave, late }: RushOptions,
  perMinute: number | null,
  facts: RoomFacts | null,
): number {
  if (perMinute === null || perMinute === 0) return overMs + unknownRateLimitMs;
  const lineMs = (visitors * (1 - leave) * 60_000) / perMinute;
  const lateMs = late === 0 ? 0 : (facts?.claimWindowSeconds ?? 180) * 1_000;
  return overMs + 1.25 * lineMs + lateMs + 60_000;
}

function announce(
  options: RushOptions,
  url: URL,
  perMinute: number | null,
  limitMs: number,
): string {
  const { visitors, overMs, leave, late, returning, path, seed } = options;
  const shares = [
    leave > 0 ? `${percent(leave)} leave` : "",
    late > 0 ? `${percent(late)} come late` : "",
    returning > 0 ? `${percent(returning)} come back` : "",
  ].filter((share) => share !== "");
  return [
    `${visitors} visitors within ${overMs / 1_000} s to ${new URL(path, url).href}`,
    ...shares,
    perMinute === null ? "rate unknown" : `${perMinute} admissions a minute`,
    `at most ${Math.ceil(limitMs / 1_000)} s`,
    `seed ${seed}`,
  ].join(", ");
}
