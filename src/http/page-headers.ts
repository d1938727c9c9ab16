/**
 * Headers of every page of ours. Written once for each policy: an answer takes a copy of what is written,
 * which costs the platform a good deal less than reading it from an object each time.
 */

/** @param retryAfterSeconds left out: whoever reads the page is not told when to come again */
export function pageHeaders(contentSecurityPolicy: string, retryAfterSeconds?: number): Headers {
  const name = `${retryAfterSeconds} ${contentSecurityPolicy}`;
  const known = written.get(name);
  if (known) return known;
  const headers = write(contentSecurityPolicy, retryAfterSeconds);
  // Policies are few: one for each page of ours, and for each site with a widget.
  if (written.size >= mostWritten) written.clear();
  written.set(name, headers);
  return headers;
}

const mostWritten = 100;
const written = new Map<string, Headers>();

const write = (contentSecurityPolicy: string, retryAfterSeconds: number | undefined): Headers =>
  new Headers({
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": contentSecurityPolicy,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    ...(retryAfterSeconds && { "Retry-After": String(retryAfterSeconds) }),
  });
