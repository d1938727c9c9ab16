/**
 * What a visitor asks the gateway and the shop, one function for each errand.
 */

import { solve } from "../../client/waiting-room-proof.ts";
import type { Challenge, JoinRequest } from "../../protocol.ts";
import { readChallenge, readStatus, type Status } from "./answers.ts";
import type { Errand, Reply } from "./browser.ts";
import { RunEnded } from "./clock.ts";
import { NetworkTrouble } from "./network.ts";
import type { Outcome } from "./visitor-record.ts";
import type { Life } from "./world.ts";

/** An answer about the place, and when it was asked for. */
export interface News {
  readonly status: Status;
  readonly reply: Reply;
}

/** The answer was no status; 401 means that the ticket is not known. */
export interface NoNews {
  readonly httpStatus: number;
  /** What a place costs, when that is why. */
  readonly challenge?: Challenge;
}

/** A waiting page or the shop's: the cookies tell. */
export function openPage({ browser, world }: Life): Promise<Reply> {
  return browser.ask({
    method: "GET",
    path: world.path,
    as: "page",
    expected: (status) => status < 500 || status === world.queuedStatus,
  });
}

/**
 * Pays what a place costs, as the page does.
 * @param key the same in every repetition: a join repeated after a lost answer is the same join
 */
export async function join(life: Life, key: string): Promise<News | NoNews> {
  const told = await askToJoin(life, { key });
  if ("status" in told || told.challenge === undefined) return told;
  const proof = await solve(told.challenge, () => {});
  return proof === null ? told : askToJoin(life, { key, proof });
}

function askToJoin(life: Life, request: JoinRequest): Promise<News | NoNews> {
  const text = JSON.stringify({ ...request, target: life.world.path });
  return askForNews(life, {
    method: "POST",
    path: "/.stanchion/join",
    body: { type: "application/json", text },
  });
}

export function poll(life: Life): Promise<News | NoNews> {
  return askForNews(life, { method: "GET", path: "/.stanchion/status" });
}

export function enter(life: Life): Promise<News | NoNews> {
  return askForNews(life, { method: "POST", path: "/.stanchion/enter" });
}

/** Opens the address the gateway named, if it is one of this site; else the page first asked for. */
export function goTo({ browser, world }: Life, location: string | undefined): Promise<Reply> {
  const address = URL.parse(location ?? world.path, world.origin);
  const ours = address?.origin === world.origin.origin;
  if (!ours) world.network.countTrouble("location of another site");
  return browser.ask({
    method: "GET",
    path: ours ? address.pathname + address.search : world.path,
    as: "page",
    expected: (status) => status < 500,
  });
}

/**
 * Fills in the form of the page and sends it. When no answer comes it is sent again only if the form
 * carries a key, by which the shop knows it as the same order; otherwise only the shop knows.
 */
export async function order({ browser, world, record }: Life, page: Reply): Promise<Outcome> {
  const key = formKey(page.text);
  const form = new URLSearchParams({
    name: `Visitor ${record.plan.index}`,
    email: record.email,
    address: "1 Queue Lane, Waitingham",
    quantity: "1",
    ...(key === null ? {} : { key }),
  });
  const errand: Errand = {
    method: "POST",
    path: "/order",
    as: "page",
    body: { type: "application/x-www-form-urlencoded", text: form.toString() },
    expected: (status) => status < 500,
  };
  try {
    const reply = await (key === null ? browser.askOnce(errand) : browser.ask(errand));
    return reply.status < 400 ? "ordered" : "order-refused";
  } catch (error) {
    if (!(error instanceof NetworkTrouble)) throw error;
    if (world.clock.ended) throw new RunEnded();
    return "order-unsure";
  }
}

/** The hidden field `key` of the page's form. */
function formKey(page: string): string | null {
  const input = /<input\b[^>]*\bname="key"[^>]*>/.exec(page)?.[0];
  return /\bvalue="([^"]+)"/.exec(input ?? "")?.[1] ?? null;
}

async function askForNews(
  { browser, world }: Life,
  errand: Pick<Errand, "method" | "path" | "body">,
): Promise<News | NoNews> {
  const reply = await browser.ask({
    ...errand,
    as: "data",
    expected: (status) => status < 500 && status !== 429,
  });
  const status = reply.status === 200 ? readStatus(reply.text) : null;
  if (status !== null) return { status, reply };
  const challenge = reply.status === 428 ? readChallenge(reply.text) : null;
  if (challenge !== null) return { httpStatus: reply.status, challenge };
  world.network.countTrouble(reply.status === 200 ? "malformed status" : `status ${reply.status}`);
  return { httpStatus: reply.status };
}
