/**
 * A stand-in for the gateway's management side, for tests of the merchant's screen alone: it serves
 * the page and keeps the contract of the API, with the moods that a real gateway has.
 */

import { createServer, type IncomingMessage } from "node:http";
import type { RoomSettings } from "../../src/domain/settings.ts";
import { adminPageSecurityPolicy, renderAdminPage } from "../../src/pages/admin-page.tsx";
import {
  changeRoom,
  createStandInRoom,
  fairnessIn,
  judgeChange,
  liveOf,
  resetRoom,
  type StandInRoom,
  settingsOf,
} from "./admin-stand-in-room.ts";

export interface AdminGateway {
  readonly url: string;
  token: string;
  /** `cut` breaks each connection to the API, `hang` never answers; the page itself is served. */
  mood: "well" | "cut" | "hang" | "too-many";
  /** What the gateway's clock is ahead of the browser's. */
  clockLeadMs: number;
  readonly requests: ReceivedRequest[];
  readonly addRoom: (name: string, settings?: Partial<RoomSettings>) => StandInRoom;
  /** A change by another operator. */
  readonly change: (room: StandInRoom, change: Partial<RoomSettings>, who?: string) => void;
  readonly stop: () => Promise<void>;
}

interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const pagePath = "/.stanchion/admin/";
const apiPath = "/.stanchion/api/v1/rooms";

export async function startAdminGateway(): Promise<AdminGateway> {
  const rooms = new Map<string, StandInRoom>();
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming);
    gateway.requests.push(request);
    const isApi = request.url.startsWith(apiPath);
    if (isApi && gateway.mood === "cut") incoming.socket.destroy();
    if (isApi && (gateway.mood === "cut" || gateway.mood === "hang")) return;
    const { status, headers, body } = isApi ? answerOf(gateway, rooms, request) : pageOf(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;

  const gateway: AdminGateway = {
    url: `http://${host}${pagePath}`,
    token: "a-token-for-tests-only",
    mood: "well",
    clockLeadMs: 0,
    requests: [],
    addRoom(name, settings = {}) {
      const hosts = [name === "default" ? host : `${name}.shop`];
      const room = createStandInRoom(name, { hosts, ...settings });
      rooms.set(name, room);
      return room;
    },
    change(room, change, who = "another") {
      changeRoom(room, change, { who, at: Date.now() + gateway.clockLeadMs });
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return gateway;
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function pageOf({ url }: ReceivedRequest): Reply {
  if (url !== pagePath) return { status: 404, headers: {}, body: "" };
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": adminPageSecurityPolicy,
  };
  return { status: 200, headers, body: renderAdminPage() };
}

function answerOf(
  gateway: AdminGateway,
  rooms: ReadonlyMap<string, StandInRoom>,
  request: ReceivedRequest,
): Reply {
  const now = Date.now() + gateway.clockLeadMs;
  const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
    status,
    headers: { "Content-Type": "application/json", Date: new Date(now).toUTCString(), ...headers },
    body: JSON.stringify(body),
  });

  if (gateway.mood === "too-many") return json(429, {}, { "Retry-After": "45" });
  if (request.headers.authorization !== `Bearer ${gateway.token}`) return json(401, {});
  const [, name = "", what = ""] = request.url.slice(apiPath.length).split("/");
  if (name === "") {
    const listed = [...rooms.values()].map(({ room, settings: { hosts } }) => ({ room, hosts }));
    return json(200, { rooms: listed });
  }
  const room = rooms.get(decodeURIComponent(name));
  if (room === undefined) return json(404, { title: "No such room" });
  if (what === "live") return json(200, liveOf(room, now));
  if (what === "fairness") return json(200, fairnessIn(room, now));
  if (what === "reset" && request.method === "POST") {
    resetRoom(room);
    return json(200, liveOf(room, now));
  }
  if (what === "audit") return json(200, { entries: room.audit });
  if (request.method === "PATCH") {
    if (request.headers["if-match"] !== `"${room.version}"`) return json(412, {});
    const judged = judgeChange(room, request.body);
    if (judged.kind === "wrong") return json(422, { errors: judged.errors });
    gateway.change(room, judged.change, "admin");
  }
  return json(200, settingsOf(room), { ETag: `"${room.version}"` });
}
