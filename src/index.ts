/**
 * The Worker: the gateway, and the classes of its objects. Whatever is imported here is loaded by every
 * isolate before it answers anybody; test/build/worker.test.ts says how much that may be.
 */

import { onDemand } from "../durable-objects/on-demand.ts";
import type { Env } from "./env.ts";
import { createGateway, type Gateway } from "./http/gateway.ts";

export const Directory = onDemand(
  async () => (await import("../durable-objects/directory.ts")).Directory,
  {
    entries: true,
    keepRoom: true,
    offerFirstKey: true,
    rotateKey: true,
    revokeKey: true,
    keyRecord: true,
    alarm: true,
  },
);

export const WaitingRoom = onDemand(
  async () => (await import("../durable-objects/waiting-room.ts")).WaitingRoom,
  {
    take: true,
    takeGathered: true,
    snapshot: true,
    live: true,
    fairness: true,
    reset: true,
    settings: true,
    changeSettings: true,
    audit: true,
    alarm: true,
  },
);

export const TicketBatcher = onDemand(
  async () => (await import("../durable-objects/ticket-batcher.ts")).TicketBatcher,
  { join: true },
);

export const AdmissionShard = onDemand(
  async () => (await import("../durable-objects/admission-shard.ts")).AdmissionShard,
  { take: true },
);

/** One for each isolate: the bindings of an isolate never change. */
let gateway: Gateway | undefined;

export default {
  fetch(request, env, ctx) {
    gateway ??= createGateway(env);
    return gateway(request, ctx);
  },
} satisfies ExportedHandler<Env>;
