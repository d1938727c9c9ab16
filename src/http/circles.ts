/**
 * Shops at an address of the gateway itself: they would be asked in circles, through one room or several. What nobody
 * can tell from an address, a name that leads here by way of somebody else's DNS, is found when a request comes back.
 */

import type { RoomSettings } from "../domain/settings.ts";
import type { Config } from "../env.ts";
import type { FieldProblem } from "../protocol.ts";
import type { Known } from "./directory-client.ts";
import { isLoopback } from "./loopback.ts";

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
  const ours = new Set(
    [
      ...[...hosts, ...known.hosts.keys(), ...config.adminHosts, ...config.demoHosts],
      // Without a port it may have come through a proxy, with which a shop may share the machine.
      ...(port === "" ? [] : [`localhost:${port}`]),
    ].map(serverAt),
  );
  const shop = hostOf(origin);
  const shopOf = (host: string) =>
    [...known.settings].find(
      ([other, settings]) => other !== room && serverOf(settings.origin) === serverAt(host),
    )?.[0];
  const otherShops = hosts.flatMap((host) => {
    const other = shopOf(host);
    return other === undefined ? [] : [`"${host}" is where the shop of the room "${other}" is`];
  });
  return [
    ...(shop !== null && ours.has(serverAt(shop))
      ? [
          {
            field: "origin",
            detail: `"${shop}" is an address of this gateway itself, so requests would go in circles; give the shop's own address, or null`,
          },
        ]
      : []),
    ...otherShops.map((detail) => ({ field: "hosts", detail })),
  ];
}

const hostOf = (origin: string | null | undefined): string | null =>
  origin ? new URL(origin).host : null;

const serverOf = (origin: string | null): string | null => {
  const host = hostOf(origin);
  return host && serverAt(host);
};

/** Alike for all names of one server that can be told from the names. */
function serverAt(host: string): string {
  const [, name = host, port = ""] = /^(.*?)\.?(:\d+)?$/.exec(host) ?? [];
  return `${isLoopback(name) ? "localhost" : name}${port}`;
}
