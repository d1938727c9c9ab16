/** The Worker of an edge: the gateway as it is everywhere, in front of objects that live in the core. */

import { type CoreAccess, remoteObjects } from "./edges/remote-objects.ts";
import type { Env, RoomEnv } from "./env.ts";
import { createGateway, type Gateway } from "./http/gateway.ts";

type EdgeEnv = Omit<Env, keyof RoomEnv> & CoreAccess;

/** One for each isolate: the bindings of an isolate never change. */
let gateway: Gateway | undefined;

export default {
  fetch(request, env, ctx) {
    gateway ??= createGateway({ ...env, ...remoteObjects(env) });
    return gateway(request, ctx);
  },
} satisfies ExportedHandler<EdgeEnv>;
