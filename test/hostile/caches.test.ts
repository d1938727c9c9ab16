import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRoom } from "../support/protected-room.ts";
import { type ScriptedShop, startScriptedShop } from "../support/scripted-shop.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, json, type Visitor, visit } from "../support/visitor.ts";
import { sendOnWire, type WireAnswer } from "../support/wire.ts";

let shop: ScriptedShop;
let stack: Stack;
beforeAll(async () => {
  shop = await startScriptedShop();
  stack = await startStack({ origin: shop.url });
});
afterAll(async () => {
  await stack.stop();
  await shop.close();
});

const valuesOf = ({ head }: WireAnswer, name: string): readonly string[] =>
  [...head.matchAll(new RegExp(`^${name}: (.*?)\\r?$`, "gim"))].map(([, value]) => value ?? "");

/** Whether a cache of any kind may keep an answer: by RFC 9111, 3, and by the words that networks go by. */
function isStorable(answer: WireAnswer): boolean {
  const targeted =
    /^(?:(?:[\w-]+-)?cdn-cache-control|surrogate-control|edge-control|x-accel-expires|x-litespeed-cache-control):/im;
  if (targeted.test(answer.head)) return true;
  const directives = valuesOf(answer, "cache-control").join(",").toLowerCase();
  return !/(?:^|[ ,])no-store(?:$|[ ,;])/.test(directives);
}

/** All that shops say to have a page kept as long and as widely as can be. */
const keepMe = {
  "Cache-Control": "public, max-age=31536000, s-maxage=31536000, immutable",
  Expires: new Date(Date.now() + 1e10).toUTCString(),
  "Last-Modified": new Date(0).toUTCString(),
  ETag: '"1"',
  "CDN-Cache-Control": "public, max-age=31536000",
  "Cloudflare-CDN-Cache-Control": "max-age=31536000",
  "Surrogate-Control": "max-age=31536000",
  "Edge-Control": "cache-maxage=60m",
  "X-Accel-Expires": "60",
  "X-LiteSpeed-Cache-Control": "public",
  Vary: "Accept-Encoding",
};

describe("an answer of the shop that brings somebody their pass", () => {
  test("is for no cache, however loudly the shop says that it is", async () => {
    shop.answer = (_, response) => void response.writeHead(200, keepMe).end("page");
    const room = await openRoom(stack);
    const answer = await sendOnWire(stack, { target: "/", headers: { Host: room.host, ...html } });
    expect(answer.status).toBe(200);
    expect(valuesOf(answer, "set-cookie").join()).toContain("stanchion-pass=ey");
    expect(valuesOf(answer, "cache-control")).toEqual(["no-store"]);
    expect(isStorable(answer)).toBe(false);
    // What it says of the page itself is left as it was.
    expect([valuesOf(answer, "etag"), valuesOf(answer, "vary")]).toEqual([
      ['"1"'],
      ["Accept-Encoding"],
    ]);
  });

  test("is for no cache when the pass is renewed, or taken away, and 304 is one too", async () => {
    const room = await openRoom(stack, { sessionMinutes: 0.1 });
    const visitor = visit(room);
    await visitor.open("/");
    const before = visitor.tokens.pass;
    const seen = { renewed: false, revoked: false };
    while (!seen.renewed) {
      shop.answer = (_, response) => void response.writeHead(304, keepMe).end();
      const answer = await asked(room.host, visitor);
      const cookies = valuesOf(answer, "set-cookie").join();
      if (!cookies.includes("stanchion-pass=ey")) continue;
      seen.renewed = true;
      expect([answer.status, isStorable(answer)]).toEqual([304, false]);
    }
    shop.answer = (_, response) =>
      void response.writeHead(200, { ...keepMe, "Stanchion-Session": "revoke" }).end("out");
    const answer = await asked(room.host, visitor);
    expect(valuesOf(answer, "set-cookie").join()).toMatch(/stanchion-pass=;/);
    expect([isStorable(answer), before === undefined]).toEqual([false, false]);
  });
});

