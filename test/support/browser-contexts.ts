/**
 * Contexts of one browser, kept for as long as it runs. A new one takes a second of the processor, a page
 * in one that is there less than half of that. What a browser keeps for a site does not pass from test to
 * test by it: each has a site on a port of its own, and cookies, which know no ports, are cleared.
 */

import { setTimeout as pause } from "node:timers/promises";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

export interface BrowserContexts {
  /** @param purpose sets apart what has the same options and yet must not be shared, such as a stopped clock */
  readonly take: (options?: BrowserContextOptions, purpose?: string) => Promise<BrowserContext>;
  /** Closes the pages of those that were taken, and leaves nothing behind in them. */
  readonly clean: () => Promise<void>;
}

/**
 * Once in some dozens of runs a page is never closed: one whose stopped clock was moved on while it went to another
 * address. Its context is not used again; kept, it would hold up every test after it.
 */
const closedWithinMs = 15_000;

export function createBrowserContexts(browser: Browser): BrowserContexts {
  const kept = new Map<string, BrowserContext>();
  const taken = new Set<BrowserContext>();
  return {
    async take(options = {}, purpose = "") {
      const name = JSON.stringify([options, purpose]);
      const context = kept.get(name) ?? (await browser.newContext(options));
      kept.set(name, context);
      taken.add(context);
      return context;
    },
    async clean() {
      const used = [...taken];
      taken.clear();
      await Promise.all(
        used.map(async (context) => {
          if (await Promise.race([emptied(context), pause(closedWithinMs, false, { ref: false })]))
            return;
          console.warn("A page was not closed; its context is not used again.");
          for (const [name, one] of kept) if (one === context) kept.delete(name);
        }),
      );
    },
  };
}

async function emptied(context: BrowserContext): Promise<true> {
  await Promise.all(context.pages().map((page) => page.close()));
  await context.unrouteAll();
  await context.setOffline(false);
  await context.clearCookies();
  return true;
}
