/**
 * For a shop on Express: `app.use(requireAssertion({ jwksUrl }))`, before everything else. WebSockets go
 * past Express: for them there is `requireAssertionToUpgrade` of `stanchion/origin/node`.
 */

import { askedByNode, type NodeRequest } from "./asked.ts";
import { answerRefused, type NodeOptions, type NodeResponse } from "./node.ts";
import { createVerifier } from "./verify-assertion.ts";

export interface ExpressRequest extends NodeRequest {
  /** What stood in the request line; `url` is cut where an application is mounted. */
  readonly originalUrl: string;
}

export interface ExpressResponse extends NodeResponse {
  /** Gets `assertion`: the claims, or null where nobody was asked for one. */
  readonly locals: Record<string, unknown>;
}

export function requireAssertion<
  Request extends ExpressRequest = ExpressRequest,
  Response extends ExpressResponse = ExpressResponse,
>({
  onRefused = answerRefused,
  ...options
}: NodeOptions<Request, Response>): (
  request: Request,
  response: Response,
  next: (error?: unknown) => void,
) => Promise<void> {
  const verify = createVerifier(options);
  return async (request, response, next) => {
    try {
      const verdict = await verify(askedByNode(request, request.originalUrl));
      if (!verdict.ok) return onRefused(verdict, request, response);
      response.locals["assertion"] = verdict.claims;
    } catch (error) {
      return next(error);
    }
    next();
  };
}
