/** One request, with what every part of the gateway wants to know about it. */

import type { RoomSettings } from "../domain/settings.ts";
import type { Instant } from "../domain/time.ts";
import type { Config } from "../env.ts";
import type { Keyring } from "../tokens/keyring.ts";
import type { Known } from "./directory-client.ts";
import type { Refreshed } from "./refreshed.ts";
import type { RoomClient } from "./rooms.ts";

export interface Visit {
  readonly request: Request;
  /** Of the request. Each look at it costs the platform a call, and so does the way to its headers. */
  readonly method: string;
  readonly headers: Headers;
  /** All that came with it, as one text; empty: none. */
  readonly cookies: string;
  readonly ctx: Pick<ExecutionContext, "waitUntil">;
  readonly now: Instant;
  readonly config: Config;
  /** Lower case, with the port where it is not the default one. */
  readonly host: string;
  readonly secure: boolean;
  /** As the client sent it, and as it is forwarded: nothing is decoded or folded. */
  readonly path: string;
  /** The path with the query. */
  readonly target: string;
  readonly room: RoomClient;
  /** The room's, as the Directory keeps them for the time in which the room has not been heard; null: it does not. */
  readonly keptSettings: RoomSettings | null;
  readonly keyring: Keyring;
  /** For what goes on for hours: what is known then. */
  readonly directory: Pick<Refreshed<Known>, "get">;
}

export interface Address {
  readonly host: string;
  readonly secure: boolean;
  readonly path: string;
  readonly target: string;
}

/** Segments that the platform takes out on the way to the shop. No client sends them that is not up to something. */
const dotSegment = /\/\.{1,2}(?:\/|$)/;

/**
 * Takes the address apart as text. `new URL()` would decode and fold the path (`/x/%2e%2e/pay` into
 * `/pay`), and then another string would be judged than the one that is forwarded.
 * @returns null when it has no path from the root (`OPTIONS *`), or one that cannot be forwarded as it is
 */
export function readAddress(url: string): Address | null {
  const schemeEnd = url.indexOf("://") + 3;
  const pathStart = url.indexOf("/", schemeEnd);
  if (schemeEnd < 3 || pathStart < 0) return null;
  const fragment = url.indexOf("#", pathStart);
  const target = fragment < 0 ? url.slice(pathStart) : url.slice(pathStart, fragment);
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  if (dotSegment.test(path)) return null;
  return {
    host: url.slice(schemeEnd, pathStart).toLowerCase(),
    secure: url.startsWith("https:"),
    path,
    target,
  };
}
