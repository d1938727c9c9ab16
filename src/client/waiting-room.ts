/**
 * The script of the waiting page: joins the line by itself, asks for the status as told, enters when
 * called, and goes on to the shop. It decides nothing: the gate is the gateway's, and everything here
 * also works with the page's forms alone. One step is under way at a time; a newer step makes the
 * answer to an older one worthless.
 */

import type { Challenge, JoinRequest, VisitorStatus } from "../protocol.ts";
import { announcementOf, type Told } from "./waiting-room-announcement.ts";
import { countdownOf } from "./waiting-room-countdown.ts";
import { destinationOf } from "./waiting-room-destination.ts";
import { joinNote, leftInAnyTab } from "./waiting-room-join-key.ts";
import { lostFormIn } from "./waiting-room-lost-form.ts";
import { memoryIn } from "./waiting-room-memory.ts";
import type { PageState } from "./waiting-room-messages.ts";
import { readPage } from "./waiting-room-page.ts";
import "./waiting-room-payment.ts";
import { advanceProgress, type Progress, parseProgress } from "./waiting-room-progress.ts";
import { type Answer, ask } from "./waiting-room-requests.ts";
import {
  backOnlineDelayMs,
  type Plan,
  planAfter,
  retryDelayMs,
  type Step,
} from "./waiting-room-steps.ts";
import { inTurn } from "./waiting-room-tabs.ts";
import { createTicking } from "./waiting-room-ticking.ts";
import { hasPlace, viewOf } from "./waiting-room-view.ts";
import { createWording } from "./waiting-room-wording.ts";
import { whenSeen } from "./when-seen.ts";

type Silence = Omit<Extract<Answer, { kind: "silence" }>, "kind">;

const page = readPage();
const { notices } = page.messages;
const wording = createWording(page.language, page.messages);
const ticking = createTicking(page, wording);
const tab = memoryIn("sessionStorage");
const browser = memoryIn("localStorage");
const lostForm = lostFormIn(page.lostFormBox);

/** Somebody sent back here so soon after going on has a browser that keeps no cookies. */
const bouncedWithinMs = 10_000;

let state: PageState = "newcomer";
let status: VisitorStatus | null = null;
let told: Told = { state: page.status?.state ?? state, ahead: page.status?.ahead ?? null };
/** What is asked next, or being asked; null when there is nothing more to ask. */
let plan: Plan | null = null;
let timer = 0;
/** When the plan is due, by the page's own clock. */
let dueAt = 0;
let turn = 0;
let underWay = false;
let failures = 0;
/** When the last question was asked that was answered with a place. */
let placeSeenAt = 0;
/** Join keys noted before this instant belong to a place that is gone. */
let keysCountFrom = 0;
let freshKey = page.joinKey;
/** The place was void and another was asked for; a second time in a row is once too often. */
let renewed = false;
/** The name of the place that was last told here; another one means that it was replaced. */
let place: string | null = null;
let placeNotice = "";
/** The way on of somebody who is in, and reads before they go. */
let wayOn: string | undefined;

listen();
whenSeen(begin);

function begin(): void {
  lostForm.tell();
  if (page.status !== null) {
    placeSeenAt = Date.now();
    hear("status", page.status);
  } else if (keepsNoCookies()) offerToJoin(notices.cookiesNeeded);
  else void take("join");
}

/** @param payment what a place costs, when this join was told so */
async function take(step: Step | "leave", payment: JoinRequest = {}): Promise<void> {
  const mine = ++turn;
  underWay = true;
  clearTimeout(timer);
  if (step === "join" && status === null && state !== "proving") show("joining");
  let askedAt = 0;
  const question = () => {
    askedAt = Date.now();
    const isJoin = step === "join";
    return ask(step, isJoin ? { key: joinKey(), ...payment, target: page.target } : {});
  };
  const answer = await (step === "join" ? inTurn(question) : question());
  if (mine !== turn) return;

  underWay = false;
  if (answer.kind === "silence") return keepTrying(step, answer);
  if (failures > 0) page.announce(notices.connectedAgain);
  failures = 0;
  if (answer.kind === "not-invited") return window.location.replace("/.stanchion/invitation");
  if (answer.kind === "challenge") return pay(answer.challenge, payment, mine);
  if (answer.kind === "left" || step === "leave") return leave();
  if (answer.kind === "no-place") return losePlace();
  placeSeenAt = askedAt;
  return hear(step, answer.status);
}

function hear(step: Step, news: VisitorStatus): void {
  if (step !== "join") renewed = false;
  if (news.state !== state) placeNotice = "";
  // Also when it was another tab that noticed first.
  if (place !== null && news.supportId !== null && news.supportId !== place) {
    placeNotice = notices.placeRenewed;
  }
  place = news.supportId ?? place;
  status = news;
  ticking.hear(news.asOf);
  page.notice(placeNotice);
  show(news.state);
  // What `status` or the page itself calls admitted may lack the pass; entering again brings it.
  const isIn = news.state === "admitted" && step !== "status";
  if (lostForm.isUnread() && (news.state === "admitted" || news.state === "called")) {
    wayOn = isIn ? news.location : undefined;
    schedule(null);
  } else if (isIn) goOn(news.location);
  else schedule(planAfter(step, news));
}

