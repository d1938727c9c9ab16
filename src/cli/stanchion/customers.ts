/**
 * The merchant's list of customers: a CSV file as spreadsheets write it, with commas, semicolons or
 * tabs, quotes, a byte order mark, and either line end. One customer for each subject.
 */

import { parse } from "csv-parse/sync";

export interface CustomerList {
  readonly form: CsvForm;
  readonly columns: readonly string[];
  /** In the order of the file, each subject once. */
  readonly customers: readonly Customer[];
  /** Lines that name somebody who stands on an earlier one. */
  readonly repeatedLines: readonly number[];
}

/** How the file is written, so that the answer comes back the same way. */
export interface CsvForm {
  readonly delimiter: string;
  readonly byteOrderMark: boolean;
  readonly lineEnd: "\n" | "\r\n";
}

export interface Customer {
  readonly subject: string;
  readonly fields: readonly string[];
}

/** Nothing can be made of the list as it is; each sentence names its line. */
export interface UnusableList {
  readonly kind: "unusable";
  readonly faults: readonly string[];
}

/** What `invite` adds to each row. */
export const addedColumns = ["wave", "validFrom", "invitation"] as const;

export function readCustomers(
  bytes: Uint8Array,
  column: string,
): { readonly kind: "customers"; readonly list: CustomerList } | UnusableList {
  const text = decode(bytes);
  if (text === null) return unusable("The file is not in UTF-8; save it as “CSV UTF-8”.");
  const form = formOf(text);
  const rows = readRows(text, form);
  if (typeof rows === "string") return unusable(rows);
  const [header, ...others] = rows;
  if (header === undefined) return unusable("The file is empty; its first line names the columns.");
  const columns = header.fields.map((name) => name.trim());
  const index = columns.findIndex((name) => name.toLowerCase() === column.trim().toLowerCase());
  if (index < 0) {
    return unusable(`There is no column "${column}"; the columns are ${columns.join(", ")}.`);
  }
  const fault = headerFault(columns);
  if (fault !== null) return unusable(fault);
  if (others.length === 0) return unusable("There is no customer in the file.");
  const faults = others.flatMap((row) => faultsOf(row, columns, index));
  if (faults.length > 0) return { kind: "unusable", faults };
  return { kind: "customers", list: { form, columns, ...eachOnce(others, index) } };
}

/**
 * What one customer is told apart from another by: without blanks around it, and an e-mail address
 * without regard to capitals, as people type it differently each time.
 */
export function subjectOf(field: string): string {
  const text = field.trim().normalize("NFC");
  return text.includes("@") ? text.toLowerCase() : text;
}

interface Row {
  readonly fields: readonly string[];
  /** Where it ends in the file, from 1. */
  readonly line: number;
}

const unusable = (fault: string): UnusableList => ({ kind: "unusable", faults: [fault] });

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const byteOrderMark = "\uFEFF";

function formOf(text: string): CsvForm {
  // What stands in quotes is text, whatever it looks like.
  const bare = text.slice(0, 100_000).replaceAll(/"[^"]*"/g, "");
  const header = /^[^\r\n]*/.exec(bare)?.[0] ?? "";
  const occurrences = (delimiter: string): number => header.split(delimiter).length;
  const [delimiter = ","] = [",", ";", "\t"].toSorted(
    (one, other) => occurrences(other) - occurrences(one),
  );
  return {
    delimiter,
    byteOrderMark: text.startsWith(byteOrderMark),
    lineEnd: /^[^\r\n]*\r\n/.test(bare) ? "\r\n" : "\n",
  };
}

/** The rows with the lines they end on, or a sentence that says where the file breaks. */
function readRows(text: string, { delimiter }: CsvForm): readonly Row[] | string {
  try {
    const records: unknown = parse(text, {
      bom: true,
      delimiter,
      info: true,
      // Rows that are too long or short are named all at once, not one at each try.
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return (records as readonly { record: readonly string[]; info: { lines: number } }[]).map(
      ({ record, info }) => ({ fields: record, line: info.lines }),
    );
  } catch (error) {
    return `The file is not proper CSV: ${error instanceof Error ? error.message : error}.`;
  }
}

function headerFault(columns: readonly string[]): string | null {
  const names = columns.map((name) => name.toLowerCase());
  const double = columns.find((_, index) => names.indexOf(names[index] ?? "") < index);
  if (double !== undefined) return `Two columns are called "${double}"; rename one.`;
  const taken = addedColumns.find((name) => names.includes(name.toLowerCase()));
  if (taken === undefined) return null;
  return `There is a column "${taken}" already, as if this file were an answer; rename or remove it.`;
}

/** As far as it can be seen from here: a typing error in an address is nobody's invitation. */
const emailForm = /^[^\s@]+@[^\s@]+$/;

function faultsOf({ fields, line }: Row, columns: readonly string[], index: number): string[] {
  if (fields.length !== columns.length) {
    return [`Line ${line}: ${fields.length} fields, but there are ${columns.length} columns.`];
  }
  const name = columns[index] ?? "";
  const subject = subjectOf(fields[index] ?? "");
  if (subject === "") return [`Line ${line}: "${name}" is empty.`];
  if (/\p{Cc}/u.test(subject)) return [`Line ${line}: "${name}" has a control character in it.`];
  if (/e-?mail/i.test(name) && !emailForm.test(subject)) {
    return [`Line ${line}: "${name}" is not an e-mail address: ${JSON.stringify(subject)}.`];
  }
  return [];
}

function eachOnce(
  rows: readonly Row[],
  index: number,
): Pick<CustomerList, "customers" | "repeatedLines"> {
  const customers = new Map<string, Customer>();
  const repeatedLines: number[] = [];
  for (const { fields, line } of rows) {
    const subject = subjectOf(fields[index] ?? "");
    if (customers.has(subject)) repeatedLines.push(line);
    else customers.set(subject, { subject, fields });
  }
  return { customers: [...customers.values()], repeatedLines };
}
