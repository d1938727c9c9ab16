/**
 * What the runtime gives, turned into what the code wants. The one place that reads strings of the
 * environment; whatever is wrong with them is said once, at the first request, in one sentence.
 */

import type { AdmissionShard } from "../durable-objects/admission-shard.ts";
import type { Directory } from "../durable-objects/directory.ts";
import type { TicketBatcher } from "../durable-objects/ticket-batcher.ts";
import type { WaitingRoom } from "../durable-objects/waiting-room.ts";

/** The bindings of the objects, which is all that the objects see. */
export interface RoomEnv {
  readonly DIRECTORY: DurableObjectNamespace<Directory>;
  readonly WAITING_ROOM: DurableObjectNamespace<WaitingRoom>;
  readonly TICKET_BATCHER: DurableObjectNamespace<TicketBatcher>;
  readonly ADMISSION_SHARD: DurableObjectNamespace<AdmissionShard>;
}

/** What the rooms see beside the objects. */
export interface StoringEnv extends RoomEnv {
  /** Where they write the documents of their lines, under the path of `lineDocument`; absent: nowhere. */
  readonly LINE_DOCUMENTS?: R2Bucket;
}

/** Every binding. What is optional here has a default or may be absent. */
export interface Env extends StoringEnv {
  /** The shop, reached with host and path untouched; on Cloudflare the route leads there instead. */
  readonly ORIGIN_SERVICE?: Fetcher;
  readonly ORIGIN?: string;
  readonly ADMIN_TOKEN?: string;
  readonly SIGNING_KEYS?: string;
  readonly DEMO_HOSTS?: string;
  readonly ADMIN_HOSTS?: string;
  readonly CLIENT_ADDRESS_HEADER?: string;
  readonly CLIENT_PROTOCOL_HEADER?: string;
  readonly TURNSTILE_SECRET?: string;
  readonly TURNSTILE_VERIFY_URL?: string;
  readonly SNAPSHOT_CACHE?: string;
}

export interface Config {
  /** Absolute URL without a path; null: the zone's own origin. */
  readonly origin: string | null;
  readonly originService: Fetcher | null;
  /** Null: nobody may manage anything. */
  readonly adminToken: string | null;
  /** A private JWKS as JSON; null: the Directory keeps the keys. */
  readonly signingKeys: string | null;
  /** The hosts of the room called `default` until a merchant sets some. */
  readonly demoHosts: readonly string[];
  /** Hosts that serve the management API and nothing else, unless they are also a room's. */
  readonly adminHosts: readonly string[];
  /** The one header that is believed to carry the client's address, lower case; null: none. */
  readonly clientAddressHeader: string | null;
  /** The one header that says `https` where a proxy before us ended it, lower case; null: the address says. */
  readonly clientProtocolHeader: string | null;
  /** Null: no room can have Turnstile. */
  readonly turnstile: TurnstileAccess | null;
  /** Whether the gateways of a data centre share what they know of a room through its cache. */
  readonly sharesSnapshots: boolean;
}

/** Where Cloudflare says whether a token of its widget is genuine. */
export interface TurnstileAccess {
  readonly secret: string;
  readonly verifyUrl: string;
}

export const demoRoom = "default";
export const tokenIssuer = "stanchion";
const turnstileVerifyUrl = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

export function readConfig(env: Env): Config {
  return {
    origin: env.ORIGIN ? new URL(env.ORIGIN).origin : null,
    originService: env.ORIGIN_SERVICE ?? null,
    adminToken: env.ADMIN_TOKEN || null,
    signingKeys: env.SIGNING_KEYS || null,
    demoHosts: listOf(env.DEMO_HOSTS),
    adminHosts: listOf(env.ADMIN_HOSTS),
    clientAddressHeader: env.CLIENT_ADDRESS_HEADER?.toLowerCase() || null,
    clientProtocolHeader: env.CLIENT_PROTOCOL_HEADER?.toLowerCase() || null,
    turnstile: env.TURNSTILE_SECRET
      ? {
          secret: env.TURNSTILE_SECRET,
          verifyUrl: env.TURNSTILE_VERIFY_URL || turnstileVerifyUrl,
        }
      : null,
    sharesSnapshots: env.SNAPSHOT_CACHE === "colo",
  };
}

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? "")
    .split(",")
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== "");
