/**
 * The whole gateway as one function: what it is asked, for which room, and who answers. The requests of
 * visitors with a pass go straight to the gate; only the gateway's own addresses see the router, and of
 * those not the one that everybody in line asks again and again.
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
import { statusAnswer, visitorRoutes } from "./visitor-routes.ts";
import { wrongMethodAt } from "./wrong-method.ts";

export type Gateway = (
  request: Request,
  ctx: Pick<ExecutionContext, "waitUntil">,
) => Response | Promise<Response>;

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
  .notFound(() => problem("unknown-path"));

router.all("/.stanchion/*", (c) => {
  const refused = wrongMethodAt(router.routes, c.req.path);
  if (refused) return refused;
  const { visit } = c.env;
  return visit ? visitorRoutes.fetch(c.req.raw, { visit }) : problem("unknown-host");
});

export function createGateway(env: Env): Gateway {
  const config = readConfig(env);
  const directory = createDirectoryClient(env, config);
  const roomOf = createRooms(env);

  // Without a promise of its own: nearly always all that it takes is known.
  return (request, ctx) => {
    const address = addressOf(request, config);
    if (address === null) return problem("malformed");
    const known = directory.peek(ctx);
    return known ? answer(request, ctx, address, known) : answerOnceKnown(request, ctx, address);
  };

  async function answerOnceKnown(request: Request, ctx: Context, address: Address) {
    let known: Known;
    try {
      known = await directory.get(ctx);
    } catch {
      return isOurs(address) && address.path === "/.stanchion/health"
        ? problem("room-unreachable")
        : unreachable(request);
    }
    return answer(request, ctx, address, known);
  }

  function answer(request: Request, ctx: Context, address: Address, known: Known) {
    const roomName = known.hosts.get(address.host);
    const visit =
      roomName === undefined
        ? null
        : visitOf(request, ctx, config, address, known, roomOf(roomName));
    if (!isOurs(address)) return visit ? passGate(visit) : problem("unknown-host");
    if (visit === null && !mayManage(address, config)) return problem("unknown-host");
    if (visit && isStatus(visit)) return statusAnswer(visit);
    return router.fetch(request, { management: { env, config, directory, ctx }, visit });
  }
}

type Context = Pick<ExecutionContext, "waitUntil">;

/** Where a proxy before us ended https, it alone knows how the visitor came. */
function addressOf(request: Request, { clientProtocolHeader }: Config): Address | null {
  const address = readAddress(request.url);
  if (address === null || clientProtocolHeader === null) return address;
  const secure = request.headers.get(clientProtocolHeader)?.toLowerCase() === "https";
  return { ...address, secure };
}

const isOurs = ({ target, path }: Address): boolean =>
  target.startsWith(reserved) || path === "/.stanchion";

const isStatus = ({ request, path }: Visit): boolean =>
  path === "/.stanchion/status" && request.method === "GET";

const visitOf = (
  request: Request,
  ctx: Context,
  config: Config,
  address: Address,
  { keyring, settings }: Known,
  room: RoomClient,
): Visit => ({
  request,
  ctx,
  now: Date.now(),
  config,
  room,
  keyring,
  keptSettings: settings.get(room.name) ?? null,
  ...address,
});

const mayManage = ({ host, path }: Address, { adminHosts }: Config): boolean =>
  adminHosts.includes(host) || path === "/.stanchion/health";

const unreachable = (request: Request): Response =>
  readsHtml(request)
    ? noticePage({ request }, "unavailable", 503, { retryAfterSeconds: 10 })
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
