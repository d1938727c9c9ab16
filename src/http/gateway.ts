/**
 * The whole gateway as one function: what it is asked, for which room, and who answers. The requests of
 * visitors with a pass go straight to the gate; only the gateway's own addresses see the router, and of
 * those not the one that everybody in line asks again and again.
 */

import { type Config, type Env, readConfig } from "../env.ts";
import { createDirectoryClient, type Known } from "./directory-client.ts";
import { passGate } from "./gate.ts";
import { goOn, onDemand } from "./on-demand.ts";
import type { Routes } from "./own-addresses.ts";
import { problem } from "./problems.ts";
import { roomUnreachable } from "./queued.ts";
import type { Refreshed } from "./refreshed.ts";
import { createRooms, type RoomClient } from "./rooms.ts";
import { createSharedSnapshots } from "./shared-snapshots.ts";
import { statusAnswer } from "./status-route.ts";
import { type Address, readAddress, type Visit } from "./visit.ts";

export type Gateway = (
  request: Request,
  ctx: Pick<ExecutionContext, "waitUntil">,
) => Response | Promise<Response>;

const reserved = "/.stanchion/";

const ownAddresses = onDemand(() => import("./own-addresses.ts"));

export function createGateway(env: Env): Gateway {
  const config = readConfig(env);
  const directory = createDirectoryClient(env, config);
  const own = { config, directory };
  const roomOf = createRooms(env, config.sharesSnapshots ? sharedInThisColo() : null);

  // Without a promise of its own: nearly always all that it takes is known.
  return (request, ctx) => {
    const { headers } = request;
    const address = addressOf(request.url, headers, config);
    if (address === null) return problem("malformed");
    const asked = { request, headers, ctx, address };
    const known = directory.peek(ctx);
    return known ? answer(asked, known) : answerOnceKnown(asked);
  };

  async function answerOnceKnown(asked: Asked) {
    const { request, headers, ctx, address } = asked;
    let known: Known;
    try {
      known = await directory.get(ctx);
    } catch {
      return isOurs(address) && address.path === "/.stanchion/health"
        ? problem("room-unreachable")
        : roomUnreachable({ request, method: request.method, headers, ...address });
    }
    return answer(asked, known);
  }

  function answer(asked: Asked, known: Known) {
    const { request, ctx, address } = asked;
    const roomName = known.hosts.get(address.host);
    const visit = roomName === undefined ? null : visitOf(asked, own, known, roomOf(roomName));
    if (!isOurs(address)) return visit ? passGate(visit) : problem("unknown-host");
    if (visit === null && !mayManage(address, config)) return problem("unknown-host");
    if (visit && isStatus(visit)) return statusAnswer(visit);
    const given: Routes["Bindings"] = { management: { env, config, directory, ctx }, visit };
    return goOn(ownAddresses(), ({ answerAtOwnAddress }) => answerAtOwnAddress(request, given));
  }
}

/** A cache of its own: no request that anybody sends is ever answered from it, or stored in it. */
const sharedInThisColo = () =>
  createSharedSnapshots({
    open: () => caches.open("stanchion"),
    clock: () => Date.now(),
    chance: Math.random,
  });

type Context = Pick<ExecutionContext, "waitUntil">;

interface Asked {
  readonly request: Request;
  readonly headers: Headers;
  readonly ctx: Context;
  readonly address: Address;
}

/** Where a proxy before us ended https, it alone knows how the visitor came. */
function addressOf(url: string, headers: Headers, { clientProtocolHeader }: Config) {
  // The platform makes the address of both, and whoever stands before us has read another path.
  if (headers.get("Host")?.includes("/")) return null;
  const address = readAddress(url);
  if (address === null || clientProtocolHeader === null) return address;
  const secure = headers.get(clientProtocolHeader)?.toLowerCase() === "https";
  return { ...address, secure };
}

const isOurs = ({ target, path }: Address): boolean =>
  target.startsWith(reserved) || path === "/.stanchion";

const isStatus = ({ method, path }: Visit): boolean =>
  path === "/.stanchion/status" && method === "GET";

const visitOf = (
  { request, headers, ctx, address }: Asked,
  { config, directory }: { readonly config: Config; readonly directory: Refreshed<Known> },
  { keyring, settings }: Known,
  room: RoomClient,
): Visit => ({
  request,
  method: request.method,
  headers,
  cookies: headers.get("Cookie") ?? "",
  ctx,
  now: Date.now(),
  config,
  room,
  keyring,
  directory,
  keptSettings: settings.get(room.name) ?? null,
  ...address,
});

const mayManage = ({ host, path }: Address, { adminHosts }: Config): boolean =>
  adminHosts.includes(host) || path === "/.stanchion/health";
