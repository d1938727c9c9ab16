import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type AssertionOptions, verifyAssertion } from "../../src/origin/index.ts";
import { importKeyring, publicJwks } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { now } from "../tokens/forgery.ts";
import { asking, genuineAt, jwk, jwks, keyring, outcome } from "./bench.ts";
import { type JwksServer, keysAnswer, startJwksServer } from "./jwks-server.ts";

const newJwk = await generateSigningKey();
const newKeyring = await importKeyring({ keys: [newJwk] });
const newJwks = publicJwks(newKeyring);

let gateway: JwksServer;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now });
  gateway = await startJwksServer(jwks);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await gateway.close();
});

/** What becomes of a fresh assertion; written anew each time, as a careless shop writes its options. */
async function judge(by = keyring, more: AssertionOptions = {}): Promise<string> {
  const assertion = await genuineAt(Date.now(), by);
  return outcome(await verifyAssertion(asking(assertion), { jwksUrl: gateway.url, ...more }));
}

const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

/** From here on whoever waits, waits until the test lets time pass. */
function hangForEver() {
  const now = Date.now();
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"], now });
  const fetched = vi.fn(() => new Promise<never>(() => {}));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

/** Until the fetch that a request has started behind its back has been heard of. */
const untilAsked = (times: number): Promise<void> => expect.poll(() => gateway.asked).toBe(times);

describe("the gateway's keys", () => {
  test("are fetched once and kept, for all who ask", async () => {
    const together = await Promise.all([judge(), judge(), judge()]);
    expect([...together, await judge()]).toEqual(Array(4).fill("let through"));
    later(14_000);
    expect(await judge()).toBe("let through");
    expect(gateway.asked).toBe(1);
  });

  test("are fetched anew behind the back of a request when they are no longer fresh", async () => {
    await judge();
    later(16_000);
    gateway.answer = (request, response) =>
      setTimeout(() => keysAnswer(newJwks)(request, response), 50);
    expect(await judge()).toBe("let through");
    await untilAsked(2);
    await expect.poll(() => judge()).toBe("unknown-key");
  });

  test("are waited for when they are long out of date: a key revoked meanwhile opens nothing", async () => {
    await judge();
    gateway.answer = keysAnswer(newJwks);
    later(3_600_000);
    expect(await judge()).toBe("unknown-key");
    expect(await judge(newKeyring)).toBe("let through");
  });

  test("are asked for at once when an assertion names one that is not known", async () => {
    await judge();
    gateway.answer = keysAnswer({ keys: [...jwks.keys, ...newJwks.keys] });
    later(5_000);
    expect(await judge(newKeyring)).toBe("let through");
    expect(await judge()).toBe("let through");
    expect(gateway.asked).toBe(2);
  });

  test("are asked for once in five seconds, however many strangers name keys of their own", async () => {
    await judge();
    later(5_000);
    for (let index = 0; index < 20; index++) expect(await judge(newKeyring)).toBe("unknown-key");
    expect(gateway.asked).toBe(2);
    later(4_999);
    await judge(newKeyring);
    expect(gateway.asked).toBe(2);
    later(1);
    await judge(newKeyring);
    expect(gateway.asked).toBe(3);
  });

  test("stay fresh for as long as the gateway says, within reason", async () => {
    gateway.answer = keysAnswer(jwks, "no-store, max-age=0");
    await judge();
    later(4_000);
    await judge();
    expect(gateway.asked).toBe(1);
    gateway.answer = keysAnswer(jwks, "max-age=999999999");
    later(60_000);
    await judge();
    expect(gateway.asked).toBe(2);
    later(3_599_000);
    await judge();
    expect(gateway.asked).toBe(2);
    later(60_000);
    await judge();
    expect(gateway.asked).toBe(3);
  });

  test("are fetched anew after the clock was set back", async () => {
    await judge();
    later(-3_600_000);
    await judge();
    expect(gateway.asked).toBe(2);
  });
});

describe("while the gateway is out", () => {
  test.each<readonly [string, (server: JwksServer) => unknown]>([
    ["its address is dead", (server) => server.close()],
    [
      "it answers 500, whatever keys come with that",
      (server) =>
        (server.answer = (_, response) => response.writeHead(500).end(JSON.stringify(newJwks))),
    ],
    ["it sends a page", (server) => (server.answer = (_, response) => response.end("<html>"))],
    ["it sends no keys", (server) => (server.answer = keysAnswer({ keys: [] }))],
    ["it sends a list", (server) => (server.answer = keysAnswer([]))],
    [
      "it sends keys that are none",
      (server) =>
        (server.answer = keysAnswer({ keys: [{ ...jwk, x: "AA" }, null, { ...jwk, kid: {} }] })),
    ],
    [
      "it sends somewhere else, where other keys are",
      (server) =>
        (server.answer = (request, response) => {
          if (request.url === "/keys") keysAnswer(newJwks)(request, response);
          else response.writeHead(302, { Location: "/keys" }).end();
        }),
    ],
    ["it hangs up", (server) => (server.answer = ({ socket }) => socket.destroy())],
  ])("because %s, what was known last serves on", async (_, fail) => {
    expect(await judge()).toBe("let through");
    await fail(gateway);
    for (let hour = 0; hour < 3; hour++) {
      later(3_600_000);
      expect(await judge()).toBe("let through");
      expect(await judge(newKeyring)).toBe("unknown-key");
    }
  });

  test("nobody waits for it once it was found out", async () => {
    await judge();
    later(3_600_000);
    gateway.answer = (_, response) => response.writeHead(500).end();
    await judge();
    later(5_000);
    const fetched = hangForEver();
    expect(await judge()).toBe("let through");
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  test("a fetch that never ends holds a request for three seconds", async () => {
    const fetched = hangForEver();
    const judged = judge(keyring, { jwks });
    await expect.poll(() => fetched.mock.calls.length).toBe(1);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await judged).toBe("let through");
  });

  test("a shop that starts with a seed serves", async () => {
    await gateway.close();
    expect(await judge(keyring, { jwks })).toBe("let through");
    expect(await judge(newKeyring, { jwks })).toBe("unknown-key");
  });

  test("a shop that starts without one lets nobody in, and everybody as soon as it is back", async () => {
    gateway.answer = (_, response) => response.writeHead(503).end();
    expect(await judge()).toBe("keys-unavailable");
    gateway.answer = keysAnswer(jwks);
    expect(await judge()).toBe("keys-unavailable");
    later(5_000);
    expect(await judge()).toBe("let through");
  });
});

describe("a seed", () => {
  test("gives way to what the gateway says: a key that was revoked opens nothing", async () => {
    gateway.answer = keysAnswer(newJwks);
    expect(await judge(keyring, { jwks })).toBe("unknown-key");
    expect(await judge(newKeyring, { jwks })).toBe("let through");
  });

  test("may hold keys for other purposes, which open nothing, and private halves, which nobody reads", async () => {
    const foreign = { ...newJwk, use: "enc" };
    const request = asking(await genuineAt(now, newKeyring));
    const seed = { keys: [jwk, foreign, { kty: "oct", k: "AAAA", kid: "secret" }] };
    expect(outcome(await verifyAssertion(request, { jwks: seed }))).toBe("unknown-key");
    expect(outcome(await verifyAssertion(asking(await genuineAt(now)), { jwks: seed }))).toBe(
      "let through",
    );
  });
});
