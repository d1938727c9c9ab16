/** How the scripts of the visitors' pages find what the gateway put there. */

/** @throws {TypeError} when the page and its script do not belong together */
export function elementOf<E extends Element>(selector: string, kind: abstract new () => E): E {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new TypeError(`Cannot find ${selector}`);
}

/** A text of the page, or what the gateway wrote for the script as JSON. */
export function textIn(selector: string): string {
  return elementOf(selector, HTMLElement).textContent ?? "";
}
