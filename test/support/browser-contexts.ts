/**
 * Contexts of one browser, kept for as long as it runs. A new one takes a second of the processor, a page
 * in one that is there less than half of that. What a browser keeps for a site does not pass from test to
 * test by it: each has a site on a port of its own, and cookies, which know no ports, are cleared.
 */

import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

export interface BrowserContexts {
  /** @param purpose sets apart what has the same options and yet must not be shared, such as a stopped clock */
  readonly take: (options?: BrowserContextOptions, purpose?: string) => Promise<BrowserContext>;
  /** Closes the pages of those that were taken, and leaves nothing behind in them. */
  readonly clean: () => Promise<void>;
}

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
      for (const context of taken) {
        await Promise.all(context.pages().map((page) => page.close()));
        await context.unrouteAll();
        await context.setOffline(false);
        await context.clearCookies();
      }
      taken.clear();
    },
  };
}
