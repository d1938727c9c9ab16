/** The management API: what a merchant reads and changes. JSON only, and only with the token. */

import { sValidator } from "@hono/standard-validator";
import { type Context, Hono, type Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { directoryName, roomNameForm } from "../domain/names.ts";
import { defaultSettings, type RoomSettings, type StoredSettings } from "../domain/settings.ts";
import type { SettingsChange } from "../domain/settings-change.ts";
import { type Config, demoRoom, type Env } from "../env.ts";
import type { AuditEntry, FieldProblem, RoomLive } from "../protocol.ts";
import { generateSigningKey } from "../tokens/signing-keys.ts";
import { refuseUnlessOperator } from "./admin-auth.ts";
import type { Known } from "./directory-client.ts";
import { problem } from "./problems.ts";
import type { Refreshed } from "./refreshed.ts";
import { settingsSchema } from "./settings-schema.ts";
import { isoOf, newcomerWaitSeconds } from "./visitor-status.ts";

/** What the management API is given with each request. */
export interface Management {
  readonly env: Env;
  readonly config: Config;
  readonly directory: Refreshed<Known>;
  readonly ctx: Pick<ExecutionContext, "waitUntil">;
}

type Routes = {
  Bindings: { readonly management: Management };
  Variables: { readonly room: string };
};

const mostBodyBytes = 64 * 1_024;
/** A rotated key signs only after every gateway and every shop (`jwks.json`, max-age) heard of it. */
const newKeyDelayMs = 30_000;

const badRoomName =
  "A room's name has lower-case letters, digits and hyphens, begins with a letter or digit, and has at most 63 of them.";

/** Under this the merchant is warned: browsers wake background tabs once a minute. */
const shortClaimWindowSeconds = 120;

export const adminRoutes = new Hono<Routes>()
  .use(async (c, next) => {
    const refusal = await refuseUnlessOperator(c.req.raw, c.env.management.config, Date.now());
    if (refusal) return refusal;
    await next();
    c.header("Cache-Control", "no-store");
    // The merchant's screen judges the age of a figure by this clock; workerd sends none.
    c.header("Date", new Date().toUTCString());
  })
  .use(bodyLimit({ maxSize: mostBodyBytes, onError: () => problem("too-large") }))
  .get("/rooms", async (c) => {
    const { rooms, hosts } = await known(c.env.management);
    return c.json({
      rooms: rooms.map((room) => ({
        room,
        hosts: [...hosts].filter(([, owner]) => owner === room).map(([host]) => host),
      })),
    });
  })
  .get("/rooms/:room", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return problem("unknown-room");
    return settingsAnswer(room, await roomOf(room, management).settings(), management.config);
  })
  .get("/rooms/:room/live", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return problem("unknown-room");
    return c.json(await liveOf(room, management));
  })
  .get("/rooms/:room/audit", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return problem("unknown-room");
    const rows = await roomOf(room, management).audit();
    const entries: readonly AuditEntry[] = rows.map(({ at, fromJson, toJson, ...row }) => ({
      ...row,
      at: isoOf(at),
      from: JSON.parse(fromJson),
      to: JSON.parse(toJson),
    }));
    return c.json({ entries });
  })
  .on(["PUT", "PATCH"], "/rooms/:room", jsonOnly, checkedSettings(), async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    const mode = c.req.method === "PUT" ? "replace" : "merge";
    if (mode === "merge" && !(await exists(room, management))) return problem("unknown-room");
    if (!roomNameForm.test(room)) return problem("invalid-settings", { detail: badRoomName });
    const ifMatch = c.req.header("If-Match");
    const expectedVersion =
      ifMatch === undefined || ifMatch.trim() === "*" ? null : versionOf(ifMatch);
    // exactOptionalPropertyTypes: what the schema left out is absent, never undefined.
    const values = withoutUndefined(c.req.valid("json"));
    return change(room, { values, mode, expectedVersion, who: "admin" }, management);
  })
  .get("/keys", async (c) => {
    const { keyring } = await known(c.env.management);
    return c.json({
      keys: keyring.signing.map(({ kid, activeFrom }) => ({ kid, activeFrom: isoOf(activeFrom) })),
    });
  })
  .post("/keys/rotate", async (c) => {
    const { config, env } = c.env.management;
    if (config.signingKeys !== null) {
      return problem("invalid-settings", {
        detail:
          "The keys come from SIGNING_KEYS; add the new one at the end of it and start the gateway again.",
      });
    }
    const key = await generateSigningKey(Date.now() + newKeyDelayMs);
    await env.DIRECTORY.getByName(directoryName).addKey(key.kid, { ...key });
    await hearOfChange(c.env.management);
    return c.json({ kid: key.kid, activeFrom: isoOf(key.stanchion_active_from ?? 0) });
  })
  .notFound(() => problem("unknown-path"))
  .onError((error) =>
    error instanceof HTTPException
      ? problem("malformed", { detail: `${error.message}.` })
      : problem("room-unreachable", { retryAfterSeconds: 5 }),
  );

