/** What `npm start` hands on to the Worker as it is; what it means stands in src/env.ts. */

import type { Variables } from "./environment.ts";

const handedOn = [
  "CLIENT_ADDRESS_HEADER",
  "CLIENT_PROTOCOL_HEADER",
  "TURNSTILE_SECRET",
  "TURNSTILE_VERIFY_URL",
] as const;

/** An empty variable counts as one that is not set. */
export const workerVariables = (variables: Variables): Readonly<Record<string, string>> =>
  Object.fromEntries(
    handedOn.flatMap((name) => {
      const value = variables[name];
      return value ? [[name, value]] : [];
    }),
  );
