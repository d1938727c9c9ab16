/**
 * What each call of a visitor does to the room: joining, coming to the door, fetching the pass, staying
 * and leaving. Each is one step; repeating it has the same answer and no second effect.
 */

import { mayEnter, mayJoin } from "./access.ts";
import type { Admission } from "./admission.ts";
import { admitAtOnce, doorWait, passesAtOnce } from "./admitting.ts";
import { countArrival } from "./arrival.ts";
import type { EnterCall, JoinCall, RoomAnswer, RoomCall } from "./calls.ts";
import { withCohort } from "./cohort.ts";
import { atTheDoor, comeToTheDoor, leaveTheDoor } from "./door.ts";
import { endByWord } from "./ending.ts";
import { countSale, takeBack } from "./freeing.ts";
import { bytesOf, hexOf } from "./hex.ts";
import { placeIn, withLineState } from "./line.ts";
import { rightToOrder } from "./ordering.ts";
import { hearOfWrite } from "./orders-under-way.ts";
import { rowOfPass } from "./pass-row.ts";
import { presentRenewal } from "./renewal-chain.ts";
import { accessNow, lineOf, type Room, type Turn, withLine } from "./room-state.ts";
import { issueTickets } from "./sequencer.ts";
import { fetchSession } from "./session.ts";
import type { Invitation, Joined, PlaceInLine } from "./ticket.ts";

/** The room after one call, and what is said to whoever asked. */
export interface Step {
  readonly room: Room;
  readonly answer: RoomAnswer;
}

/** Takes one call. Whoever knocks at the door is answered only when all of the batch were heard. */
export function hear(room: Room, call: RoomCall, turn: Turn): Step {
  switch (call.kind) {
    case "pass":
    case "join":
      return passOrJoin(room, call, turn);
    case "enter":
      return comeIn(room, call, turn);
    case "leave":
      return leave(room, call, turn);
    case "renew":
      return renew(room, call, turn);
    case "end":
      return end(room, call, turn);
    case "order":
      return { room, answer: order(room, call, turn) };
    case "sold":
      return sell(room, call, turn);
  }
}

function passOrJoin(
  room: Room,
  call: Extract<RoomCall, { kind: "pass" | "join" }>,
  turn: Turn,
): Step {
  // Two ways into one epoch would be two places for whoever comes by both.
  if (call.kind === "join" && room.state.batchers > 0 && call.given === undefined) {
    return { room, answer: { kind: "void" } };
  }
  const invitation = call.kind === "join" ? call.invitation : null;
  const subject = invitation && hashed(room, invitation, turn);
  const before = subject === null ? undefined : placeOfSubject(room, call, subject, turn);
  if (before) return { room, answer: before };
  const atOnce = passesAtOnce(room, turn);
  // The gateway may not have heard yet that an invitation is needed.
  const isOpenToAll = !turn.settings.invitations?.required;
  if (call.kind === "pass" && !(atOnce && isOpenToAll)) return { room, answer: { kind: "busy" } };
  const refusal = refusalToJoin(room, turn);
  return refusal ? { room, answer: refusal } : giveNumber(room, call, { atOnce, subject }, turn);
}

/** Why nobody may join now; null: whoever comes may. */
export function refusalToJoin(
  room: Room,
  turn: Turn,
): Extract<RoomAnswer, { kind: "refused" }> | null {
  const access = turn.settings.state === "draining" ? "draining" : accessNow(room, turn);
  return access === "open" || mayJoin(access) ? null : { kind: "refused", access };
}

function giveNumber(
  room: Room,
  call: Extract<RoomCall, { kind: "pass" | "join" }>,
  { atOnce, subject }: { readonly atOnce: boolean; readonly subject: string | null },
  turn: Turn,
): Step {
  const { register, now } = turn;
  const line = lineOf(room, call.line);
  const { run, issued } = issueTickets(line.state.issued, 1);
  const numbered = withLine(room, withLineState(line, { issued }));
  const wave = call.kind === "join" ? (call.invitation?.wave ?? null) : null;
  const joined: Joined | null =
    call.kind === "join"
      ? {
          epoch: room.state.epoch,
          line: call.line,
          number: run.first,
          ticketId: call.ticketId,
          joinedAt: now,
          wave,
        }
      : null;
  if (joined && subject !== null) register.writeInvited(subject, joined);
  if (!atOnce && joined) return { room: numbered, answer: { kind: "joined", joined } };

  const admitted = admitAtOnce(numbered, call.line, { passId: call.passId, wave }, turn);
  const admission = register.find(call.line, run.first);
  if (!admission) throw new TypeError("Cannot admit at once: the register did not keep the row");
  return {
    room: admitted,
    answer: admittedTo(room, admission, joined),
  };
}

