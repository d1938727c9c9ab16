/**
 * Paths that many a shop takes for one: they differ in case, in slashes, in what is escaped, by a dot that is folded
 * away, or by what follows a semicolon. Only for telling whether two writes may be the same order: one of them waits
 * for the other then. What goes to the shop is the path as it came.
 */

/** The same text for all spellings of a path. */
export const commonSpelling = (path: string): string =>
  folded(
    unescaped(path)
      .toLowerCase()
      // A name ends where its parameters begin, and to C at a zero.
      .replace(/[;\0][^/\\]*/g, ""),
  );

/** Character by character: bytes that are none, such as those of Latin-1, hide none of the others. */
const unescaped = (path: string): string =>
  path.replace(/%[0-7][\da-f]|%[c-f][\da-f](?:%[89ab][\da-f]){1,3}/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });

/** Without empty segments and dots, as file systems and parsers of addresses read them. */
function folded(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split(/[/\\]/)) {
    const name = segment.replace(/[\s.]+$/, "");
    if (segment === "..") segments.pop();
    else if (name !== "") segments.push(name);
  }
  return `/${segments.join("/")}`;
}
