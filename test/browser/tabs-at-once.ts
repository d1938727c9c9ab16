/** Two tabs of one browser that join as close together as they can. */

import type { BrowserContext, Route } from "playwright-core";
import { expect } from "vitest";

/** For `addInitScript`: what a tab stores is seen by itself alone, as for some milliseconds it always is. */
export function keepNotesFromOthers(): void {
  const notes = new Map<string, string>();
  Storage.prototype.getItem = (name) => notes.get(name) ?? null;
  Storage.prototype.setItem = (name, text) => notes.set(name, text);
}

/**
 * Keeps the first join on its way until a second is sent too, or waits in the browser for its turn.
 * @returns the bodies of the joins that count, in the order in which they were sent
 */
export async function holdFirstJoin(
  context: BrowserContext,
  counts: (body: string) => boolean = () => true,
): Promise<readonly string[]> {
  const sent: string[] = [];
  let held: Promise<void> | undefined;
  await context.route("**/.stanchion/join", async (route) => {
    const body = route.request().postData() ?? "";
    if (counts(body)) {
      sent.push(body);
      held ??= expect.poll(async () => sent.length > 1 || (await isWaitedFor(route))).toBe(true);
      await held;
    }
    await route.continue();
  });
  return sent;
}

/** Whether another tab waits for what the tab that asks here holds. */
async function isWaitedFor(route: Route): Promise<boolean> {
  const { pending = [] } = await route
    .request()
    .frame()
    .evaluate(() => navigator.locks.query());
  return pending.length > 0;
}
