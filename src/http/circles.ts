/**
 * Shops at an address of the gateway itself: they would be asked in circles, through one room or several. What nobody
 * can tell from an address, a name that leads here by way of somebody else's DNS, is found when a request comes back.
 */

import type { RoomSettings } from "../domain/settings.ts";
import type { Config } from "../env.ts";
import type { FieldProblem } from "../protocol.ts";
import type { Known } from "./directory-client.ts";
import { isLoopback } from "./loopback.ts";
import { portOf } from "./port-of.ts";

export interface GatewayAddresses {
  readonly known: Pick<Known, "hosts" | "settings">;
  readonly config: Pick<Config, "adminHosts" | "demoHosts">;
  /** The address that the change was asked for at. */
  readonly askedAt: string;
}

export function circlesIn(
  room: string,
  { origin, hosts = [] }: Partial<RoomSettings>,
  { known, config, askedAt }: GatewayAddresses,
): readonly FieldProblem[] {
  const { port } = new URL(askedAt);
  const listening = new Set(config.demoHosts.flatMap(serversAt));
  const ours = new Set([
    ...listening,
    ...[...hosts, ...known.hosts.keys(), ...config.adminHosts].flatMap(serversAt),
    // Without a port it may have come through a proxy, with which a shop may share the machine.
    ...(port === "" ? [] : serversAt(`localhost:${port}`)),
  ]);
  // At some other port of a desk a proxy may well tell `shop.localhost` from `origin.localhost`.
  const isOurs = (shop: string) => ours.has(shop) || listening.has(withoutLabels(shop));
  const shopAt = (host: string) => {
    const servers = serversAt(host);
    return [...known.settings].find(
      ([other, settings]) =>
        other !== room && settings.origin && servers.includes(serverOf(settings.origin)),
    )?.[0];
  };
  const otherShops = hosts.flatMap((host) => {
    const other = shopAt(host);
    return other === undefined ? [] : [`"${host}" is where the shop of the room "${other}" is`];
  });
  return [
    ...(origin && isOurs(serverOf(origin))
      ? [
          {
            field: "origin",
            detail: `"${new URL(origin).host}" is an address of this gateway itself, so requests would go in circles; give the shop's own address, or null`,
          },
        ]
      : []),
    ...otherShops.map((detail) => ({ field: "hosts", detail })),
  ];
}

function serverOf(origin: string): string {
  const address = new URL(origin);
  return serverAt(address.hostname, portOf(address));
}

/** A host without a port is reached by http and https alike. */
function serversAt(host: string): readonly string[] {
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return (port === undefined ? [80, 443] : [Number(port)]).map((each) => serverAt(name, each));
}

/** Alike for all names of one server that can be told from the names. */
function serverAt(dotted: string, port: number): string {
  const name = dotted.replace(/\.$/, "");
  return `${isLoopback(name) && !name.endsWith(".localhost") ? "localhost" : name}:${port}`;
}

/** Where a name below `localhost` leads to: `a.localhost:80` to `localhost:80`. */
const withoutLabels = (server: string): string => server.replace(/^.+\.(?=localhost:)/, "");
