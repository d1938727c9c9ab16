/** Finding the page's parts, each by its id and as the kind of element that it must be. */

export function part<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`Cannot find the part: the page has no ${kind.name} with the id ${id}`);
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = "",
  className = "",
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}

/** Writes only what differs: an unchanged text costs no layout and is not announced anew. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
