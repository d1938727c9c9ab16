/**
 * The list of paths that need no pass. Exact, and of plain characters only, so that no two readings of
 * an address can disagree about it: what is compared is the very string that is forwarded.
 */

/** Letters, digits and the marks that no server reads as anything but themselves; dots only within a name. */
const plainPath = /^(?:\/[\w~-](?:[\w.~-]*[\w~-])?)+\/?$|^\/$/;

export const isPlainPath = (path: string): boolean => plainPath.test(path);

export const isPublicPath = (path: string, publicPaths: readonly string[]): boolean =>
  publicPaths.includes(path) && isPlainPath(path);
