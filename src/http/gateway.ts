/**
 * The whole gateway as one function: what it is asked, for which room, and who answers. The requests of
 * visitors with a pass go straight to the gate; only the gateway's own addresses see the router.
 */

import { Hono } from "hono";
import { directoryName } from "../domain/names.ts";
import { type Config, type Env, readConfig } from "../env.ts";
import { adminPageSecurityPolicy, renderAdminPage } from "../pages/admin-page.tsx";
import { adminRoutes, type Management } from "./admin-routes.ts";
import { createDirectoryClient, type Known } from "./directory-client.ts";
import { passGate } from "./gate.ts";
import { problem } from "./problems.ts";
import { noticePage, pageHeaders, readsHtml } from "./queued.ts";
import { createRooms, type RoomClient } from "./rooms.ts";
import { type Address, readAddress, type Visit } from "./visit.ts";
import { visitorRoutes } from "./visitor-routes.ts";

export type Gateway = (
  request: Request,
  ctx: Pick<ExecutionContext, "waitUntil">,
) => Promise<Response>;

const reserved = "/.stanchion/";

/** What the router is given with each request; `visit` is absent on a host that only manages. */
type Routes = { Bindings: { readonly management: Management; readonly visit: Visit | null } };

const router = new Hono<Routes>()
  .get("/.stanchion/health", (c) => health(c.env.management))
  .route("/.stanchion/api/v1", adminRoutes)
  .get("/.stanchion/admin", (c) => {
    c.header("Cache-Control", "no-store");
    return c.redirect("/.stanchion/admin/", 308);
  })
  .get(
    "/.stanchion/admin/",
    () => new Response(renderAdminPage(), { headers: pageHeaders(adminPageSecurityPolicy) }),
  )
  .all("/.stanchion/*", (c) => {
    const { visit } = c.env;
    return visit ? visitorRoutes.fetch(c.req.raw, { visit }) : problem("unknown-host");
  })
  .notFound(() => problem("unknown-path"));

export function createGateway(env: Env): Gateway {
  const config = readConfig(env);
  const directory = createDirectoryClient(env, config);
  const roomOf = createRooms(env);

  return async (request, ctx) => {
    const address = readAddress(request.url);
    if (address === null) return problem("malformed");
    const management: Management = { env, config, directory, ctx };
    const isOurs = address.target.startsWith(reserved) || address.path === "/.stanchion";

    let known: Known;
    try {
      known = directory.peek(ctx) ?? (await directory.get(ctx));
    } catch {
      return isOurs && address.path === "/.stanchion/health"
        ? problem("room-unreachable")
        : unreachable(request);
    }
    const roomName = known.hosts.get(address.host);
    const visit =
      roomName === undefined
        ? null
        : visitOf(request, ctx, config, address, known, roomOf(roomName));
    if (!isOurs) return visit ? passGate(visit) : problem("unknown-host");
    if (visit === null && !mayManage(address, config)) return problem("unknown-host");
    return router.fetch(request, { management, visit });
  };
}

const visitOf = (
  request: Request,
  ctx: Pick<ExecutionContext, "waitUntil">,
  config: Config,
  address: Address,
  { keyring }: Known,
  room: RoomClient,
): Visit => ({ request, ctx, now: Date.now(), config, room, keyring, ...address });

const mayManage = ({ host, path }: Address, { adminHosts }: Config): boolean =>
  adminHosts.includes(host) || path === "/.stanchion/health";

const unreachable = (request: Request): Response =>
  readsHtml(request)
    ? noticePage({ request }, "unavailable", 503, 10)
    : problem("room-unreachable", { retryAfterSeconds: 10 });

/** Asks the Directory itself, not what is remembered of it. */
async function health({ env }: Management): Promise<Response> {
  try {
    await env.DIRECTORY.getByName(directoryName).entries();
    return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
  } catch {
    return problem("room-unreachable", { retryAfterSeconds: 5 });
  }
}