/** The rooms as the Directory has them now, not as this gateway saw them a moment ago. */
const known = ({ directory, ctx }: Management): Promise<Known> => directory.renew(ctx);

/** This gateway hears of it at once, others within seconds. The change is made whether it does or not. */
const hearOfChange = (management: Management): Promise<unknown> =>
  known(management).catch(() => undefined);

const exists = async (room: string, management: Management): Promise<boolean> =>
  roomNameForm.test(room) && (await known(management)).rooms.includes(room);

const roomOf = (room: string, { env }: Management) => env.WAITING_ROOM.getByName(room);

/**
 * The Directory first, so that no two rooms ever claim a host; then the room, which decides about the
 * version. If the room says no, the hosts go back to what they were.
 */
async function change(
  room: string,
  asked: SettingsChange,
  management: Management,
): Promise<Response> {
  const { env, config } = management;
  const before = await roomOf(room, management).settings();
  if (asked.expectedVersion !== null && asked.expectedVersion !== before.version) {
    return problem("stale-settings", { headers: { ETag: etagOf(before) } });
  }
  const hostsBefore = before.chosen.hosts ?? [];
  const hosts = asked.values.hosts ?? (asked.mode === "merge" ? hostsBefore : []);
  const assigned = await env.DIRECTORY.getByName(directoryName).assignHosts(room, hosts);
  if (assigned.kind === "taken") {
    const detail = `"${assigned.host}" belongs to the room "${assigned.room}"; a host has one room`;
    return problem("invalid-settings", { errors: [{ field: "hosts", detail }] });
  }
  const answer = await roomOf(room, management).changeSettings(asked);
  if (answer.kind === "stale") {
    await env.DIRECTORY.getByName(directoryName).assignHosts(
      room,
      answer.stored.chosen.hosts ?? [],
    );
    return problem("stale-settings", { headers: { ETag: etagOf(answer.stored) } });
  }
  await hearOfChange(management);
  return settingsAnswer(room, answer.stored, config);
}

function settingsAnswer(room: string, stored: StoredSettings, config: Config): Response {
  const settings = effectiveSettings(room, stored, config);
  const body = {
    room,
    ...settings,
    version: stored.version,
    changedAt: stored.version === 0 ? null : isoOf(stored.changedAt),
    changedBy: stored.changedBy,
    warnings: warningsOf(settings),
  };
  return Response.json(body, { headers: { ETag: etagOf(stored), "Cache-Control": "no-store" } });
}

/** With the defaults that only this gateway knows: the demo's hosts and the shop it was started with. */
function effectiveSettings(room: string, { chosen }: StoredSettings, config: Config): RoomSettings {
  const settings = { ...defaultSettings, ...chosen };
  const hosts =
    room === demoRoom && settings.hosts.length === 0 ? config.demoHosts : settings.hosts;
  return { ...settings, hosts, origin: settings.origin ?? config.origin };
}

function warningsOf({ claimWindowSeconds }: RoomSettings): readonly string[] {
  return claimWindowSeconds < shortClaimWindowSeconds
    ? [
        `claimWindowSeconds is under ${shortClaimWindowSeconds}: browsers wake tabs in the background once a minute, so people who are called there may come late.`,
      ]
    : [];
}

async function liveOf(room: string, management: Management): Promise<RoomLive> {
  const { snapshot, totals, ...figures } = await roomOf(room, management).live();
  const { settings } = snapshot;
  return {
    room,
    epoch: snapshot.epoch,
    state: settings.state,
    asOf: isoOf(snapshot.asOf),
    waiting: figures.waiting,
    called: figures.called,
    inside: figures.inside,
    capacity: settings.capacity,
    admittedLastMinute: figures.admittedLastMinute,
    admissionsPerMinute: settings.admissionsPerMinute,
    arrivalsLastMinute: figures.arrivalsLastMinute,
    attendance: figures.attendance,
    newcomerWaitSeconds: newcomerWaitSeconds(snapshot),
    totals: { ...totals },
    settingsVersion: snapshot.settingsVersion,
  };
}

const etagOf = ({ version }: StoredSettings): string => `"${version}"`;

/** NaN, which no version equals, for what is not one of our tags. */
const versionOf = (ifMatch: string): number =>
  Number(/^(?:W\/)?"(\d+)"$/.exec(ifMatch.trim())?.[1]);

/** The validator takes a body of another type for an empty one, and a PUT of nothing resets a room. */
async function jsonOnly(c: Context, next: Next): Promise<Response | undefined> {
  const type = c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") return problem("not-json");
  await next();
  return undefined;
}

function checkedSettings() {
  return sValidator("json", settingsSchema, (result) => {
    if (result.success) return undefined;
    const errors: readonly FieldProblem[] = result.error.map(({ path, message }) => ({
      field:
        path?.map((part) => String(typeof part === "object" ? part.key : part)).join(".") ||
        "(body)",
      detail: message,
    }));
    return problem("invalid-settings", { errors });
  });
}

function withoutUndefined<T extends object>(values: T) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}
