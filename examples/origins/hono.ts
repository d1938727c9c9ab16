/**
 * A shop on Hono that serves nobody who did not come through the waiting room:
 * `JWKS_URL=https://shop.example/.stanchion/jwks.json node examples/origins/hono.ts`. A shop of your own
 * imports `stanchion/origin/hono`.
 */

import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { type AssertionEnv, requireAssertion } from "../../src/origin/hono.ts";

const { JWKS_URL, PORT = "3000" } = process.env;

const shop = new Hono<AssertionEnv>();

shop.use(
  requireAssertion({
    jwksUrl: JWKS_URL,
    exempt: ["/healthz"],
    // Try it out first: `MODE=report-only` lets everybody pass and says who would have been refused.
    mode: process.env["MODE"] === "report-only" ? "report-only" : "enforce",
    onReport: ({ reason }, { method, path }) =>
      console.warn("not let through:", reason, method, path),
  }),
);
shop.get("/healthz", (c) => c.text("well"));
shop.get("/checkout", (c) =>
  c.text(`Welcome, number ${c.get("assertion")?.number ?? "unknown"}.\n`),
);

serve({ fetch: shop.fetch, port: Number(PORT), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`The shop listens on http://127.0.0.1:${port}`),
);
