/** What this gateway is called among others like it: by the room that hears of their writes, and by itself in a loop. */

import { newTokenId } from "../tokens/claims.ts";

/** There is no chance to be had before an isolate's first request. */
let name: string | undefined;

export const isolateName = (): string => {
  name ??= newTokenId();
  return name;
};
