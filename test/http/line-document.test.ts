/** The document of a line: what is in it, how it is given, and that a page reads of it what the gateway would say. */

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type GatewaysWord,
  readLineDocument,
} from "../../src/client/waiting-room-line-document.ts";
import { type LineDocument, lineDocumentOf } from "../../src/domain/line-document.ts";
import { snapshotAgeMs } from "../../src/domain/polling.ts";
import type { RoomSnapshot } from "../../src/domain/snapshot.ts";
import { statusOfPlace } from "../../src/http/visitor-status.ts";
import type { InLineStatus } from "../../src/protocol.ts";
import { visitWith } from "./fake-visit.ts";
import { cookiesOf, createTestGateway } from "./memory-objects.ts";
import { snapshotWith } from "./snapshots.ts";
import { soon } from "./soon.ts";

const asOf = Date.parse("2026-11-17T15:00:00Z");
const path = "/.stanchion/line";

/** Of a line that moves: 1,000 in it, 100 called. */
function moving(change: Partial<RoomSnapshot> = {}): RoomSnapshot {
  const base = snapshotWith({ issued: 1_000, serving: 100 }, 1, asOf);
  const settings = { ...base.settings, lineDocument: path };
  return { ...base, settings, ...change };
}

const documentOf = (snapshot: RoomSnapshot): LineDocument => lineDocumentOf("default", snapshot);

/** What the gateway says to a number at an instant. */
function told(number: number, snapshot: RoomSnapshot, now: number): InLineStatus {
  const visit = visitWith(new Request("https://shop.example/.stanchion/status"), { now });
  return statusOfPlace(visit, { line: "general", number, jti: "a".repeat(22) }, snapshot);
}

function gatewaysWord(number = 500, snapshot = moving(), now = asOf): GatewaysWord {
  const { lineDocument, ...status } = told(number, snapshot, now);
  if (!lineDocument) throw new TypeError("The gateway named no document");
  return { ...status, lineDocument };
}

const reader = (now: number, chance = 0) => ({ now, chance, languages: ["en"] });
const read = (document: unknown, said = gatewaysWord(), now = asOf + 500) =>
  readLineDocument(JSON.stringify(document), said, reader(now));

describe("lineDocumentOf()", () => {
  test("holds what is named here and nothing else, whatever a snapshot and its settings come to hold", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 8 }), (name, secret) => {
        const snapshot = moving();
        const key = `x${name}`;
        const rich = {
          ...snapshot,
          [key]: secret,
          settings: { ...snapshot.settings, [key]: secret, origin: `https://${secret}` },
          revoked: [secret],
          batching: { batchers: 16, key: secret },
        };
        expect(documentOf(rich)).toEqual(documentOf(snapshot));
      }),
    );
    const document = documentOf(moving());
    expect(Object.keys(document).sort()).toEqual(
      ["access", "asOf", "draw", "epoch", "lines", "room", "settings", "supply"].sort(),
    );
    expect(Object.keys(document.settings).sort()).toEqual(
      ["closesAt", "message", "opensAt", "order", "preQueueAt", "timeZone"].sort(),
    );
    expect(Object.keys(document.lines["general"] ?? {}).sort()).toEqual([
      "issued",
      "pace",
      "serving",
    ]);
  });
});

