/** What an edge sees of the objects: the same that a gateway in one process sees, and nobody else anything. */

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nothingSeen } from "../../src/domain/origin-sight.ts";
import { answerEdge } from "../../src/edges/core-door.ts";
import { remoteObjects } from "../../src/edges/remote-objects.ts";
import { proofOf } from "../../src/edges/wire.ts";
import {
  breakWrites,
  enter,
  join,
  joins,
  letPass,
  newRoom,
  outcomeOf,
  pass,
} from "./room-calls.ts";

const CORE_SECRET = "the-secret-of-this-run";

/** An edge whose core is in this process; all that travels is text all the same. */
const edgeWith = (secret: string) =>
  remoteObjects({
    CORE_SECRET: secret,
    CORE: {
      fetch: (url: RequestInfo | URL, init?: RequestInit) =>
        answerEdge(new Request(url, init), { ...env, CORE_SECRET }),
    },
  });
const edge = edgeWith(CORE_SECRET);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("an object that an edge asks", () => {
  test.each([
    ["a line that nobody may leave for the shop", { queue: "always", admissionsPerMinute: 0 }],
    ["a room with room", {}],
    ["a room that counts its stock", { stock: { units: 3, perOrder: 1 } }],
    ["a room that shuffles before it opens", { order: "draw", opensAt: Date.now() + 3_600_000 }],
    ["a room that spares its shop", { originHealth: { targetMilliseconds: 9, floorPerMinute: 1 } }],
  ] as const)("says what it says to anybody: %s", async (_, settings) => {
    const room = await newRoom(settings);
    const remote = edge.WAITING_ROOM.getByName(room.name ?? "");
    const seen = { ...nothingSeen, asked: 3, answered: 2, slow: 1, failed: 1 };
    const calls = [...joins(5), pass("a"), enter(1)];
    const { answers } = await remote.take(calls, seen);
    expect(answers).toEqual((await room.take(calls)).answers);
    letPass(700);
    expect(await remote.snapshot(seen)).toEqual(await room.snapshot());
    expect(await remote.live()).toEqual(await room.live());
    expect(await remote.fairness()).toEqual(await room.fairness());
    expect(await remote.settings()).toEqual(await room.settings());
    expect(await remote.audit()).toEqual(await room.audit());
  });

  test("answers the same join once, whichever way it comes", async () => {
    const room = await newRoom({ queue: "always" });
    const remote = edge.WAITING_ROOM.getByName(room.name ?? "");
    const [first] = (await remote.take([join("a")])).answers;
    expect((await room.take([join("a")])).answers).toEqual([first]);
  });

  test("is the Directory as well, with its refusals", async () => {
    const name = crypto.randomUUID();
    const [remote, directory] = [edge.DIRECTORY.getByName(name), env.DIRECTORY.getByName(name)];
    await remote.offerFirstKey("a", { kid: "a", d: "d" });
    await remote.keepRoom("shop", ["a.example"], {});
    expect(await remote.entries()).toEqual(await directory.entries());
    expect(await remote.keepRoom("other", ["a.example"], {})).toMatchObject({ kind: "taken" });
  });

  test("fails as it fails", async () => {
    const room = await newRoom({ queue: "always" });
    await breakWrites(room, "room");
    const remote = edge.WAITING_ROOM.getByName(room.name ?? "");
    expect(await outcomeOf(remote.take(joins(1)))).toBe(await outcomeOf(room.take(joins(1))));
    const { failing } = remote as unknown as { failing(): Promise<unknown> };
    expect(await outcomeOf(failing())).toContain("failing");
  });

  test("says that it is overloaded, which nobody may answer by asking again", async () => {
    const overloaded = Object.assign(new Error("Too much"), { overloaded: true, retryable: true });
    const failing = { getByName: () => ({ take: () => Promise.reject(overloaded) }) };
    const fetch = (url: RequestInfo | URL, init?: RequestInit) =>
      answerEdge(new Request(url, init), { ...env, WAITING_ROOM: failing as never, CORE_SECRET });
    const remote = remoteObjects({ CORE_SECRET, CORE: { fetch } }).WAITING_ROOM.getByName("a");
    await expect(remote.take([])).rejects.toMatchObject({
      message: "Too much",
      overloaded: true,
      retryable: true,
    });
  });
});

describe("whoever does not have the secret", () => {
  const body = JSON.stringify({
    ...{ binding: "DIRECTORY", object: "directory", method: "entries", args: [] },
  });
  const knock = (headers: Record<string, string>, secret: string | null = CORE_SECRET) =>
    answerEdge(new Request("http://core/", { method: "POST", headers, body }), {
      ...env,
      CORE_SECRET: secret,
    });

  test.each([
    {},
    { Authorization: "" },
    { Authorization: "Bearer " },
    { Authorization: CORE_SECRET },
    { Authorization: proofOf(CORE_SECRET.slice(0, -1)) },
    { Authorization: proofOf(`${CORE_SECRET}x`) },
    { Authorization: proofOf(CORE_SECRET.replace("t", "T")) },
    { Authorization: proofOf(CORE_SECRET).toLowerCase().replace("the", "THE") },
    { Cookie: `CORE_SECRET=${CORE_SECRET}` },
  ])("is refused without a word: %j", async (headers) => {
    const answer = await knock(headers as Record<string, string>);
    expect([answer.status, await answer.text()]).toEqual([403, ""]);
  });

  test("is anybody, when the core was given none", async () => {
    for (const secret of [null, ""]) {
      for (const Authorization of ["Bearer", "Bearer ", "Bearer null", "Bearer undefined"]) {
        expect((await knock({ Authorization }, secret)).status).toBe(403);
      }
    }
    expect((await knock({ Authorization: proofOf(CORE_SECRET) })).status).toBe(200);
  });

  test("is told as an edge that the core refused", async () => {
    const remote = edgeWith("another").DIRECTORY.getByName("directory");
    await expect(remote.entries()).rejects.toThrow("The core refused with 403");
  });
});