/** Whoever reads the rows cannot tell who was invited, nor try out names without the key. */
const hashed = ({ state }: Room, { subject }: Invitation, { hmac }: Turn): string =>
  hexOf(hmac(bytesOf(state.subjectKey), subject));

/** One place for each subject, on whatever device: the same number, and what became of it. */
function placeOfSubject(
  room: Room,
  call: Extract<RoomCall, { kind: "pass" | "join" }>,
  subject: string,
  turn: Turn,
): RoomAnswer | undefined {
  const given = call.kind === "join" ? givenIn(room, call) : undefined;
  const joined = given ?? turn.register.findInvited(subject);
  if (!joined || turn.register.hasLeft(joined.line, joined.number)) return undefined;
  const admission = turn.register.find(joined.line, joined.number);
  if (!admission?.fetched) return { kind: "joined", joined };
  return stayOf(room, admission, joined);
}

/** The place that a batcher remembers, if it is one of this epoch. */
export const givenIn = ({ state }: Room, { given }: JoinCall): Joined | undefined =>
  given?.epoch === state.epoch ? given : undefined;

/**
 * A join with a key seen a moment ago: the same number, and the same admission if there was one. Whoever
 * left since then, or whose session is over, joins anew.
 */
export function repeated(
  room: Room,
  joined: Joined | undefined,
  { register }: Turn,
): RoomAnswer | undefined {
  if (!joined || register.hasLeft(joined.line, joined.number)) return undefined;
  const admission = register.find(joined.line, joined.number);
  if (!admission?.fetched) return { kind: "joined", joined };
  return admission.ended === null ? admittedTo(room, admission, joined) : undefined;
}

function comeIn(room: Room, call: EnterCall, turn: Turn): Step {
  const { register, now } = turn;
  if (isVoid(room, call, turn)) return { room, answer: { kind: "void" } };
  const admission = register.find(call.line, call.number);
  if (admission) return fetchPass(room, admission, turn);
  const line = lineOf(room, call.line);
  const place = placeIn(line, call.number);
  if (place > line.state.serving) return { room, answer: { kind: "not-called" } };
  const access = accessNow(room, turn);
  if (access !== "open" && !mayEnter(access)) {
    return { room, answer: { kind: "refused", access } };
  }
  const visitor = {
    place,
    number: call.number,
    passId: call.passId,
    asksAt: now,
    isHeld: false,
    cameAt: now,
    ticket: call.ticket,
  };
  const waiting = withLine(room, { ...line, door: comeToTheDoor(line.door, visitor) });
  return { room: waiting, answer: { kind: "at-the-door", retryAfterMs: 0, waitMs: null } };
}

/** Tells a visitor at the door whether they are in, or when to ask again; the room notes that. */
export function answerAtTheDoor(
  room: Room,
  { line: name, number, heldMs = 0 }: Pick<EnterCall, "line" | "number" | "heldMs">,
  turn: Turn,
): Step {
  const admission = turn.register.find(name, number);
  if (admission) return fetchPass(room, admission, turn);
  const line = lineOf(room, name);
  const visitor = atTheDoor(line.door, placeIn(line, number));
  // Gave the place up in this very batch.
  if (!visitor) return { room, answer: { kind: "void" } };
  const wait = doorWait(room, line, visitor, turn);
  const { retryAfterMs } = wait;
  const told = { ...visitor, asksAt: turn.now + retryAfterMs, isHeld: retryAfterMs <= heldMs };
  return {
    room: withLine(room, { ...line, door: comeToTheDoor(line.door, told) }),
    answer: { kind: "at-the-door", ...wait },
  };
}