describe("a page that reads the document", () => {
  test("says of every place what the gateway says of it from the same snapshot", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 101, max: 1_000 }),
        fc.integer({ min: 0, max: 1_500 }),
        fc.constantFrom("open", "draining", "paused", "pre-queue" as const),
        (number, ageMs, access) => {
          const snapshot = moving({ access: access as RoomSnapshot["access"] });
          vi.spyOn(Math, "random").mockReturnValue(0.5);
          const now = asOf + ageMs;
          const byGateway = told(number, snapshot, now);
          vi.restoreAllMocks();
          const text = JSON.stringify(documentOf(snapshot));
          const said = gatewaysWord(number, snapshot, now);
          const reading = readLineDocument(text, said, reader(now, 0.5));
          if (reading.kind !== "status") throw new TypeError(reading.kind);
          // It is read twice as often.
          const { pollAfterMs } = reading.status;
          expect({ ...reading.status, pollAfterMs: (pollAfterMs ?? 0) * 2 }).toEqual(byGateway);
        },
      ),
    );
  });

  test("is told the merchant's words in its own language", () => {
    const snapshot = moving();
    const message = { en: "Hello", de: "Hallo" };
    const document = documentOf({ ...snapshot, settings: { ...snapshot.settings, message } });
    const languages = ["de-AT", "en"];
    const reading = readLineDocument(JSON.stringify(document), gatewaysWord(), {
      ...reader(asOf),
      languages,
    });
    expect(reading).toMatchObject({ status: { message: "Hallo" } });
  });

  test("enters at once when its place is called, and asks the gateway when nobody enters", () => {
    const called = { ...documentOf(snapshotWith({ issued: 1_000, serving: 500 }, 1, asOf)) };
    expect(read(called)).toMatchObject({ kind: "status", status: { state: "called", ahead: 0 } });
    expect(read({ ...called, access: "paused" })).toEqual({ kind: "not-to-go-by" });
  });

  test.each(["closed", "sold-out", "not-open"])("leaves it to the gateway to say %s", (access) => {
    expect(read({ ...documentOf(moving()), access })).toEqual({ kind: "not-to-go-by" });
  });

  test.each<readonly [string, object]>([
    ["of another room", { room: "other" }],
    ["of an epoch before", { epoch: 0 }],
    ["without its line", { lines: {} }],
    ["from before its ticket", { lines: { general: { issued: 499, serving: 100, pace: {} } } }],
    ["with a pace that is none", { lines: { general: { issued: 900, serving: 100, pace: {} } } }],
    ["with half a person", { lines: { general: { issued: 900, serving: 0.5, pace: {} } } }],
    ["of no instant", { asOf: null }],
    ["from the future", { asOf: asOf + 20_000 }],
    ["still to be drawn", { access: "pre-queue", settings: { order: "draw" } }],
    ["without settings", { settings: null }],
    ["with a stock that is none", { supply: {} }],
  ])("goes by no document %s", (_name, change) => {
    expect(read({ ...documentOf(moving()), ...change })).toEqual({ kind: "not-to-go-by" });
  });

  test("asks the gateway when the document has stopped, or is older than near the front it may be", () => {
    expect(read({ ...documentOf(moving()), asOf: asOf - 10_001 })).toEqual({ kind: "too-old" });
    expect(read(documentOf(moving()), gatewaysWord(110), asOf + 2_001)).toEqual({
      kind: "too-old",
    });
  });

  test("goes by no document that was written later and sends it back in the line", () => {
    const sentBack = documentOf(snapshotWith({ issued: 1_000, serving: 90 }, 1, asOf + 1));
    expect(read(sentBack)).toEqual({ kind: "not-to-go-by" });
    // Written before the gateway spoke, it is only late.
    expect(read({ ...sentBack, asOf: asOf - 1 })).toMatchObject({ kind: "status" });
  });

  test("goes by nothing else, and never throws, whatever is answered there", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const reading = readLineDocument(text, gatewaysWord(), reader(asOf));
        expect(reading).toEqual({ kind: "not-to-go-by" });
      }),
    );
  });

  test("never hands the page anything but a status, however a document is bent", () => {
    const whole = documentOf(moving());
    const names = ["asOf", "access", "lines", "draw", "supply", "settings"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const reading = read({ ...whole, [name]: value });
        if (reading.kind !== "status") return;
        const { position, ahead, pollAfterMs, waitSeconds, message } = reading.status;
        expect([position, ahead, pollAfterMs].every(Number.isFinite)).toBe(true);
        expect(waitSeconds === null || Number.isFinite(waitSeconds.high)).toBe(true);
        expect(message === null || typeof message === "string").toBe(true);
      }),
    );
  });

  test("never hears of its call later than a page that asks the gateway may", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 101, max: 1_000 }),
        fc.integer({ min: 0, max: 12_000 }),
        (number, ageMs) => {
          const text = JSON.stringify(documentOf(moving()));
          // With the longest pauses that chance may give.
          const said = gatewaysWord(number, moving(), asOf + ageMs);
          const reading = readLineDocument(text, said, reader(asOf + ageMs, 1));
          if (reading.kind !== "status") return;
          const pauseMs = reading.status.pollAfterMs ?? 0;
          expect(pauseMs + ageMs).toBeLessThanOrEqual(2 * pauseMs + snapshotAgeMs);
        },
      ),
    );
  });
});

describe("GET /.stanchion/line", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is no address of a room that does not publish its line, and no status names one", async () => {
    const gateway = await createTestGateway({ queue: "always" });
    const answer = await soon(gateway.ask(path));
    expect([answer.status, answer.headers.get("Cache-Control")]).toEqual([404, "no-store"]);
    const joined = await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    expect(await joined.json()).not.toHaveProperty("lineDocument");
  });

  test("is the same for everybody, kept for a second by caches, and brings no cookie", async () => {
    const gateway = await createTestGateway({ queue: "always", lineDocument: path });
    const joined = await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    const headers = { Cookie: cookiesOf(joined), Authorization: "Bearer x" };
    const answers = [await soon(gateway.ask(path, { headers })), await soon(gateway.ask(path))];
    for (const { status, headers } of answers) {
      expect(status).toBe(200);
      expect(headers.get("Cache-Control")).toBe("public, max-age=0, s-maxage=1");
      expect(headers.has("Set-Cookie") || headers.has("Vary")).toBe(false);
      // It is read on its own host.
      expect(headers.has("Access-Control-Allow-Origin")).toBe(false);
    }
    const [one, other] = await Promise.all(answers.map((answer) => answer.text()));
    expect(one).toBe(other);
    expect(JSON.parse(one ?? "")).toMatchObject({ room: "default", lines: { general: {} } });
  });

  test("may be read from another host where the document is on one", async () => {
    const lineDocument = "https://line.example/launch.json";
    const gateway = await createTestGateway({ lineDocument });
    const answer = await soon(gateway.ask(path));
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
  });

  test("tells who has a place what to look up, and the page's policy lets it", async () => {
    const lineDocument = "https://line.example/launch.json";
    const gateway = await createTestGateway({
      queue: "always",
      admissionsPerMinute: 1,
      lineDocument,
    });
    for (let count = 0; count < 20; count++) {
      await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    }
    const joined = await soon(gateway.ask("/.stanchion/join", { method: "POST" }));
    const Cookie = cookiesOf(joined);
    expect(await joined.json()).toMatchObject({
      lineDocument: { address: lineDocument, epoch: 1, line: "general", place: 21 },
    });
    const page = await soon(gateway.ask("/", { headers: { Cookie, Accept: "text/html" } }));
    expect(page.headers.get("Content-Security-Policy")).toContain(
      `connect-src 'self' ${lineDocument};`,
    );
  });
});
