/**
 * What a visitor asks the gateway and the shop, one function for each errand.
 */

import { readStatus, type Status } from "./answers.ts";
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

/** @param key the same in every repetition: a join repeated after a lost answer is the same join */
export function join(life: Life, key: string): Promise<News | NoNews> {
  const text = JSON.stringify({ target: life.world.path, key });
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
export async function goTo({ browser, world }: Life, location: string | undefined): Promise<void> {
  const address = URL.parse(location ?? world.path, world.origin);
  const ours = address?.origin === world.origin.origin;
  if (!ours) world.network.countTrouble("location of another site");
  await browser.ask({
    method: "GET",
    path: ours ? address.pathname + address.search : world.path,
    as: "page",
    expected: (status) => status < 500,
  });
}

/** Sends the form once and never again: a customer who does not know would not press twice either. */
export async function order({ browser, world, record }: Life): Promise<Outcome> {
  const form = new URLSearchParams({
    name: `Visitor ${record.plan.index}`,
    email: record.email,
    address: "1 Queue Lane, Waitingham",
    quantity: "1",
  });
  try {
    const reply = await browser.askOnce({
      method: "POST",
      path: "/order",
      as: "page",
      body: { type: "application/x-www-form-urlencoded", text: form.toString() },
      expected: (status) => status < 500,
    });
    return reply.status < 400 ? "ordered" : "order-refused";
  } catch (error) {
    if (!(error instanceof NetworkTrouble)) throw error;
    if (world.clock.ended) throw new RunEnded();
    return "order-unsure";
  }
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
  world.network.countTrouble(reply.status === 200 ? "malformed status" : `status ${reply.status}`);
  return { httpStatus: reply.status };
}
