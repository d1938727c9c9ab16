/** The management API: what a merchant reads and changes. JSON only, and only with the token. */

import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { PassInLine, RoomCall } from "../domain/calls.ts";
import { keptOf } from "../domain/kept-settings.ts";
import { directoryName, roomNameForm } from "../domain/names.ts";
import { defaultSettings, lineForAll } from "../domain/settings.ts";
import type { SettingsChange } from "../domain/settings-change.ts";
import type { FieldProblem, RoomLive } from "../protocol.ts";
import { importInvitationKeys } from "../tokens/invitation-keys.ts";
import { refuseUnlessOperator } from "./admin-auth.ts";
import { auditEntryOf, etagOf, settingsAnswer, versionOf } from "./admin-settings.ts";
import { boundedBody } from "./bounded-body.ts";
import { circlesIn, type GatewayAddresses } from "./circles.ts";
import type { Known } from "./directory-client.ts";
import { checked, jsonOnly } from "./json-body.ts";
import { keyRoutes } from "./key-routes.ts";
import type { Management } from "./management.ts";
import { orderReport, type ReportedSession } from "./order-report.ts";
import { ownProblem } from "./own-problems.ts";
import { problem } from "./problems.ts";
import { settingsSchema } from "./settings-schema.ts";
import { contradictionsIn } from "./settings-sense.ts";
import { isoOf, isoOrNull, newcomerWaitSeconds } from "./visitor-status.ts";
import { wrongMethodAt } from "./wrong-method.ts";

type Routes = {
  Bindings: { readonly management: Management };
  Variables: { readonly room: string };
};

const mostBodyBytes = 64 * 1_024;

const badRoomName =
  "A room's name has lower-case letters, digits and hyphens, begins with a letter or digit, and has at most 63 of them.";

export const adminRoutes = new Hono<Routes>()
  .basePath("/.stanchion/api/v1")
  .use(async (c, next) => {
    const refusal = await refuseUnlessOperator(c.req.raw, c.env.management.config, Date.now());
    if (refusal) return refusal;
    await next();
    c.header("Cache-Control", "no-store");
    // The merchant's screen judges the age of a figure by this clock; workerd sends none.
    c.header("Date", new Date().toUTCString());
  })
  .use(boundedBody(mostBodyBytes))
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
    const { rooms, hosts } = await known(management);
    if (!rooms.includes(room)) return ownProblem("unknown-room");
    const stored = await roomOf(room, management).settings();
    return settingsAnswer(room, stored, { hosts, config: management.config });
  })
  .get("/rooms/:room/live", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return ownProblem("unknown-room");
    return c.json(await liveOf(room, management));
  })
  .get("/rooms/:room/audit", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return ownProblem("unknown-room");
    const rows = await roomOf(room, management).audit();
    return c.json({ entries: [...rows].map(auditEntryOf) });
  })
  .get("/rooms/:room/fairness", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return ownProblem("unknown-room");
    return c.json(await fairnessIn(room, management));
  })
  .post("/rooms/:room/orders", jsonOnly, checked(orderReport), async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return ownProblem("unknown-room");
    const { order, units, session } = c.req.valid("json");
    const { chosen } = await roomOf(room, management).settings();
    if (!session && !chosen.stock) return ownProblem("no-stock");
    // What a session sold ends it, as the shop's own word does; anything else was sold elsewhere.
    const call: RoomCall = session
      ? {
          ...{ kind: "end", ...sessionNamed(session), reason: "complete", units, order },
          confirmation: { order, page: null },
        }
      : { kind: "sold", key: order, units };
    const { answers } = await roomOf(room, management).take([call]);
    if (answers[0]?.kind === "void") return ownProblem("unknown-session");
    return c.json(await liveOf(room, management));
  })
  .post("/rooms/:room/reset", async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    if (!(await exists(room, management))) return ownProblem("unknown-room");
    await roomOf(room, management).reset("admin");
    return c.json(await liveOf(room, management));
  })
  .on(["PUT", "PATCH"], "/rooms/:room", jsonOnly, checked(settingsSchema), async (c) => {
    const { management } = c.env;
    const room = c.req.param("room");
    const mode = c.req.method === "PUT" ? "replace" : "merge";
    if (mode === "merge" && !(await exists(room, management))) return ownProblem("unknown-room");
    if (!roomNameForm.test(room)) return ownProblem("invalid-settings", { detail: badRoomName });
    const ifMatch = c.req.header("If-Match");
    const expectedVersion =
      ifMatch === undefined || ifMatch.trim() === "*" ? null : versionOf(ifMatch);
    // exactOptionalPropertyTypes: what the schema left out is absent, never undefined.
    const values = withoutUndefined(c.req.valid("json"));
    const asked = { values, mode, expectedVersion, who: "admin" } as const;
    return change(room, asked, { ...management, askedAt: c.req.url });
  })
  .route("/keys", keyRoutes)
  .onError((error) =>
    error instanceof HTTPException
      ? problem("malformed", { detail: `${error.message}.` })
      : problem("room-unreachable", { retryAfterSeconds: 5 }),
  );

