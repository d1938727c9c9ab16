/** What the management is given with each request. */

import type { Config, Env } from "../env.ts";
import type { Known } from "./directory-client.ts";
import type { Refreshed } from "./refreshed.ts";

export interface Management {
  readonly env: Env;
  readonly config: Config;
  readonly directory: Refreshed<Known>;
  readonly ctx: Pick<ExecutionContext, "waitUntil">;
}
