/** An object from outside that has these parts and no others, and says which of three mistakes was made. */

import * as v from "valibot";

/** @param what what a reader would call it: `a line`, `the stock` */
export function objectOf<const Parts extends v.ObjectEntries>(what: string, parts: Parts) {
  const names = Object.keys(parts).join(", ");
  return v.strictObject(parts, ({ expected, path }) => {
    if (expected === "never") return `is not a part of ${what}, which has ${names}`;
    return path === undefined || path.length === 0 || expected === "Object"
      ? `must be an object: ${what} has ${names}`
      : `is missing: ${what} has ${names}`;
  });
}
