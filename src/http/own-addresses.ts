/**
 * The gateway's own addresses: those of visitors, the merchant's screen and the management API. Only they
 * need a router, so it is loaded with the first request for one of them.
 */

import { Hono } from "hono";
import { directoryName } from "../domain/names.ts";
import { secondMs } from "../domain/time.ts";
import { after } from "./after.ts";
import type { Management } from "./management.ts";
import { onDemand } from "./on-demand.ts";
import { pageHeaders } from "./page-headers.ts";
import { problem } from "./problems.ts";
import type { Visit } from "./visit.ts";
import { answerToCrowd, visitorRoutes } from "./visitor-routes.ts";
import { wrongMethodAt } from "./wrong-method.ts";

/** What the router is given with each request; `visit` is absent on a host that only manages. */
export type Routes = {
  Bindings: { readonly management: Management; readonly visit: Visit | null };
};

const adminRoutes = onDemand(() => import("./admin-routes.ts").then((part) => part.adminRoutes));
const adminPage = onDemand(() => import("../pages/admin-page.tsx"));

export const answerAtOwnAddress = (
  request: Request,
  given: Routes["Bindings"],
): Response | Promise<Response> =>
  (given.visit && answerToCrowd(given.visit)) ?? ownAddresses.fetch(request, given);

const ownAddresses = new Hono<Routes>()
  .get("/.stanchion/health", (c) => health(c.env.management))
  .all("/.stanchion/api/v1/*", async (c) => {
    const { management } = c.env;
    return (await adminRoutes()).fetch(c.req.raw, { management });
  })
  .get("/.stanchion/admin", (c) => {
    c.header("Cache-Control", "no-store");
    return c.redirect("/.stanchion/admin/", 308);
  })
  .get("/.stanchion/admin/", async () => {
    const { renderAdminPage, adminPageSecurityPolicy } = await adminPage();
    return new Response(renderAdminPage(), { headers: pageHeaders(adminPageSecurityPolicy) });
  })
  .notFound(() => problem("unknown-path"));

ownAddresses.all("/.stanchion/*", (c) => {
  const refused = wrongMethodAt(ownAddresses.routes, c.req.path);
  if (refused) return refused;
  const { visit } = c.env;
  return visit ? visitorRoutes.fetch(c.req.raw, { visit }) : problem("unknown-host");
});

/** Whoever asks for it has a patience of their own, which is seldom longer. */
const healthPatienceMs = 2 * secondMs;

/** Asks the Directory itself, not what is remembered of it. */
async function health({ env }: Management): Promise<Response> {
  try {
    const entries = env.DIRECTORY.getByName(directoryName).entries();
    if (!(await Promise.race([entries, after(healthPatienceMs)]))) throw new Error("No answer");
    return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
  } catch {
    return problem("room-unreachable", { retryAfterSeconds: 5 });
  }
}
