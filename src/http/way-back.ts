/** Where a visitor goes on to, once they are in: a page of the shop, and never an address of ours. */

import { isTarget } from "../tokens/ticket-token.ts";

/** To the shop, and not to an address of ours, as a browser reads it: `/x/%2e%2e/.stanchion/leave` is one. */
export const isWayBack = (target: unknown): target is string =>
  isTarget(target) &&
  !URL.parse(target, "https://shop.invalid")?.pathname.startsWith("/.stanchion/");

/**
 * For somebody whose form was not let through: the page that the form stood on, as far as the browser tells it.
 * What the form was sent to is often no page at all.
 */
export function wayBackFromForm({ headers, host }: SentForm): string {
  const page = URL.parse(headers.get("Referer") ?? "");
  if (page === null || page.host !== host) return "/";
  const target = page.pathname + page.search;
  return isWayBack(target) ? target : "/";
}

interface SentForm {
  readonly headers: Headers;
  /** The shop's, with the port where it is not the default one. */
  readonly host: string;
}
