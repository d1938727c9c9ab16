/** A browser may draw a page ahead of time for a visitor who never comes: that must do nothing. */

export function whenSeen(start: () => void): void {
  if ("prerendering" in document && document.prerendering) {
    document.addEventListener("prerenderingchange", start, { once: true });
  } else start();
}
