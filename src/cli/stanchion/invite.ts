/**
 * `npx stanchion invite`: one invitation for each customer of a CSV file, spread over waves. The
 * customers' data stays on this machine; the gateway learns the public key and nothing else.
 */

import { access, readFile } from "node:fs/promises";
import { defineCommand } from "citty";
import { type CustomerList, readCustomers } from "./customers.ts";
import { type InviteOptions, readInviteOptions } from "./invite-options.ts";
import { findRoom, type RoomToInvite, registerKey, settingsWith } from "./invited-room.ts";
import { type MerchantKey, openMerchantKey } from "./merchant-key.ts";
import { writeInvitations } from "./mint.ts";
import { count, instant, people } from "./wording.ts";
import { onlyKnownOptions } from "./words.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export const invite = defineCommand({
  meta: { name: "invite", description: "Makes one invitation for each customer of a CSV file." },
  args: {
    room: { type: "string", required: true, description: "the room they may join" },
    csv: { type: "string", required: true, valueHint: "file.csv", description: "the customers" },
    column: {
      type: "string",
      default: "email",
      description: "the column that tells one customer from another",
    },
    line: { type: "string", default: "general", description: "the line they join" },
    waves: { type: "string", default: "1", description: "in how many groups they may come" },
    every: { type: "string", default: "10m", description: "from one wave to the next" },
    from: {
      type: "string",
      valueHint: "2026-11-28T15:00Z",
      description: "when the first wave may come (else now)",
    },
    expires: {
      type: "string",
      default: "7d",
      description: "how long an invitation is good, from its wave on",
    },
    key: {
      type: "string",
      default: "invitation-key.json",
      description: "your private key; made if the file is not there",
    },
    address: {
      type: "string",
      valueHint: "https://shop.example",
      description: "the shop's address, for the links and for --admin-token",
    },
    "admin-token": {
      type: "string",
      description: "makes the key known to the room (else ADMIN_TOKEN)",
    },
    out: { type: "string", default: "invitations.csv", description: "the file to write" },
    require: {
      type: "boolean",
      default: false,
      description: "nobody may join without an invitation",
    },
  },
  plugins: [onlyKnownOptions],
  async run({ args }) {
    const now = Date.now();
    const options = readInviteOptions(
      { ...args, adminToken: args["admin-token"] },
      { now, adminToken: process.env["ADMIN_TOKEN"] },
    );
    const list = await readList(options);
    await refuseToOverwrite(options.outFile);
    const room = roomOf(options);
    // Whatever can be refused is, before a key is made or a file written.
    if (room !== null) await findRoom(room, options.line);
    const key = await openMerchantKey(options.keyFile);
    sayKey(key, options.keyFile);
    const sizes = await writeInvitations(list, key, options, now);
    sayInvitations(list, sizes, options);
    await introduceKey(key, room, options);
  },
});

async function readList({ csvFile, column }: InviteOptions): Promise<CustomerList> {
  const bytes = await readFile(csvFile).catch((error: unknown) => {
    throw new WrongUse(`"${csvFile}" cannot be read: ${reasonOf(error)}.`);
  });
  const answer = readCustomers(bytes, column);
  if (answer.kind === "customers") return answer.list;
  const { faults } = answer;
  const more = faults.length - mostFaultsShown;
  throw new WrongUse(
    [
      `"${csvFile}" cannot be used as it is; nothing was written.`,
      ...faults.slice(0, mostFaultsShown),
      ...(more > 0 ? [`… and ${count(more)} more lines.`] : []),
    ].join("\n"),
  );
}

const mostFaultsShown = 20;

async function refuseToOverwrite(file: string): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) {
    throw new WrongUse(
      `"${file}" is there already, and its invitations may have been sent. Name another file with --out.`,
    );
  }
}

const roomOf = ({ room, address, adminToken }: InviteOptions): RoomToInvite | null =>
  address === null || adminToken === null ? null : { room, address, adminToken };

function sayKey({ isNew, isExposed }: MerchantKey, file: string): void {
  if (isNew) {
    say(
      `A new key was made: ${file}. Keep it, and to yourself: who has it can invite, and only with the same key is a customer who is invited again known to be the same.`,
    );
  }
  if (isExposed) {
    console.error(`Others on this machine can read ${file}; chmod 600 ${file} ends that.`);
  }
}

function sayInvitations(
  { customers, repeatedLines }: CustomerList,
  sizes: readonly number[],
  { room, line, waves, outFile, address }: InviteOptions,
): void {
  say(
    `${count(customers.length)} invitations to the line "${line}" of the room "${room}" are in ${outFile}:`,
  );
  for (const [index, wave] of waves.entries()) {
    if (index >= mostWavesShown) break;
    const { name, validFrom, expiresAt } = wave;
    say(
      `  wave ${name}: ${people(sizes[index] ?? 0)}, from ${instant(validFrom)} until ${instant(expiresAt)}`,
    );
  }
  if (waves.length > mostWavesShown) say(`  … and ${count(waves.length - mostWavesShown)} more`);
  if (repeatedLines.length > 0) sayRepeated(repeatedLines);
  if (address === null)
    say("The links lack the shop's address: put it before them, or give --address.");
}

const mostWavesShown = 20;

function sayRepeated(lines: readonly number[]): void {
  const shown = lines.slice(0, mostFaultsShown).join(", ");
  const rest = lines.length > mostFaultsShown ? ", …" : "";
  say(
    `Left out, because they name a customer who stands further up: ${lines.length === 1 ? "line" : "lines"} ${shown}${rest}.`,
  );
}

async function introduceKey(
  { publicHalf }: MerchantKey,
  room: RoomToInvite | null,
  { required, room: name }: InviteOptions,
): Promise<void> {
  const byHand = `Make the key known by PATCH /.stanchion/api/v1/rooms/${name}, together with those that the room knows already:\n${JSON.stringify({ invitations: settingsWith({ keys: [], required: false }, publicHalf, required) })}`;
  if (room === null) {
    say(byHand);
    return;
  }
  try {
    const changed = await registerKey(room, publicHalf, required);
    say(
      `The room "${name}" ${changed ? "now knows" : "knew"} the key${required ? ", and takes the invited only" : ""}.`,
    );
  } catch (error) {
    if (!(error instanceof WrongUse)) throw error;
    throw new WrongUse(
      `The invitations are written, but the room does not know the key: ${error.message}\n${byHand}`,
    );
  }
}

function say(line: string): void {
  console.log(line);
}