describe("a page of the shop", () => {
  test("that needed a pass is its visitor's to keep, and no cache's that others are served from", async () => {
    const room = await openRoom(stack, { publicPaths: ["/style.css"] });
    const visitor = visit(room);
    await visitor.join();
    const answerTo = async (target: string, status: number, said: Record<string, string>) => {
      shop.answer = (_, response) =>
        void response
          .writeHead(status, { ...said, "Set-Cookie": ["basket=1", "stanchion-pass=x"] })
          .end();
      const headers = { Host: room.host, Cookie: `stanchion-pass=${visitor.tokens.pass}` };
      const answer = await sendOnWire(stack, { target, headers });
      expect(valuesOf(answer, "set-cookie")).toEqual(["basket=1"]);
      return answer;
    };
    for (const status of [200, 301, 304, 404, 410]) {
      const loud = await answerTo("/", status, keepMe);
      expect([loud.status, valuesOf(loud, "cache-control")]).toEqual([
        status,
        ["private, max-age=31536000, immutable"],
      ]);
      expect(loud.head).not.toMatch(/^(?:.*cdn-cache-control|surrogate-control):/im);
      expect(valuesOf(await answerTo("/", status, {}), "cache-control")).toEqual(["private"]);
    }
    // What is for everybody is as the shop says.
    const style = await answerTo("/style.css", 200, keepMe);
    expect(valuesOf(style, "cache-control")).toEqual([keepMe["Cache-Control"]]);
    expect(valuesOf(style, "surrogate-control")).toEqual(["max-age=31536000"]);
  });
});

describe("an answer of the gateway's own", () => {
  test("is for no cache, whoever asks, whatever they already have, and whatever they would keep", async () => {
    shop.answer = (_, response) => void response.end("page");
    const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
    const waiting = visit(room);
    await waiting.join();
    const tokens = [{}, { Cookie: `stanchion-ticket=${waiting.tokens.ticket}` }];
    const wishes = [
      {},
      { "If-None-Match": '"1"', "If-Modified-Since": new Date().toUTCString() },
      { "Cache-Control": "only-if-cached, max-stale=999999" },
      { Range: "bytes=0-10" },
      { "Accept-Encoding": "br, gzip", Accept: "text/html" },
    ];
    const before = shop.requests.length;
    for (const target of [
      "/",
      "/style.css",
      "/.stanchion/status",
      "/.stanchion/draw",
      "/nothing.jpg",
    ]) {
      for (const who of tokens) {
        for (const wish of wishes) {
          for (const accept of [html, json]) {
            const headers = { Host: room.host, ...accept, ...who, ...wish };
            const answer = await sendOnWire(stack, { target, headers });
            expect([target, wish, answer.status, isStorable(answer)]).toEqual([
              ...[target, wish, answer.status],
              false,
            ]);
            expect([304, 206, 504]).not.toContain(answer.status);
          }
        }
      }
    }
    expect(shop.requests).toHaveLength(before);
  });

  test("that is the same for everybody brings nobody's cookie, and none depends on one", async () => {
    const room = await openRoom(stack);
    const visitor = visit(room);
    await visitor.open("/");
    const bodies = new Set<string>();
    for (const headers of [{}, { Cookie: `stanchion-pass=${visitor.tokens.pass}` }]) {
      const answer = await sendOnWire(stack, {
        target: "/.stanchion/jwks.json",
        headers: { Host: room.host, ...headers },
      });
      expect(valuesOf(answer, "set-cookie")).toEqual([]);
      expect(valuesOf(answer, "cache-control")).toEqual(["public, max-age=15"]);
      bodies.add(answer.body);
    }
    expect(bodies.size).toBe(1);
    expect([...bodies].join()).not.toContain('"d"');
  });
});

const asked = (host: string, { tokens }: Visitor): Promise<WireAnswer> =>
  sendOnWire(stack, {
    target: "/",
    headers: { Host: host, ...html, Cookie: `stanchion-pass=${tokens.pass}` },
  });
