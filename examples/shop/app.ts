/**
 * The demo shop as its customers see it: one phone, a checkout, and a few pages that do what is
 * hard on a gateway (streams, ranges, sockets, redirects). It knows nothing of the waiting room but
 * the header that proves an admission and the two by which a shop reports an order.
 */

import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import { download } from "./download.ts";
import { echo } from "./echo.ts";
import type { MoodSwitch } from "./mood.ts";
import type { OrderBook } from "./order-book.ts";
import { readOrder } from "./order-form.ts";
import { renderCheckoutPage } from "./pages/checkout-page.ts";
import { renderConfirmationPage } from "./pages/confirmation-page.ts";
import { renderNoticePage } from "./pages/notice-page.ts";
import { renderProductPage } from "./pages/product-page.ts";
import { readClaims } from "./request-log.ts";
import { stockEvents } from "./stock-events.ts";

export interface ShopParts {
  readonly orderBook: OrderBook;
  readonly mood: MoodSwitch;
}

interface ShopEnv {
  Bindings: HttpBindings;
}

export function createShop({ orderBook, mood }: ShopParts): Hono<ShopEnv> {
  const shop = new Hono<ShopEnv>();
  shop.use(mood.middleware);

  shop.get("/", (c) =>
    c.html(renderProductPage({ unitsLeft: orderBook.unitsLeft, ...visitor(c) })),
  );
  shop.get("/checkout", (c) =>
    c.html(renderCheckoutPage({ key: crypto.randomUUID(), ...visitor(c) })),
  );
  shop.post("/order", (c) => takeOrder(c, orderBook));

  shop.get("/stock", (c) => c.json({ unitsLeft: orderBook.unitsLeft }));
  shop.get("/events", (c) => stockEvents(c, orderBook));
  shop.get("/download", download);
  shop.get("/redirect", (c) => c.redirect("/checkout", 302));
  shop.all("/echo/*", async (c) => c.json(await echo(c.env.incoming)));
  shop.notFound((c) => c.html(renderNoticePage({ kind: "not-found", ...visitor(c) }), 404));
  shop.onError((error, c) => {
    // Somebody who gave up in the middle of an upload is no fault of the shop's.
    if (!c.env.incoming.destroyed) console.error(error);
    return c.text("The shop has a problem just now.\n", 500);
  });
  return shop;
}

/** The customer sees their number in line at the foot of each page. */
function visitor(c: Context): { readonly ticketNumber: number | null } {
  return { ticketNumber: readClaims(c.req.header("stanchion-assertion"))?.number ?? null };
}

async function takeOrder(c: Context<ShopEnv>, orderBook: OrderBook): Promise<Response> {
  const wantsJson =
    accepts(c, {
      header: "Accept",
      supports: ["text/html", "application/json"],
      default: "text/html",
    }) === "application/json";
  const form = await readOrder(c.req);
  if (form.kind === "incomplete") {
    if (wantsJson) return c.json({ errors: form.errors }, 422);
    return c.html(renderCheckoutPage({ ...form, ...visitor(c) }), 422);
  }
  const admission = readClaims(c.req.header("stanchion-assertion"));
  // A form without a key of its own is known by the one that came with it on the way.
  const key = form.request.key ?? c.req.header("idempotency-key") ?? null;
  const outcome = orderBook.place({ ...form.request, key }, admission);
  if (outcome.kind === "out-of-stock") {
    if (wantsJson) return c.json({ unitsLeft: outcome.unitsLeft }, 409);
    return c.html(renderNoticePage({ ...outcome, ...visitor(c) }), 409);
  }
  const { order } = outcome;
  // The visitor is done: the gateway may give the place in the shop to the next in line. An order
  // that was placed before has been counted before.
  c.header("Stanchion-Session", "complete");
  c.header("Stanchion-Order", order.orderNumber);
  if (outcome.kind === "placed") c.header("Stanchion-Units", String(order.quantity));
  if (wantsJson) return c.json({ orderNumber: order.orderNumber, quantity: order.quantity });
  return c.html(renderConfirmationPage({ order, ...visitor(c) }));
}
