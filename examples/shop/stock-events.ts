/** The stock as server-sent events: one at once, then one at each change, a few a second at most. */

import { once } from "node:events";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { OrderBook } from "./order-book.ts";

const leastPauseMs = 250;
/** Said again when nothing changes, so that nobody in between takes the silence for an end. */
const repeatAfterMs = 15_000;

export function stockEvents(c: Context, orderBook: OrderBook): Response {
  return streamSSE(c, async (stream) => {
    while (!stream.aborted) {
      const data = JSON.stringify({ unitsLeft: orderBook.unitsLeft });
      await stream.writeSSE({ event: "stock", data });
      await nextChange(orderBook);
      await stream.sleep(leastPauseMs);
    }
  });
}

async function nextChange({ changes }: OrderBook): Promise<void> {
  try {
    await once(changes, "stock", { signal: AbortSignal.timeout(repeatAfterMs) });
  } catch {
    // Nothing changed; the same is said again.
  }
}