/** Does what a place costs, then joins with it. */
async function pay(challenge: Challenge, paid: JoinRequest, mine: number): Promise<void> {
  // Solved, and not taken: too late, perhaps. Not at once again, or a clock that is wrong heats the phone.
  if (paid.proof !== undefined) {
    return keepTrying("join", { lacking: "answer", retryAfterMs: 0 });
  }
  underWay = true;
  show("proving");
  const payment = await window.payForPlace?.(challenge, paid);
  if (payment && mine === turn) await take("join", payment);
  // The room began to ask after this page was loaded: the page of today can do it.
  if (payment === undefined) setTimeout(loadAgain, retryDelayMs(1, Math.random()));
}

/** Loaded again as it is, a page that answered a form would send the form again. */
function loadAgain(): void {
  if (page.lostFormBox === null) location.reload();
  else location.replace(page.target);
}

function keepTrying(step: Step | "leave", { lacking, retryAfterMs }: Silence): void {
  failures += 1;
  sayLacking(lacking);
  const afterMs = retryDelayMs(failures, Math.random(), retryAfterMs);
  // Leaving is not repeated behind anybody's back: until they ask again, they are in line.
  schedule({ step: step === "leave" ? "status" : step, afterMs });
}

function losePlace(): void {
  status = null;
  if (leftInAnyTab(browser.read("join"), placeSeenAt)) {
    showLeft();
    return;
  }
  keysCountFrom = placeSeenAt;
  freshKey = randomKey();
  if (renewed) offerToJoin(notices.cookiesNeeded);
  else {
    renewed = true;
    void take("join");
  }
}

function leave(): void {
  browser.write("join", JSON.stringify({ key: null, at: Date.now() }));
  showLeft();
  page.focusHeading();
}

function showLeft(): void {
  status = null;
  keysCountFrom = Date.now();
  freshKey = randomKey();
  place = null;
  page.notice("");
  schedule(null);
  show("left");
}

function offerToJoin(notice: string): void {
  schedule(null);
  show("newcomer");
  page.notice(notice);
}

function goOn(location: string | undefined): void {
  schedule(null);
  tab.write("wentOn", String(Date.now()));
  const { target } = page;
  window.location.replace(destinationOf(location, { target, origin: window.location.origin }));
}

function schedule(next: Plan | null): void {
  clearTimeout(timer);
  plan = next;
  if (next === null) return;
  dueAt = performance.now() + next.afterMs;
  timer = window.setTimeout(() => void take(next.step), next.afterMs);
}

function show(next: PageState): void {
  state = next;
  const progress = status === null ? null : rememberProgress(status);
  const seen =
    status === null || status.ahead === null || progress === null
      ? status
      : { ...status, ahead: progress.ahead };
  const { message, shopName } = page;
  const view = viewOf({ state, status: seen, message, shopName }, wording);
  page.show(view, progress?.share ?? 0);
  ticking.countTo(countdownOf(status));

  const ahead = seen?.ahead ?? null;
  const announcement = announcementOf(told, view, ahead);
  if (announcement === null) return;
  told = { state, ahead };
  page.announce(announcement);
}

function rememberProgress(seen: VisitorStatus): Progress | null {
  const name = `progress.${seen.supportId}`;
  const progress = advanceProgress(parseProgress(tab.read(name)), seen);
  if (progress !== null) tab.write(name, JSON.stringify(progress));
  return progress;
}

function sayLacking(lacking: "connection" | "answer"): void {
  const what = lacking === "connection" ? notices.noConnection : notices.noAnswer;
  page.notice(`${what} ${hasPlace(status) ? notices.yourPlaceIsKept : notices.tryingAgain}`);
}

/** The one that another tab noted a moment ago: if its answer was lost, this is the same join. */
function joinKey(): string {
  const fresh = { key: freshKey, at: Date.now(), notBefore: keysCountFrom };
  const note = joinNote(browser.read("join"), fresh);
  browser.write("join", JSON.stringify(note));
  return note.key;
}

function randomKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

function keepsNoCookies(): boolean {
  const wentOnAt = Number(tab.read("wentOn") ?? 0);
  return !navigator.cookieEnabled || Date.now() - wentOnAt < bouncedWithinMs;
}

function listen(): void {
  const now = () => {
    if (plan !== null && !underWay) void take(plan.step);
  };
  window.addEventListener("online", () => {
    if (plan === null || underWay) return;
    page.notice(placeNotice);
    const soonMs = backOnlineDelayMs(status?.pollAfterMs ?? null, Math.random());
    schedule({ ...plan, afterMs: Math.min(soonMs, dueAt - performance.now()) });
  });
  window.addEventListener("pageshow", (event) => event.persisted && now());
  document.addEventListener("visibilitychange", () => document.hidden || now());
  window.addEventListener("offline", () => plan !== null && sayLacking("connection"));
  // Another tab joined or left: this one's place may have changed with it.
  window.addEventListener("storage", (event) => event.key === "stanchion.join" && now());
  page.onForm((name) => {
    lostForm.haveRead();
    if (name === "enter" && wayOn !== undefined) goOn(wayOn);
    else if (name === "join" || name === "enter" || name === "leave") void take(name);
  });
}
