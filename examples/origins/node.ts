/**
 * A shop on Node alone that serves nobody who did not come through the waiting room:
 * `JWKS_URL=https://shop.example/.stanchion/jwks.json node examples/origins/node.ts`. A shop of your own
 * imports `stanchion/origin/node`.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AssertionOptions } from "../../src/origin/index.ts";
import { requireAssertion } from "../../src/origin/node.ts";

const { JWKS_URL, PORT = "3000" } = process.env;

const options: AssertionOptions = { jwksUrl: JWKS_URL, exempt: ["/healthz"] };

const shop = createServer(
  requireAssertion<IncomingMessage, ServerResponse>((request, response, claims) => {
    // Null on an exempt path, where nobody was asked.
    response.end(request.url === "/healthz" ? "well" : `Welcome, number ${claims?.number}.\n`);
  }, options),
);

shop.listen(Number(PORT), "127.0.0.1", () => console.log("The shop listens on", shop.address()));
