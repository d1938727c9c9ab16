/** Making the invitations and writing them beside the customers' rows, as they go out by mail. */

import { randomInt } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import { signInvitation } from "../../tokens/invitation-token.ts";
import { addedColumns, type Customer, type CustomerList } from "./customers.ts";
import type { InviteOptions } from "./invite-options.ts";
import type { MerchantKey } from "./merchant-key.ts";
import { createProgress } from "./progress.ts";
import { spread, type Wave } from "./waves.ts";
import { instant } from "./wording.ts";
import { reasonOf, WrongUse } from "./wrong-use.ts";

/** So many signatures at once keep both the processor and the progress bar busy. */
const rowsAtOnce = 200;

/**
 * Under another name until the last row is in it: half a list must not be sent out for a whole one.
 * @returns how many people are in each wave
 */
export async function writeInvitations(
  list: CustomerList,
  key: MerchantKey,
  options: InviteOptions,
  now: number,
): Promise<readonly number[]> {
  const { outFile, waves } = options;
  const assigned = spread(list.customers.length, waves.length, (bound) => randomInt(bound));
  const unfinished = `${outFile}.unfinished`;
  try {
    // Each link is as good as a ticket for whoever reads it.
    const output = await open(unfinished, "w", 0o600);
    try {
      await writeRows(output, list, (customer, index) => {
        const wave = waves[assigned[index] ?? 0];
        if (wave === undefined) throw new RangeError(`There is no wave for row ${index}`);
        return rowOf(customer, wave, { key, options, now });
      });
      await output.sync();
    } finally {
      await output.close();
    }
    await rename(unfinished, outFile);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new WrongUse(`The invitations cannot be written to "${outFile}": ${reasonOf(error)}.`);
  }
  return waves.map((_, index) => assigned.filter((wave) => wave === index).length);
}

type ToRow = (customer: Customer, index: number) => Promise<readonly string[]>;

async function writeRows(output: FileHandle, list: CustomerList, toRow: ToRow): Promise<void> {
  const { form, columns, customers } = list;
  const progress = createProgress(customers.length, "invitations");
  const csv = (rows: readonly (readonly string[])[], bom = false): string =>
    stringify([...rows], { bom, delimiter: form.delimiter, record_delimiter: form.lineEnd });
  try {
    await output.write(csv([[...columns, ...addedColumns]], form.byteOrderMark));
    for (let first = 0; first < customers.length; first += rowsAtOnce) {
      const some = customers.slice(first, first + rowsAtOnce);
      const rows = await Promise.all(some.map((customer, index) => toRow(customer, first + index)));
      await output.write(csv(rows));
      progress.show(first + rows.length);
    }
  } finally {
    progress.stop();
  }
}

async function rowOf(
  { subject, fields }: Customer,
  wave: Wave,
  by: { readonly key: MerchantKey; readonly options: InviteOptions; readonly now: number },
): Promise<readonly string[]> {
  const { room, line, address } = by.options;
  const token = await signInvitation(
    by.key.keyring,
    {
      room,
      line,
      wave: wave.name,
      sub: by.key.hide(subject),
      validFrom: wave.validFrom,
      expiresAt: wave.expiresAt,
    },
    by.now,
  );
  return [...fields, wave.name, instant(wave.validFrom), linkTo(address, token)];
}

/** Behind the `#`, which browsers keep to themselves: no server, log or proxy on the way sees it. */
const linkTo = (address: URL | null, token: string): string =>
  `${address?.origin ?? ""}/.stanchion/invitation#${token}`;
