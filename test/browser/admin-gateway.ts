/**
 * A stand-in for the gateway's management side, for tests of the merchant's screen alone: it serves
 * the page and keeps the contract of the API, with rooms whose figures the test sets by hand and
 * with the moods that a real gateway has.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import { adminPageSecurityPolicy, renderAdminPage } from "../../src/pages/admin-page.tsx";
import type { AuditEntry, FieldProblem, RoomLive } from "../../src/protocol.ts";

export interface StandInRoom {
  readonly room: string;
  settings: RoomSettings;
  version: number;
  /** How long the room goes on with the settings before a change. */
  effectAfterMs: number;
  effectiveVersion: number;
  /** What the next answer about the room says; `asOf` is now unless `frozenAt` is set. */
  figures: Omit<RoomLive, "asOf" | "room" | "state" | "settingsVersion" | "capacity" | "admissionsPerMinute">;
  frozenAt: number | null;
  warnings: readonly string[];
  audit: AuditEntry[];
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface AdminGateway {
  readonly url: string;
  readonly token: string;
  readonly rooms: Map<string, StandInRoom>;
  readonly requests: ReceivedRequest[];
  /** `cut` breaks each connection to the API, `hang` never answers; the page itself is served. */
  mood: "well" | "cut" | "hang" | "too-many";
  /** What the gateway's clock is ahead of the browser's. */
  clockLeadMs: number;
  readonly addRoom: (name: string, settings?: Partial<RoomSettings>) => StandInRoom;
  /** A change by another operator, or by this screen's PATCH. */
  readonly change: (room: StandInRoom, change: Partial<RoomSettings>, who: string) => void;
  readonly stop: () => Promise<void>;
}

const apiPath = "/.stanchion/api/v1/rooms";

export async function startAdminGateway(): Promise<AdminGateway> {
  const rooms = new Map<string, StandInRoom>();
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const received = await receive(request);
    requests.push(received);
    const path = received.url.split("?")[0] ?? "";
    if (path === "/.stanchion/admin/") return servePage(response);
    if (!path.startsWith(apiPath)) return answer(response, 404, { title: "Nothing here" });
    if (gateway.mood === "cut") return request.socket.destroy();
    if (gateway.mood === "hang") return;
    serveApi(gateway, received, path.slice(apiPath.length), response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const gateway: AdminGateway = {
    url: `http://127.0.0.1:${port}/.stanchion/admin/`,
    token: "a-token-for-tests-only",
    rooms,
    requests,
    mood: "well",
    clockLeadMs: 0,
    addRoom(name, settings = {}) {
      const room = newRoom(name, settings, `127.0.0.1:${port}`);
      rooms.set(name, room);
      return room;
    },
    change(room, change, who) {
      applyChange(room, change, who, Date.now() + gateway.clockLeadMs);
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return gateway;
}

function newRoom(room: string, settings: Partial<RoomSettings>, host: string): StandInRoom {
  return {
    room,
    settings: { ...defaultSettings, hosts: [room === "default" ? host : `${room}.shop`], ...settings },
    version: 1,
    effectAfterMs: 0,
    effectiveVersion: 1,
    figures: {
      epoch: 1,
      waiting: 0,
      called: 0,
      inside: 0,
      admittedLastMinute: 0,
      arrivalsLastMinute: 0,
      attendance: null,
      newcomerWaitSeconds: null,
      totals: { joined: 0, admitted: 0, left: 0 },
    },
    frozenAt: null,
    warnings: [],
    audit: [],
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
}

function servePage(response: ServerResponse): void {
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": adminPageSecurityPolicy,
    "Cache-Control": "no-store",
  });
  response.end(renderAdminPage());
}

function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function serveApi(
  gateway: AdminGateway,
  request: ReceivedRequest,
  path: string,
  response: ServerResponse,
): void {
  const now = Date.now() + gateway.clockLeadMs;
  const date = { Date: new Date(now).toUTCString() };
  if (gateway.mood === "too-many") return answer(response, 429, {}, { ...date, "Retry-After": "45" });
  if (request.headers.authorization !== `Bearer ${gateway.token}`) {
    return answer(response, 401, { title: "No admin token" }, date);
  }
  const [, name = "", what = ""] = path.split("/");
  if (name === "") {
    const listed = [...gateway.rooms.values()].map(({ room, settings }) => ({ room, hosts: settings.hosts }));
    return answer(response, 200, { rooms: listed }, date);
  }
  const room = gateway.rooms.get(decodeURIComponent(name));
  if (room === undefined) return answer(response, 404, { title: "No such room" }, date);
  if (what === "live") return answer(response, 200, liveOf(room, now), date);
  if (what === "audit") return answer(response, 200, { entries: room.audit }, date);
  if (request.method === "PATCH") {
    if (request.headers["if-match"] !== `"${room.version}"`) {
      return answer(response, 412, { title: "Changed meanwhile" }, date);
    }
    const change = JSON.parse(request.body) as Partial<RoomSettings>;
    const errors = wrongFields(change);
    if (errors.length > 0) return answer(response, 422, { title: "Wrong", errors }, date);
    gateway.change(room, change, "admin");
  }
  answer(response, 200, settingsOf(room), { ...date, ETag: `"${room.version}"` });
}

function applyChange(room: StandInRoom, change: Partial<RoomSettings>, who: string, now: number): void {
  const version = room.version + 1;
  const from: Readonly<Record<string, unknown>> = { ...room.settings };
  const entries = Object.entries(change).map(([field, to]) => ({
    at: new Date(now).toISOString(),
    who,
    field,
    from: from[field],
    to,
    settingsVersion: version,
  }));
  room.audit = [...entries, ...room.audit];
  room.settings = { ...room.settings, ...change };
  room.version = version;
  setTimeout(() => {
    room.effectiveVersion = version;
  }, room.effectAfterMs);
}

function wrongFields({ admissionsPerMinute, capacity, message }: Partial<RoomSettings>): FieldProblem[] {
  const errors: FieldProblem[] = [];
  if (admissionsPerMinute !== undefined && admissionsPerMinute > 6_000_000) {
    errors.push({ field: "admissionsPerMinute", detail: "Must be at most 6,000,000." });
  }
  if (typeof capacity === "number" && !Number.isInteger(capacity)) {
    errors.push({ field: "capacity", detail: "Must be a whole number." });
  }
  if (typeof message === "object" && message !== null && (message["de"] ?? "").length > 20) {
    errors.push({ field: "message.de", detail: "The German text must be at most 20 characters." });
  }
  return errors;
}

function settingsOf({ room, settings, version, warnings, audit }: StandInRoom) {
  const { at = null, who = null } = audit[0] ?? {};
  return { ...settings, room, version, changedAt: at, changedBy: who, warnings };
}

function liveOf(room: StandInRoom, now: number): RoomLive {
  const { state, capacity, admissionsPerMinute } = room.settings;
  return {
    ...room.figures,
    room: room.room,
    state,
    capacity,
    admissionsPerMinute,
    asOf: new Date(room.frozenAt ?? now).toISOString(),
    settingsVersion: room.effectiveVersion,
  };
}
