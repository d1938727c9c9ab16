/**
 * One visitor's cookies for one host. Parsing is undici's; this only keeps and forgets.
 */

import { parseCookie } from "undici";

export interface CookieJar {
  /** Takes the `Set-Cookie` lines of an answer. */
  keep(lines: readonly string[], now: number): void;
  get(name: string): string | undefined;
  /** The `Cookie` header; undefined when there is nothing to send. */
  header(): string | undefined;
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    keep(lines, now) {
      for (const line of lines) {
        const cookie = parseCookie(line);
        if (cookie === null) continue;
        // Max-Age wins over Expires (RFC 6265, 5.3).
        const expiresAt =
          cookie.maxAge === undefined
            ? Number(cookie.expires ?? Infinity)
            : now + cookie.maxAge * 1000;
        if (expiresAt <= now) cookies.delete(cookie.name);
        else cookies.set(cookie.name, cookie.value);
      }
    },
    get: (name) => cookies.get(name),
    header: () =>
      cookies.size === 0
        ? undefined
        : Array.from(cookies, ([name, value]) => `${name}=${value}`).join("; "),
  };
}
