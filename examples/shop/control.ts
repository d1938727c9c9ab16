/**
 * The operator's door: the logs, the stock and the switch. It listens on a port of its own, so that
 * no customer can come to it through the gateway.
 */

import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import * as v from "valibot";
import type { ShopParts } from "./app.ts";
import { moodSchema } from "./mood.ts";
import type { RequestLog } from "./request-log.ts";

export interface ControlParts extends ShopParts {
  readonly requestLog: RequestLog;
}

const units = v.pipe(v.number(), v.integer(), v.minValue(0));
const after = v.optional(v.pipe(v.string(), v.digits(), v.transform(Number)), "0");

export function createControl({ orderBook, mood, requestLog }: ControlParts): Hono {
  const control = new Hono();
  control.get("/requests.json", sValidator("query", v.object({ after })), (c) =>
    c.json({ requests: requestLog.entries(c.req.valid("query").after) }),
  );
  control.get("/orders.json", (c) => c.json({ orders: orderBook.orders }));
  control.get("/stock", (c) => c.json({ unitsLeft: orderBook.unitsLeft }));
  control.put("/stock", sValidator("json", v.object({ unitsLeft: units })), (c) => {
    orderBook.setStock(c.req.valid("json").unitsLeft);
    return c.json({ unitsLeft: orderBook.unitsLeft });
  });
  control.get("/switch", (c) => c.json(mood.mood));
  control.post("/switch", sValidator("json", moodSchema), (c) => {
    mood.set(c.req.valid("json"));
    return c.json(mood.mood);
  });
  control.post("/clear", (c) => {
    requestLog.clear();
    orderBook.clear();
    return c.body(null, 204);
  });
  return control;
}
