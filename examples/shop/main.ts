/**
 * Runs the demo shop: `node examples/shop/main.ts`. Prints one line of JSON with its two ports when
 * it is ready. SHOP_PORT and SHOP_CONTROL_PORT (0: the system picks), SHOP_STOCK, SHOP_LOG. With
 * VERIFY_JWKS_URL it serves nobody who did not come through the gateway, save at VERIFY_EXEMPT's paths.
 */

import { startDemoShop } from "./server.ts";

const { SHOP_PORT, SHOP_CONTROL_PORT, SHOP_STOCK, SHOP_LOG } = process.env;
const { VERIFY_JWKS_URL, VERIFY_EXEMPT } = process.env;

const shop = await startDemoShop({
  port: wholeNumber("SHOP_PORT", SHOP_PORT || "0", 65_535),
  controlPort: wholeNumber("SHOP_CONTROL_PORT", SHOP_CONTROL_PORT || "0", 65_535),
  stock: wholeNumber("SHOP_STOCK", SHOP_STOCK || "10000", 1_000_000_000),
  logFile: SHOP_LOG || null,
  ...(VERIFY_JWKS_URL && {
    verify: { jwksUrl: VERIFY_JWKS_URL, exempt: VERIFY_EXEMPT ? VERIFY_EXEMPT.split(",") : [] },
  }),
}).catch(giveUp);

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  return giveUp(`${name} is ${JSON.stringify(text)}; set it to a whole number up to ${most}.`);
}

/** One sentence instead of a stack: most likely a port is in use. */
function giveUp(why: unknown): never {
  console.error(why instanceof Error ? `The demo shop: ${why.message}.` : why);
  process.exit(1);
}

async function end(): Promise<void> {
  await shop.close();
  process.exit(0);
}

process.once("SIGINT", end);
process.once("SIGTERM", end);
// Whoever started us over a channel has gone without a word: nobody will end us later.
process.once("disconnect", end);

console.log(JSON.stringify({ event: "ready", port: shop.port, controlPort: shop.controlPort }));
