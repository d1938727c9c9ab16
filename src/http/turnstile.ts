/**
 * Cloudflare's word on a browser, where a merchant wants it. It can make a place cheaper and nothing
 * else: whoever it does not know, and everybody while it does not answer, pays what all pay. Nobody is
 * refused because of it, and nobody comes past the line.
 */

import { type Instant, minuteMs } from "../domain/time.ts";
import type { Visit } from "./visit.ts";

/** A visitor waits for the answer, and so does the place they are about to get. */
const patienceMs = 2_000;
/** Invented tokens must not become a flood of questions. */
const mostAtOnce = 64;

let asking = 0;
let complainedAt = Number.NEGATIVE_INFINITY;

/** Whether the widget's token is genuine; false whenever that cannot be said. */
export async function isVouchedFor(
  { config: { turnstile }, now }: Pick<Visit, "config" | "now">,
  token: string,
): Promise<boolean> {
  if (turnstile === null || asking >= mostAtOnce) return false;
  asking += 1;
  try {
    const answer = await fetch(turnstile.verifyUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret: turnstile.secret, response: token }),
      redirect: "manual",
      signal: AbortSignal.timeout(patienceMs),
    });
    const said: { readonly success?: unknown } | null = await answer.json();
    return said?.success === true;
  } catch {
    complain(now);
    return false;
  } finally {
    asking -= 1;
  }
}

/** Once a minute: whoever runs the gateway should know why everybody pays the full price. */
function complain(now: Instant): void {
  if (now - complainedAt < minuteMs) return;
  complainedAt = now;
  // biome-ignore lint/suspicious/noConsole: an operator finds it in the log.
  console.warn("Turnstile does not answer: people join all the same, at the full price");
}
