/**
 * The shop's own log, read from its control port: the witness that all promises are judged by.
 */

import * as v from "valibot";
import type { TicketName } from "./answers.ts";

export interface ShopRequest {
  /** Milliseconds since 1970, on the shop's clock. */
  readonly at: number;
  /** Path and query. */
  readonly url: string;
  /** What the gateway vouched for; null when the request came without an assertion. */
  readonly admission: (TicketName & { readonly passId: string | null }) | null;
}

export interface ShopOrder {
  readonly email: string;
}

export interface ShopLog {
  readonly requests: readonly ShopRequest[];
  readonly orders: readonly ShopOrder[];
}

const requestsSchema = v.object({
  requests: v.array(
    v.object({
      at: v.number(),
      url: v.string(),
      assertion: v.nullable(
        v.object({
          room: v.string(),
          epoch: v.number(),
          number: v.number(),
          pass: v.nullable(v.string()),
        }),
      ),
    }),
  ),
});
const ordersSchema = v.object({ orders: v.array(v.object({ email: v.string() })) });

/** The log, or one sentence that says why there is none. */
export async function readShopLog(controlUrl: URL): Promise<ShopLog | string> {
  const log = await ask(new URL("/requests.json", controlUrl), requestsSchema);
  const book = await ask(new URL("/orders.json", controlUrl), ordersSchema);
  if (log === null || book === null) {
    return `The shop's log at ${controlUrl.origin} cannot be read.`;
  }
  const requests = log.requests.map(({ at, url, assertion }) => ({
    at,
    url,
    admission: assertion && { ...assertion, passId: assertion.pass },
  }));
  return { requests, orders: book.orders };
}

async function ask<Schema extends v.GenericSchema>(
  url: URL,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    const result = v.safeParse(schema, await answer.json());
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