/** The pass of an admission, to the visitor whose it is; the first time makes the session theirs. */
function fetchPass(room: Room, admission: Admission, turn: Turn): Step {
  if (admission.fetched) return { room, answer: stayOf(room, admission) };
  const { settings, register, now } = turn;
  const fetched = fetchSession(admission, settings, now);
  register.write(fetched);
  return { room: countArrival(room, fetched), answer: stayOf(room, fetched) };
}

function leave(room: Room, call: Extract<RoomCall, { kind: "leave" }>, turn: Turn): Step {
  const { register } = turn;
  if (isVoid(room, call, turn)) return { room, answer: { kind: "done" } };
  const admission = register.find(call.line, call.number);
  if (admission?.fetched) {
    const word = { ...call, kind: "end", reason: "left", units: null } as const;
    return { room: endByWord(room, word, turn) ?? room, answer: { kind: "done" } };
  }
  const freed = admission ? takeBack(room, admission, turn) : room;
  const line = lineOf(freed, call.line);
  const place = placeIn(line, call.number);
  register.markLeft(call.line, call.number, place);
  const { left, leftUncalled, serving, cohorts } = line.state;
  const isCalled = place <= serving;
  const gone = withLineState(line, {
    left: left + 1,
    leftUncalled: leftUncalled + (isCalled ? 0 : 1),
    cohorts: withCohort(cohorts, place, (cohort) => ({ ...cohort, left: cohort.left + 1 })),
  });
  return {
    room: withLine(freed, { ...gone, door: leaveTheDoor(line.door, place) }),
    answer: { kind: "done" },
  };
}

function renew(
  room: Room,
  call: Extract<RoomCall, { kind: "renew" }>,
  { settings, register, now }: Turn,
): Step {
  const before =
    call.epoch === room.state.epoch ? register.find(call.line, call.number) : undefined;
  if (!before?.fetched) return { room, answer: { kind: "void" } };
  if (before.ended !== null) return { room, answer: { kind: "ended", reason: before.ended } };
  const { kind, admission } = presentRenewal(before, call.shown ?? null, settings, now);
  if (admission !== before) register.write(admission);
  switch (kind) {
    case "hand":
      return { room, answer: admittedTo(room, admission) };
    case "stay":
      return { room, answer: { kind: "stays", until: admission.endsAt } };
    case "elsewhere":
      return { room, answer: { kind: "elsewhere", isNews: admission !== before } };
  }
}

const stayOf = (room: Room, admission: Admission, joined?: Joined): RoomAnswer =>
  admission.ended === null
    ? admittedTo(room, admission, joined)
    : { kind: "ended", reason: admission.ended };

const admittedTo = (
  { state: { epoch } }: Room,
  admission: Admission,
  joined: Joined | null = null,
): RoomAnswer => ({ kind: "admitted", admission, epoch, ...(joined && { joined }) });

function end(room: Room, call: Extract<RoomCall, { kind: "end" }>, turn: Turn): Step {
  const after = endByWord(room, call, turn);
  return after ? { room: after, answer: { kind: "done" } } : { room, answer: { kind: "void" } };
}

function order(room: Room, call: Extract<RoomCall, { kind: "order" }>, turn: Turn): RoomAnswer {
  const row = rowOfPass(room, call, turn);
  const right: RoomAnswer = row ? rightToOrder(row.admission, turn) : { kind: "void" };
  const { sent } = call;
  const hasOrdered = right.kind === "ended" && right.reason === "complete";
  if (!sent || (hasOrdered && sent.word === "asks")) return right;
  // Also of a pass that the room does not know.
  return hearOfWrite(room.orders, sent, turn.now) ?? right;
}

function sell(room: Room, call: Extract<RoomCall, { kind: "sold" }>, turn: Turn): Step {
  const isNew = turn.register.isNewSale(call.key);
  const after = isNew ? countSale(room, { units: call.units, buyer: "outside" }, turn) : room;
  return { room: after, answer: { kind: "done" } };
}

/** Of another epoch, never issued, or given up. */
const isVoid = (room: Room, { epoch, line, number }: PlaceInLine, { register }: Turn): boolean =>
  epoch !== room.state.epoch ||
  number > lineOf(room, line).state.issued ||
  register.hasLeft(line, number);
