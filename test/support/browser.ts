/**
 * The Chromium that this machine has, for tests that look at pages as people do. Where there is
 * none, those tests are skipped, and a line says so.
 */

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const { CHROMIUM } = process.env;

const candidates = [
  CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const executablePath = candidates.find((path) => path !== undefined && existsSync(path)) ?? null;

/** To be given to `describe.skipIf(!browserAvailable)`. */
export const browserAvailable: boolean = executablePath !== null;

if (!browserAvailable) {
  console.warn(
    "No Chromium found: the browser tests of this file are SKIPPED. Install Debian's chromium, or set CHROMIUM to its path.",
  );
}

/** A browser of its own, with a profile that is gone when it is closed. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  if (executablePath === null) {
    throw new Error("Cannot launch a browser: no Chromium found; set CHROMIUM to its path");
  }
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
