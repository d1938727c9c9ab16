/** The Worker: the gateway, and the classes of its objects. */

import type { Env } from "./env.ts";
import { createGateway, type Gateway } from "./http/gateway.ts";

export { Directory } from "../durable-objects/directory.ts";
export { WaitingRoom } from "../durable-objects/waiting-room.ts";

/** One for each isolate: the bindings of an isolate never change. */
let gateway: Gateway | undefined;

export default {
  fetch(request, env, ctx) {
    gateway ??= createGateway(env);
    return gateway(request, ctx);
  },
} satisfies ExportedHandler<Env>;
