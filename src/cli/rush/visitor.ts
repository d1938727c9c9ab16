/**
 * One visitor from the first page to the order: opens the page, joins, asks when told to, enters when
 * called, orders. What it does in between (leave, sleep, come back) is its plan's.
 */

import { readEnd, readTicketName, type Status } from "./answers.ts";
import { createBrowser, type Reply } from "./browser.ts";
import { RunEnded } from "./clock.ts";
import type { VisitorPlan } from "./crowd.ts";
import { enter, goTo, join, type News, openPage, order, poll } from "./errands.ts";
import type { Span } from "./judge/span.ts";
import { createRandom } from "./random.ts";
import type { Phase } from "./tally.ts";
import { createRecord, type Outcome, type VisitorRecord } from "./visitor-record.ts";
import type { Life, World } from "./world.ts";

/** Never throws for what happens on the wire: the record says how far the visitor came. */
export async function visit(plan: VisitorPlan, world: World): Promise<VisitorRecord> {
  const random = createRandom(plan.seed);
  const record = createRecord(plan, `visitor-${plan.index}@${world.name}.example`);
  let phase: Phase = "coming";
  const life: Life = {
    world,
    browser: createBrowser(world.network, world.clock, random),
    random,
    record,
    enterPhase(next) {
      world.tally.move(phase, next);
      phase = next;
    },
  };
  try {
    await world.clock.sleepUntil(world.startsAt + plan.arrivesAfterMs);
    record.outcome = await live(life);
    life.enterPhase(lastPhase(record.outcome));
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
  }
  return record;
}

function lastPhase(outcome: Outcome): Phase {
  return outcome === "ordered" || outcome === "left" ? outcome : "gone";
}

async function live(life: Life): Promise<Outcome> {
  const { browser, record } = life;
  const leaves = record.plan.behaviour === "leaves";
  life.enterPhase("joining");
  const page = await openPage(life);
  if (browser.token("pass") !== undefined) {
    noteAdmission(life, { start: page.firstSentAt, end: page.answeredAt });
    record.admittedAtOnce = true;
    return leaves ? "left" : shop(life, page);
  }

  const joined = await join(life, crypto.randomUUID());
  if (!("status" in joined)) return "turned-away";
  record.ticket = readTicketName(joined.status.ticket ?? browser.token("ticket"));
  record.joinedAt = joined.reply.answeredAt;
  return leaves ? "left" : waitInLine(life, joined);
}

/** From the answer to the join to the shop, or to the end of hope. */
async function waitInLine(life: Life, joined: News): Promise<Outcome> {
  const { world, record, browser } = life;
  const { behaviour } = record.plan;
  let pausesLeft = behaviour === "stays" ? 0 : 1;
  let atTheDoor = false;
  let news = joined;

  for (;;) {
    const { status, reply } = news;
    noteNews(record, news);
    if (status.state === "admitted" && browser.token("pass") !== undefined) {
      const start = Math.min(record.doorDueAt ?? Number.POSITIVE_INFINITY, reply.firstSentAt);
      noteAdmission(life, { start, end: reply.answeredAt });
      record.admittedAtOnce = news === joined;
      return shop(life, await goTo(life, status.location));
    }

    // An admitted visitor without a pass lost the answer that carried it: entering again gives it again.
    const mayCome = status.state === "called" || status.state === "admitted";
    if (!mayCome && status.pollAfterMs === null) return "turned-away";
    life.enterPhase(mayCome ? "called" : "waiting");
    const askAgainAt = reply.answeredAt + (status.pollAfterMs ?? 1_000);
    if (pausesLeft > 0 && behaviour === "returns") {
      pausesLeft--;
      await closeTabForAWhile(life, askAgainAt);
    } else if (pausesLeft > 0 && mayCome) {
      pausesLeft--;
      await sleepThroughCall(life, status);
    } else if (!mayCome || atTheDoor) {
      await world.clock.sleepUntil(askAgainAt);
    }

    atTheDoor = mayCome;
    const next = await (mayCome ? enter(life) : poll(life));
    if (!("status" in next)) return next.httpStatus === 401 ? "lost" : "turned-away";
    if (mayCome && next.status.state !== "admitted") noteDoor(record, next);
    news = next;
  }
}

function noteAdmission({ record, browser }: Life, admitted: Span): void {
  const pass = browser.token("pass");
  record.admitted = admitted;
  record.passEndsAt = readEnd(pass);
  // Whoever came back and was let through at once went in under another number than it waited with.
  record.ticket = readTicketName(pass) ?? record.ticket;
}

function noteNews(record: VisitorRecord, news: News): void {
  const { status, reply } = news;
  if (status.state !== "called" && status.state !== "admitted") record.dueAt = dueAt(news);
  if (status.waitSeconds !== null && status.state === "waiting") {
    const { low, high } = status.waitSeconds;
    record.told.push({ at: reply.answeredAt, lowMs: low * 1_000, highMs: high * 1_000 });
  }
  if (status.ahead === null) return;
  if (record.ahead !== null && status.ahead > record.ahead) record.aheadGrew++;
  record.ahead = status.ahead;
}

/** Longer away from the door than told: it has not stood there all the time. */
const gapMs = 1_000;

function noteDoor(record: VisitorRecord, news: News): void {
  const { sentAt } = news.reply;
  const stoodThere = record.doorDueAt !== null && sentAt - record.doorDueAt <= gapMs;
  if (!stoodThere) record.doorAt = sentAt;
  record.doorDueAt = dueAt(news);
}

/** Counted from the asking, not from the answer: the gateway can have meant no earlier instant. */
function dueAt({ status, reply }: News): number {
  return reply.sentAt + (status.pollAfterMs ?? 0);
}

/** Away until after the claim window, or for a good part of what is left of the rush. */
async function sleepThroughCall(
  { world, random, enterPhase }: Life,
  status: Status,
): Promise<void> {
  const now = world.clock.now();
  const longest = now + ((world.endsAt - now) / 2) * (0.5 + random() / 2);
  const lateMs = 1_000 + random() * 4_000;
  const comesAt = status.claimBy === null ? longest : Date.parse(status.claimBy) + lateMs;
  enterPhase("away");
  await world.clock.sleepUntil(Math.min(comesAt, longest));
}

/** Closes the tab before it asks again, and opens the page later with the same cookies. */
async function closeTabForAWhile(life: Life, askAgainAt: number): Promise<void> {
  const { world, random, enterPhase } = life;
  const now = world.clock.now();
  const pauseMs = Math.min(5_000 + random() * 25_000, (world.endsAt - now) / 4);
  enterPhase("away");
  await world.clock.sleepUntil(Math.max(askAgainAt, now + pauseMs));
  await openPage(life);
}

async function shop(life: Life, page: Reply): Promise<Outcome> {
  life.enterPhase("inside");
  return order(life, page);
}
