/** What `npm start` says once everything answers: where to look, and how to see a line. */

import { relative } from "node:path";
import type { StartSettings } from "./environment.ts";
import type { RunningGateway } from "./running-gateway.ts";

export interface Behind {
  /** Where the shop itself is. */
  readonly origin: URL;
  /** Null: the gateway is one process. */
  readonly edges: number | null;
}

export function greeting(
  { url, adminToken }: RunningGateway,
  settings: StartSettings,
  { origin, edges }: Behind,
): string {
  const { dataDirectory, shopVerifies } = settings;
  const isDemo = settings.origin === null;
  const shop = isDemo ? "the demo shop" : origin.origin;
  // Strangers are to see what a doctor would: a shop's own address is a way around the line.
  const behind = isDemo
    ? `\n  behind it    ${origin.origin}/  (${shopVerifies ? "turns strangers away" : "serves strangers; SHOP_VERIFY=1 npm start turns them away"})`
    : "";
  const processes =
    edges === null ? "" : `, with ${edges} ${edges === 1 ? "edge" : "edges"} over one core`;
  // A token that somebody chose is for keeps, and a terminal's output is often kept as well.
  const token =
    settings.adminToken === null
      ? `${adminToken}  (for this run; set ADMIN_TOKEN to choose your own)`
      : "the one in ADMIN_TOKEN";
  const fromHere = relative(process.cwd(), dataDirectory);
  const kept = fromHere.startsWith("..") ? dataDirectory : fromHere;
  return `
Stanchion is running in front of ${shop}${processes}.

  shop         ${url}/
  management   ${url}/.stanchion/admin/
  admin token  ${token}${behind}

To see the line: sign in at the management address, set the rate to 1 a minute, and open the shop
in several browsers or private windows. Or send a crowd, from another terminal:

  npm run rush -- --visitors 2000 --over 10s

Ctrl-C stops it. The line is kept in ${kept}: after a restart everybody still has their place.
`;
}
