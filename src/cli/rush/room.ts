/**
 * What the merchant has set the room to, asked through the management API: what the rush judges by.
 */

import * as v from "valibot";

export interface RoomFacts {
  readonly room: string;
  readonly admissionsPerMinute: number;
  readonly capacity: number | null;
  readonly publicPaths: readonly string[];
  readonly queuedStatus: number;
  readonly claimWindowSeconds: number;
  readonly sessionMinutes: number;
}

const roomsSchema = v.object({
  rooms: v.array(v.object({ room: v.string(), hosts: v.array(v.string()) })),
});
const settingsSchema = v.object({
  admissionsPerMinute: v.number(),
  capacity: v.nullable(v.number()),
  publicPaths: v.array(v.string()),
  queuedStatus: v.number(),
  claimWindowSeconds: v.number(),
  sessionMinutes: v.number(),
});

const pathOf = (room: string): string => `/.stanchion/api/v1/rooms/${encodeURIComponent(room)}`;

/** The room that this address belongs to, or one sentence that says why it cannot be told. */
export async function readRoomFacts(url: URL, adminToken: string): Promise<RoomFacts | string> {
  const list = await ask(url, "/.stanchion/api/v1/rooms", adminToken, roomsSchema);
  if (typeof list === "string") return list;
  const room = list.rooms.find(({ hosts }) => hosts.includes(url.host))?.room;
  if (room === undefined) return `No room answers to ${url.host}.`;
  const settings = await ask(url, pathOf(room), adminToken, settingsSchema);
  return typeof settings === "string" ? settings : { room, ...settings };
}

/** Sets the rate of the room that this address belongs to. @throws Error when it is not taken */
export async function setRate(
  url: URL,
  adminToken: string,
  admissionsPerMinute: number,
): Promise<void> {
  const facts = await readRoomFacts(url, adminToken);
  if (typeof facts === "string") throw new Error(facts);
  const answer = await fetch(new URL(pathOf(facts.room), url), {
    method: "PATCH",
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    body: JSON.stringify({ admissionsPerMinute }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`The rate could not be set (${answer.status}).`);
}

/** Null when the gateway is there, else one sentence that says what is. */
export async function whyNotReady(url: URL): Promise<string | null> {
  try {
    const answer = await fetch(new URL("/.stanchion/health", url), {
      signal: AbortSignal.timeout(5_000),
    });
    if (answer.ok) return null;
    return `${url.origin} answers, but not as a healthy Stanchion (status ${answer.status}).`;
  } catch {
    return `Nothing answers at ${url.origin}: start it with npm start in another terminal, or add --start.`;
  }
}

async function ask<Schema extends v.GenericSchema>(
  url: URL,
  path: string,
  adminToken: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | string> {
  try {
    const answer = await fetch(new URL(path, url), {
      headers: { accept: "application/json", authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.status === 401) return "The management API does not take this admin token.";
    if (!answer.ok) return `The management API answered ${path} with ${answer.status}.`;
    const result = v.safeParse(schema, await answer.json());
    return result.success ? result.output : `The management API answered ${path} in another form.`;
  } catch {
    return `The management API did not answer ${path}.`;
  }
}
