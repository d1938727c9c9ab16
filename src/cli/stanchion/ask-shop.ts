/** Asking the shop's gateway for JSON, and saying in a sentence why there is none. */

import * as v from "valibot";
import { reasonOf, WrongUse } from "./wrong-use.ts";

export interface Question {
  readonly address: URL;
  readonly path: string;
  /** For the management API. */
  readonly adminToken?: string;
}

/** A change of the room's settings, made only if they are still the ones that were seen. */
export interface Change {
  readonly ifMatch: string;
  readonly body: unknown;
}

/** What is sent, where it is more than a question. */
interface Sent {
  readonly method: "PATCH" | "POST";
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const patienceMs = 15_000;

/** @throws WrongUse when the shop does not answer with what was asked for */
export async function askShop<Schema extends v.GenericSchema>(
  question: Question,
  schema: Schema,
): Promise<{ readonly body: v.InferOutput<Schema>; readonly etag: string | null }> {
  const answer = await ask(question);
  return { body: await readAnswer(answer, question, schema), etag: answer.headers.get("ETag") };
}

/**
 * Has the gateway do something.
 * @throws WrongUse when it does not, with its reason
 */
export async function tellShop<Schema extends v.GenericSchema>(
  question: Question,
  body: unknown,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  return readAnswer(await ask(question, { method: "POST", body }), question, schema);
}

/** @returns false when somebody else changed the settings meanwhile */
export async function changeRoom(question: Question, change: Change): Promise<boolean> {
  const { body, ifMatch } = change;
  const answer = await ask(question, { method: "PATCH", body, headers: { "If-Match": ifMatch } });
  if (answer.status === 412) return false;
  if (!answer.ok) throw new WrongUse(await refusalOf(answer, question));
  return true;
}

async function ask(question: Question, sent?: Sent): Promise<Response> {
  const { adminToken } = question;
  try {
    return await fetch(new URL(question.path, question.address), {
      method: sent?.method ?? "GET",
      headers: {
        Accept: "application/json",
        ...(adminToken !== undefined && { Authorization: `Bearer ${adminToken}` }),
        ...(sent && { "Content-Type": "application/json" }),
        ...sent?.headers,
      },
      ...(sent && { body: JSON.stringify(sent.body) }),
      // The management token goes to the address that was typed, and to no other.
      redirect: "manual",
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw new WrongUse(
      `Nothing answers at ${question.address.origin} (${causeOf(error)}). Is the address right, and the gateway up?`,
    );
  }
}

/** What failed is said by the cause; the error itself says only that something did. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error
    ? reasonOf(error.cause) || error.message
    : reasonOf(error);

async function readAnswer<Schema extends v.GenericSchema>(
  answer: Response,
  question: Question,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  if (!answer.ok) throw new WrongUse(await refusalOf(answer, question));
  const parsed = v.safeParse(schema, await readJson(answer, question));
  if (!parsed.success) throw new WrongUse(`${nameOf(question)} answered, but in another form.`);
  return parsed.output;
}

async function readJson(answer: Response, question: Question): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    throw new WrongUse(`${nameOf(question)} answered something that is not JSON.`);
  }
}

const problemSchema = v.object({
  detail: v.string(),
  errors: v.optional(v.array(v.object({ field: v.string(), detail: v.string() })), []),
});

async function refusalOf(answer: Response, question: Question): Promise<string> {
  if (answer.status >= 300 && answer.status < 400) {
    return `${nameOf(question)} sends elsewhere (${answer.status}); give the address it leads to.`;
  }
  const parsed = v.safeParse(problemSchema, await answer.json().catch(() => null));
  if (!parsed.success) {
    return `${nameOf(question)} answered ${answer.status}. Is there a Stanchion gateway in front of it?`;
  }
  const { detail, errors } = parsed.output;
  const fields = errors.map((error) => ` ${error.field}: ${error.detail}.`).join("");
  return plainText(`${nameOf(question)} says ${answer.status}: ${detail}${fields}`);
}

const nameOf = ({ address, path }: Question): string => new URL(path, address).href;

/** What comes from out there must not steer the terminal. */
const plainText = (text: string): string => text.replaceAll(/\p{C}/gu, " ").slice(0, 2_000);
