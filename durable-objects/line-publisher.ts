/**
 * Where a room writes the document of its line, for caches without a Worker before them to answer from. Nothing in the
 * room waits for it or depends on it: one is written at a time, no more than one a second, and one that fails is
 * followed by the next.
 */

import { type LineDocument, lineDocumentCaching } from "../src/domain/line-document.ts";
import { type Instant, secondMs } from "../src/domain/time.ts";

/** What of a bucket is used. */
export type LineBucket = Pick<R2Bucket, "put">;

export interface LinePublisher {
  /** Whether one is to be written now. */
  isDue(now: Instant): boolean;
  publish(document: LineDocument, address: string, now: Instant): void;
}

/** As often as a bucket takes the same name. */
const everyMs = secondMs;
/** After so long one that is not answered no longer keeps the next one waiting. */
const patienceMs = 10 * secondMs;

export function createLinePublisher(bucket: LineBucket): LinePublisher {
  let nextAt = Number.NEGATIVE_INFINITY;
  let latest = 0;
  return {
    // Also after the clock was set back.
    isDue: (now) => now >= nextAt || now < nextAt - patienceMs,
    publish(document, address, now) {
      nextAt = now + patienceMs;
      const mine = ++latest;
      const done = () => {
        if (mine === latest) nextAt = now + everyMs;
      };
      const httpMetadata = { contentType: "application/json", cacheControl: lineDocumentCaching };
      // Inside a promise: whatever is thrown at once is a failure like any other, and none of the room's.
      void Promise.resolve()
        .then(() =>
          bucket.put(new URL(address).pathname.slice(1), JSON.stringify(document), {
            httpMetadata,
          }),
        )
        .then(done, done);
    },
  };
}
