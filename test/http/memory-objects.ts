/**
 * A gateway in one process: the real app in front of objects in memory that can be told to fail, and a
 * shop that keeps what reached it. The line is the real one; only the disk and the network are missing.
 */

import type { RoomCall } from "../../src/domain/calls.ts";
import { type KeptSettings, keptOf } from "../../src/domain/kept-settings.ts";
import type { OriginSight } from "../../src/domain/origin-sight.ts";
import { noJoins, recallJoin, rememberJoin } from "../../src/domain/recent-joins.ts";
import { passTime, takeCalls } from "../../src/domain/room.ts";
import { seeOrigin } from "../../src/domain/room-origin.ts";
import { newRoom } from "../../src/domain/room-state.ts";
import { snapshotOf } from "../../src/domain/room-view.ts";
import { defaultSettings, type RoomSettings } from "../../src/domain/settings.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";
import type { Env } from "../../src/env.ts";
import { drawChance, hmacSha256 } from "../../src/hash.ts";
import { createGateway } from "../../src/http/gateway.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import { memoryRegister } from "../support/memory-register.ts";
import { waiting } from "./waiting.ts";

export type Mood = "well" | "slow" | "failing" | "hung" | "overloaded";

export interface TestGateway {
  /** What the visitor gets; a path is taken as one of the default room's host. */
  ask(pathOrUrl: string, init?: RequestInit): Promise<Response>;
  /** What reached the shop. */
  readonly atShop: Request[];
  answerOfShop: () => Response | Promise<Response>;
  settings: RoomSettings;
  /** What the room says of it. */
  arrivalsLastMinute: number;
  roomMood: Mood;
  directoryMood: Mood;
  /** What the Directory keeps; of the room null: an earlier release set it up. */
  kept: KeptSettings | null;
  keys: readonly PrivateJwk[];
  /** How often the room was called, and with what. */
  readonly calls: (readonly RoomCall[])[];
  readonly rows: ReturnType<typeof memoryRegister>["rows"];
  snapshot(): RoomSnapshot;
}

export const host = "shop.example";

/** @param variables of the Worker, beside its objects and its shop */
export async function createTestGateway(
  chosen: Partial<RoomSettings> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<TestGateway> {
  const register = memoryRegister();
  let room = newRoom(
    1,
    drawChance((count) => new Uint8Array(count)),
    Date.now(),
  );
  let joins = noJoins(Date.now());
  const calls: (readonly RoomCall[])[] = [];
  const atShop: Request[] = [];

  const turn = () => ({
    settings: test.settings,
    register,
    name: "default",
    hmac: hmacSha256,
    now: Date.now(),
  });
  const snapshot = (): RoomSnapshot => {
    room = passTime(room, turn());
    const revoked = [...register.rows.values()]
      .filter(({ ended }) => ended === "revoked" || ended === "left")
      .map(({ passId }) => passId);
    const { settings } = test;
    const { arrivalsLastMinute } = test;
    return {
      ...snapshotOf(room, turn()),
      settings,
      settingsVersion: 0,
      revoked,
      arrivalsLastMinute,
    };
  };
  const waitingRoom = {
    async snapshot(seen?: OriginSight) {
      await moodOf(test.roomMood);
      if (seen) room = seeOrigin(room, seen, Date.now());
      return snapshot();
    },
    async take(batch: readonly RoomCall[], seen?: OriginSight) {
      calls.push(batch);
      await moodOf(test.roomMood);
      if (seen) room = seeOrigin(room, seen, Date.now());
      const taken = takeCalls(room, batch, (name) => recallJoin(joins, name), turn());
      room = taken.room;
      batch.forEach((call, index) => {
        const answer = taken.answers[index];
        if (call.kind !== "join" || !answer || !("joined" in answer) || !answer.joined) return;
        joins = rememberJoin(joins, call.key, answer.joined, Date.now());
      });
      return { answers: taken.answers, snapshot: snapshot() };
    },
  };
  const directory = {
    async entries() {
      await moodOf(test.directoryMood);
      const hosts = { [host]: "default", "other.example": "other" };
      const kept = test.kept && { default: test.kept };
      return { hosts, rooms: ["default", "other"], kept: kept ?? {}, keys: test.keys };
    },
  };
  const shop = {
    async fetch(request: Request) {
      atShop.push(request);
      return test.answerOfShop();
    },
  };
  // The gateway sees the few methods of its objects that are played here, and no others.
  const env = {
    WAITING_ROOM: { getByName: () => waitingRoom },
    DIRECTORY: { getByName: () => directory },
    ORIGIN_SERVICE: shop,
    ...variables,
  } as unknown as Env;
  const gateway = createGateway(env);

  const test: TestGateway = {
    async ask(pathOrUrl, init) {
      const url = pathOrUrl.startsWith("/") ? `http://${host}${pathOrUrl}` : pathOrUrl;
      return gateway(new Request(url, init), waiting().ctx);
    },
    atShop,
    answerOfShop: () => new Response("from the shop"),
    settings: { ...defaultSettings, ...chosen },
    arrivalsLastMinute: 0,
    kept: keptOf(chosen),
    keys: [await generateSigningKey()],
    roomMood: "well",
    directoryMood: "well",
    calls,
    rows: register.rows,
    snapshot,
  };
  return test;
}

async function moodOf(mood: Mood): Promise<void> {
  if (mood === "failing") throw new Error("the object was reset");
  if (mood === "overloaded") throw Object.assign(new Error("overloaded"), { overloaded: true });
  if (mood === "slow") await new Promise((resolve) => setTimeout(resolve, 1_500));
  if (mood === "hung") await new Promise(() => undefined);
}

export const html = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

/** What a browser would send back of the cookies that an answer sets. */
export const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