adminRoutes.notFound(
  (c) => wrongMethodAt(adminRoutes.routes, c.req.path) ?? problem("unknown-path"),
);

/** The rooms as the Directory has them now, not as this gateway saw them a moment ago. */
const known = ({ directory, ctx }: Management): Promise<Known> => directory.renew(ctx);

/** This gateway hears of it at once, others within seconds. The change is made whether it does or not. */
const hearOfChange = (management: Management): Promise<Known | undefined> =>
  known(management).catch(() => undefined);

const exists = async (room: string, management: Management): Promise<boolean> =>
  roomNameForm.test(room) && (await known(management)).rooms.includes(room);

const sessionNamed = ({ pass, ...place }: ReportedSession): PassInLine => ({
  ...place,
  ...(pass !== undefined && { pass: { id: pass } }),
});

const roomOf = (room: string, { env }: Management) => env.WAITING_ROOM.getByName(room);

/**
 * The Directory first, so that no two rooms ever claim a host; then the room, which decides about the
 * version. If the room says no, what the Directory has of it goes back to what it was.
 */
async function change(
  room: string,
  asked: SettingsChange,
  management: Management & Pick<GatewayAddresses, "askedAt">,
): Promise<Response> {
  const { env, config } = management;
  const before = await roomOf(room, management).settings();
  if (asked.expectedVersion !== null && asked.expectedVersion !== before.version) {
    return ownProblem("stale-settings", { headers: { ETag: etagOf(before) } });
  }
  const merged = asked.mode === "merge" ? { ...before.chosen, ...asked.values } : asked.values;
  const errors = [
    ...contradictionsIn({ ...defaultSettings, ...merged }),
    ...(await problemsOfKeys(asked.values)),
    ...(asked.values.origin || asked.values.hosts
      ? circlesIn(room, merged, { ...management, known: await known(management) })
      : []),
  ];
  if (errors.length > 0) return ownProblem("invalid-settings", { errors });
  const directory = env.DIRECTORY.getByName(directoryName);
  const assigned = await directory.keepRoom(room, merged.hosts ?? [], keptOf(merged));
  if (assigned.kind === "taken") {
    const detail = `"${assigned.host}" belongs to the room "${assigned.room}"; a host has one room`;
    return ownProblem("invalid-settings", { errors: [{ field: "hosts", detail }] });
  }
  const answer = await roomOf(room, management).changeSettings(asked);
  if (answer.kind === "stale") {
    const { chosen } = answer.stored;
    await directory.keepRoom(room, chosen.hosts ?? [], keptOf(chosen));
    return ownProblem("stale-settings", { headers: { ETag: etagOf(answer.stored) } });
  }
  const { hosts: heard } = (await hearOfChange(management)) ?? { hosts: new Map() };
  return settingsAnswer(room, answer.stored, { hosts: heard, config });
}

async function liveOf(room: string, management: Management): Promise<RoomLive> {
  const { snapshot, ...figures } = await roomOf(room, management).live();
  const { settings } = snapshot;
  const { calibration, originHealth, stock } = figures;
  return {
    room,
    epoch: snapshot.epoch,
    state: settings.state,
    access: snapshot.access,
    asOf: isoOf(snapshot.asOf),
    waiting: figures.waiting,
    called: figures.called,
    inside: figures.inside,
    capacity: settings.capacity,
    admittedLastMinute: figures.admittedLastMinute,
    admissionsPerMinute: settings.admissionsPerMinute,
    effectivePerMinute: figures.effectivePerMinute,
    arrivalsLastMinute: figures.arrivalsLastMinute,
    attendance: figures.attendance,
    newcomerWaitSeconds: newcomerWaitSeconds(lineForAll(settings), snapshot),
    totals: { joined: figures.joined, admitted: figures.admitted, left: figures.left },
    clonedPasses: figures.clonedPasses,
    lines: [...figures.lines],
    draw: { commitment: snapshot.draw.commitment, isHeld: snapshot.draw.held !== null },
    stock: stock && { ...stock, soldOutAt: isoOrNull(stock.soldOutAt) },
    originHealth: originHealth && {
      isOut: originHealth.isOut,
      moves: originHealth.moves.map(({ at, ...move }) => ({ ...move, at: isoOf(at) })),
    },
    estimates: {
      ...calibration,
      coverage: calibration.told === 0 ? null : calibration.held / calibration.told,
    },
    settingsVersion: snapshot.settingsVersion,
  };
}

/** Whether a key is a point of its curve shows only when it is imported. */
async function problemsOfKeys({
  invitations,
}: SettingsChange["values"]): Promise<readonly FieldProblem[]> {
  const imported = await importInvitationKeys(invitations?.keys ?? []);
  return imported.kind === "invitation-keyring"
    ? []
    : [{ field: "invitations.keys", detail: imported.detail }];
}

/** Overtaking and waits as they were, with the instants as text. */
async function fairnessIn(room: string, management: Management) {
  const report = await roomOf(room, management).fairness();
  return { room, ...report, asOf: isoOf(report.asOf) };
}

function withoutUndefined<T extends object>(values: T) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]: Exclude<T[Name], undefined>;
  };
}
