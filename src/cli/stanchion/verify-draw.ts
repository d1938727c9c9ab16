/**
 * `npx stanchion verify-draw`: anybody's check that a draw was the one committed to, and where it put
 * whom. Exit code 0: it is true. 1: it is not. 2: there was nothing to verify.
 */

import { access, open } from "node:fs/promises";
import { defineCommand } from "citty";
import { type LineDraw, placeOf } from "../../domain/draw.ts";
import type { PublishedDraw } from "../../protocol.ts";
import {
  allPlaces,
  drawOfLine,
  isRevealed,
  keepsItsCommitment,
  type RevealedDraw,
} from "./line-draw.ts";
import { createProgress } from "./progress.ts";
import { findDraw } from "./published-draw.ts";
import { judgeTicket, readTicket, type ShownTicket } from "./shown-ticket.ts";
import { count, people } from "./wording.ts";
import { onlyKnownOptions, readText, readWholeNumber } from "./words.ts";
import { WrongUse } from "./wrong-use.ts";

export const verifyDraw = defineCommand({
  meta: {
    name: "verify-draw",
    description: "Checks a draw against its commitment, and recomputes places.",
  },
  args: {
    source: {
      type: "positional",
      description: "the shop's address, or a file with what its /.stanchion/draw shows",
    },
    number: { type: "string", description: "a ticket's number: tells its place" },
    line: { type: "string", description: "the line it is in (else the ticket's, or general)" },
    ticket: { type: "string", description: "a ticket, or a file with it, for its number and line" },
    commitment: {
      type: "string",
      description: "the one you kept from before the opening, to be compared",
    },
    all: {
      type: "string",
      valueHint: "file.csv",
      description: "writes number,place of everybody in the line",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const { draw, address } = await findDraw(readText("The address or file", args.source));
    if (!isRevealed(draw)) throw new WrongUse(notDrawn(draw));
    const ticket = args.ticket === undefined ? null : await readTicket(args.ticket);
    const number =
      args.number === undefined ? null : readWholeNumber("--number", args.number, 1e15);
    if (ticket !== null) checkBelonging(ticket, draw);
    const isTrue =
      (await checkCommitment(draw, args.commitment ?? null)) &&
      (ticket === null || (await checkTicket(ticket, address)));
    if (!isTrue) {
      process.exitCode = 1;
      return;
    }
    const line = args.line ?? ticket?.line ?? "general";
    if (ticket !== null && ticket.line !== line) {
      throw new WrongUse(`The ticket is of the line "${ticket.line}", not of "${line}".`);
    }
    const drawn = await drawOfLine(draw, line);
    say(`Line "${line}": ${people(drawn?.count ?? 0)} had joined at the opening and were drawn.`);
    for (const each of new Set([number, ticket?.number ?? null])) {
      if (each !== null) say(placeInWords(drawn, each));
    }
    if (args.all !== undefined) await writeAll(drawn, readText("--all", args.all));
  },
});

function notDrawn({ room, order, commitment, opensAt }: PublishedDraw): string {
  if (order === "first-come") {
    return `The room "${room}" lets people in in the order in which they came; nothing is drawn.`;
  }
  const when = opensAt === null ? "" : ` It opens at ${opensAt}.`;
  return `The room "${room}" has not been drawn yet.${when} Keep this commitment, and give it with --commitment once it has:\n${commitment}`;
}

function checkBelonging(ticket: ShownTicket, { room, epoch }: RevealedDraw): void {
  if (ticket.room === room && ticket.epoch === epoch) return;
  throw new WrongUse(
    `The ticket is for another line: it is of another room than "${room}", or of another epoch than ${epoch}.`,
  );
}

async function checkCommitment(draw: RevealedDraw, kept: string | null): Promise<boolean> {
  const { room, epoch, commitment, publicRandomness } = draw;
  if (!(await keepsItsCommitment(draw))) {
    say(
      `NOT TRUE: this seed is not the one that was committed to. Its SHA-256 is not ${commitment}.`,
    );
    return false;
  }
  say(`Room "${room}", epoch ${epoch}: the seed is the one committed to (SHA-256 ${commitment}).`);
  if (kept !== null && kept.trim().toLowerCase() !== commitment) {
    say("NOT TRUE: the commitment is not the one that you kept from before the opening.");
    return false;
  }
  say(
    kept === null
      ? "Compare it with the commitment that was shown before the opening: it must be the same."
      : "It is the commitment that you kept from before the opening.",
  );
  say(
    publicRandomness
      ? `Mixed in: "${publicRandomness}". Compare it with the source that was announced.`
      : "No public randomness was mixed in.",
  );
  return true;
}

async function checkTicket(ticket: ShownTicket, address: URL | null): Promise<boolean> {
  if (address === null) {
    say("Whether the ticket is genuine was not checked: that takes the shop's address.");
    return true;
  }
  const judged = await judgeTicket(ticket, address);
  say(
    {
      genuine: "The ticket is genuine: the gateway signed it.",
      forged: "NOT TRUE: the ticket was not signed by this gateway, or was changed.",
      "unknown-key":
        "The ticket names a key that the shop does not publish now, so its signature was not checked.",
    }[judged],
  );
  return judged !== "forged";
}

function placeInWords(drawn: LineDraw | null, number: number): string {
  const place = placeOf(drawn, number);
  if (drawn !== null && number <= drawn.after) {
    return `Number ${count(number)} was called before the draw: place ${count(place)}.`;
  }
  return drawn !== null && number <= drawn.after + drawn.count
    ? `Number ${count(number)} was drawn to place ${count(place)} of ${count(drawn.count)}.`
    : `Number ${count(number)} is of somebody who joined after the opening: place ${count(place)}, behind all drawn.`;
}

const runLength = 10_000;

async function writeAll(drawn: LineDraw | null, file: string): Promise<void> {
  if (
    await access(file).then(
      () => true,
      () => false,
    )
  ) {
    throw new WrongUse(`"${file}" is there already and is not overwritten; name another file.`);
  }
  const progress = createProgress(drawn?.count ?? 0, "places");
  const output = await open(file, "wx");
  let done = 0;
  try {
    await output.write("number,place\n");
    for (const run of drawn === null ? [] : allPlaces(drawn, runLength)) {
      await output.write(run.map(({ number, place }) => `${number},${place}\n`).join(""));
      done += run.length;
      progress.show(done);
    }
  } finally {
    progress.stop();
    await output.close();
  }
  say(`Every place from 1 to ${count(done)} was drawn exactly once; they are in ${file}.`);
}

function say(line: string): void {
  console.log(line);
}
