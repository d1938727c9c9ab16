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

export async function readShopLog(controlUrl: URL): Promise<ShopLog | string> {
  return `TODO ${controlUrl} ${v.string.name}`;
}
