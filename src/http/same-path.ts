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
      .replace(/;[^/]*/g, ""),
  );

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

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
