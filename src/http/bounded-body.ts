/** What our own addresses take: a body of a told size at most, which came to its end. */

import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ownProblem } from "./own-problems.ts";
import { problem } from "./problems.ts";

export function boundedBody(maxSize: number): MiddlewareHandler {
  const limited = bodyLimit({ maxSize, onError: () => ownProblem("too-large") });
  return async (c, next) => {
    let isRead = false;
    try {
      return await limited(c, () => {
        isRead = true;
        return next();
      });
    } catch (error) {
      if (isRead) throw error;
      return problem("malformed", { detail: "The body of this request broke off." });
    }
  };
}
