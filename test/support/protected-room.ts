/** A room of its own on a running gateway, on a host of its own, so that journeys do not meet. */

import { randomBytes } from "node:crypto";
import type { LoggedRequest } from "../../examples/shop/request-log.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import type { RoomLive } from "../../src/protocol.ts";
import { type Answer, ask } from "./ask.ts";
import type { Stack } from "./stack.ts";

/** A running gateway, its operator's token and its shop's log: all that a room needs. */
export type RoomGateway = Pick<Stack, "gatewayUrl" | "adminToken" | "requestLog">;

/** Settings as the management API takes them: with instants as text. */
export type ChosenSettings = Omit<Partial<RoomSettings>, Instants> & {
  readonly [Name in Instants]?: string | null;
};
type Instants = "preQueueAt" | "opensAt" | "closesAt";

export interface ProtectedRoom {
  readonly name: string;
  readonly host: string;
  readonly stack: RoomGateway;
  change(settings: ChosenSettings): Promise<Answer>;
  live(): Promise<RoomLive>;
  /** What reached the shop of this host, in order. */
  log(): Promise<readonly LoggedRequest[]>;
  /** Different admissions among them, in the order in which they were first seen. */
  admissionsAtShop(): Promise<readonly string[]>;
}

export interface ManagementOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the management API as the operator. */
export function manage(
  stack: Pick<RoomGateway, "gatewayUrl" | "adminToken">,
  method: string,
  path: string,
  { body, headers = {} }: ManagementOptions = {},
): Promise<Answer> {
  return ask(stack, {
    method,
    path: `/.stanchion/api/v1/${path}`,
    headers: {
      Authorization: `Bearer ${stack.adminToken}`,
      "Content-Type": "application/json",
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

export async function openRoom(
  stack: RoomGateway,
  settings: ChosenSettings = {},
): Promise<ProtectedRoom> {
  const name = `room-${randomBytes(6).toString("hex")}`;
  const host = `${name}.example`;
  const path = `rooms/${name}`;
  const created = await manage(stack, "PUT", path, { body: { hosts: [host], ...settings } });
  if (created.status !== 200) throw new Error(`Cannot open a room: ${created.text()}`);
  const log = async () => (await stack.requestLog()).filter((entry) => entry.host === host);
  return {
    name,
    host,
    stack,
    change: (change) => manage(stack, "PATCH", path, { body: change }),
    live: async () => (await manage(stack, "GET", `${path}/live`)).json<RoomLive>(),
    log,
    async admissionsAtShop() {
      const passes = (await log()).map(({ assertion }) => assertion?.pass ?? "nobody");
      return [...new Set(passes)];
    },
  };
}
