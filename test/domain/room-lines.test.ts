import { describe, expect, test } from "vitest";
import type { RoomCall } from "../../src/domain/calls.ts";
import { lineOf } from "../../src/domain/room-state.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import { type RoomInHand, roomInHand, start } from "../support/room-in-hand.ts";

const two: Partial<RoomSettings> = {
  queue: "always",
  admissionsPerMinute: 600,
  lines: [
    { name: "members", weight: 3 },
    { name: "general", weight: 1 },
  ],
};

let names = 0;

const joinLine = (line: string, subject: string | null = null): RoomCall => ({
  kind: "join",
  line,
  key: `key of line ${++names}`,
  ticketId: `ticket ${names}`,
  passId: `pass ${names}`,
  invitation: subject === null ? null : { subject, wave: "1" },
});

const enterLine = (line: string, number: number): RoomCall => ({
  kind: "enter",
  epoch: 1,
  line,
  number,
  passId: `pass of ${line} ${number}`,
  ticket: { joinedAt: start, told: null, wave: null },
});

interface InLine {
  readonly line: string;
  readonly number: number;
}

function joinAll(room: RoomInHand, line: string, count: number): readonly InLine[] {
  const answers = room.take(...Array.from({ length: count }, () => joinLine(line)));
  return answers.flatMap((answer) =>
    "joined" in answer && answer.joined ? [{ line, number: answer.joined.number }] : [],
  );
}

/** Everybody knocks every half second; who was let in, in order of their slots. */
function knock(room: RoomInHand, everybody: readonly InLine[], ms: number) {
  const admitted = new Map<InLine, number>();
  for (const end = room.now + ms; room.now < end; room.wait(500)) {
    const outside = everybody.filter((one) => !admitted.has(one));
    const answers = room.take(...outside.map(({ line, number }) => enterLine(line, number)));
    answers.forEach((answer, index) => {
      const who = outside[index];
      if (who && answer.kind === "admitted") admitted.set(who, answer.admission.admittedAt);
    });
  }
  return [...admitted].toSorted((one, other) => one[1] - other[1]).map(([who]) => who);
}

const countOf = (those: readonly InLine[], name: string) =>
  those.filter(({ line }) => line === name).length;

describe("a room with two lines", () => {
  test("gives each its own numbers", () => {
    const room = roomInHand(two);
    expect(joinAll(room, "members", 3).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(joinAll(room, "general", 2).map(({ number }) => number)).toEqual([1, 2]);
  });

  test("shares the rate by their weights, and keeps the order within each", () => {
    const room = roomInHand(two);
    const everybody = [...joinAll(room, "members", 400), ...joinAll(room, "general", 400)];
    const admitted = knock(room, everybody, 40_000);
    expect(admitted.length).toBeGreaterThan(300);
    const first = admitted.slice(0, 300);
    expect(countOf(first, "members")).toBeGreaterThanOrEqual(223);
    expect(countOf(first, "members")).toBeLessThanOrEqual(227);
    for (const name of ["members", "general"]) {
      const numbers = admitted.filter(({ line }) => line === name).map(({ number }) => number);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
    expect(room.notes.violations.size).toBe(0);
  });

  test("leaves the whole rate to one when nobody is in the other", () => {
    const room = roomInHand(two);
    const admitted = knock(room, joinAll(room, "general", 200), 15_000);
    expect(admitted.length).toBeGreaterThan(90);
  });

  test("does not let those who left a line hold back the other", () => {
    const room = roomInHand(two);
    joinAll(room, "members", 500);
    const admitted = knock(room, joinAll(room, "general", 400), 40_000);
    expect(admitted.length).toBeGreaterThan(300);
  });

  test("serves a line to its end that the merchant has taken away", () => {
    const room = roomInHand(two);
    const members = joinAll(room, "members", 10);
    room.change({ lines: [{ name: "general", weight: 1 }] });
    expect(knock(room, members, 15_000)).toHaveLength(10);
  });

  test("keeps each line's numbers over a restart", () => {
    const room = roomInHand(two);
    joinAll(room, "members", 10);
    joinAll(room, "general", 20);
    room.restart();
    expect(joinAll(room, "members", 1)[0]?.number).toBe(11);
    expect(joinAll(room, "general", 1)[0]?.number).toBe(21);
  });
});

describe("an invited subject", () => {
  test("has one place on any device, also after a restart, and what is kept does not name them", () => {
    const room = roomInHand(two);
    const [first] = room.take(joinLine("members", "customer 4711"));
    room.take(joinLine("members", "customer 4712"));
    room.wait(300_000);
    room.restart();
    const [again] = room.take(joinLine("members", "customer 4711"));
    expect(again).toEqual(first);
    expect(lineOf(room.last.after, "members").state.issued).toBe(2);
  });

  test("who has been let in is in on the other device too, and has had the turn when it is over", () => {
    const room = roomInHand(two);
    room.take(joinLine("members", "customer 4711"));
    knock(room, [{ line: "members", number: 1 }], 6_000);
    const [other] = room.take(joinLine("members", "customer 4711"));
    expect(other).toMatchObject({ kind: "admitted", admission: { number: 1 } });
    room.take({ kind: "end", epoch: 1, line: "members", number: 1, reason: "complete", units: 1 });
    const [late] = room.take(joinLine("members", "customer 4711"));
    expect(late).toEqual({ kind: "ended", reason: "complete" });
  });

  test("who gave the place up gets another one, at the end", () => {
    const room = roomInHand(two);
    room.take(joinLine("members", "customer 4711"), joinLine("members"));
    room.take({ kind: "leave", epoch: 1, line: "members", number: 1 });
    const [again] = room.take(joinLine("members", "customer 4711"));
    expect(again).toMatchObject({ joined: { number: 3 } });
  });
});
