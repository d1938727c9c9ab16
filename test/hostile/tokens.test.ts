import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import type { PrivateJwk } from "../../src/tokens/signing-keys.ts";
import { type Answer, ask } from "../support/ask.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { admit, visit } from "../support/visitor.ts";
import { forge } from "../tokens/forgery.ts";

let jwk: PrivateJwk;
let stack: Stack;
/** Everybody waits here. */
let room: ProtectedRoom;
let other: ProtectedRoom;
beforeAll(async () => {
  jwk = await generateSigningKey();
  stack = await startStack({ signingKeys: JSON.stringify({ keys: [jwk] }) });
  room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
  other = await openRoom(stack, { origin: stack.shopUrl.replace("127.0.0.1", "localhost") });
});
afterAll(() => stack.stop());

type Kind = "ticket" | "pass" | "assertion";

const nowSeconds = Math.floor(Date.now() / 1_000);

function tokenOf(kind: Kind, claims: object = {}, key: PrivateJwk = jwk): Promise<string> {
  const audience = kind === "assertion" ? "stanchion-origin" : `stanchion-${kind}`;
  return forge(
    { alg: "ES256", kid: key.kid, typ: `stanchion-${kind}+jwt` },
    {
      iss: "stanchion",
      aud: audience,
      room: room.name,
      epoch: 1,
      line: "general",
      number: 1,
      jti: "AAECAwQFBgcICQoLDA0ODw",
      ...(kind === "ticket" && { target: "/" }),
      ...claims,
      iat: nowSeconds,
      exp: nowSeconds + 600,
      ...claims,
    },
    key,
  );
}

async function badTokens(kind: Kind): Promise<Readonly<Record<string, string>>> {
  const good = await tokenOf(kind);
  const [header = "", payload = "", signature = ""] = good.split(".");
  const none = Buffer.from(`{"alg":"none","kid":"${jwk.kid}"}`).toString("base64url");
  const stranger = { ...(await generateSigningKey()), kid: jwk.kid };
  const past = { iat: nowSeconds - 1_200, exp: nowSeconds - 600 };
  return {
    "of another room": await tokenOf(kind, { room: other.name }),
    "of a room that is none": await tokenOf(kind, { room: "nowhere" }),
    expired: await tokenOf(kind, past),
    "from the future": await tokenOf(kind, { iat: nowSeconds + 600, exp: nowSeconds + 1_200 }),
    "for ever": await tokenOf(kind, { exp: 1e15 }),
    "signed by a stranger under our key's name": await tokenOf(kind, {}, stranger),
    "of an unknown key": await tokenOf(kind, {}, { ...jwk, kid: "unknown" }),
    "of another kind": await tokenOf(kind === "pass" ? "ticket" : "pass"),
    "for the shop": await tokenOf("assertion", { host: room.host, pass: "x".repeat(22) }),
    unsigned: `${none}.${payload}.`,
    "with a signature of zeros": `${header}.${payload}.${"A".repeat(86)}`,
    "cut short": good.slice(0, -1),
    padded: `${good}==`,
    "with another's signature": `${header}.${payload.slice(0, -2)}AA.${signature}`,
    "of 200 KB": `${header}.${"A".repeat(60_000)}.${signature}`,
    "no token": "hello",
  };
}

describe("a token that is not good", () => {
  test("is one and the same 401, whatever is wrong with it, and with none at all", async () => {
    const json = { Host: room.host, Accept: "application/json" };
    const seen: [string, string][] = [];
    for (const [method, path] of [
      ["GET", "/.stanchion/status"],
      ["POST", "/.stanchion/enter"],
    ] as const) {
      const answers = new Set([essence(await ask(stack, { method, path, headers: json }))]);
      for (const [fault, token] of Object.entries(await badTokens("ticket"))) {
        // Longer than any header that the platform reads, it is turned away at the door.
        if (fault === "of 200 KB") continue;
        for (const headers of [
          { ...json, Cookie: `stanchion-ticket=${token}` },
          { ...json, "Stanchion-Ticket": token },
        ]) {
          const answer = essence(await ask(stack, { method, path, headers }));
          if (!answers.has(answer)) seen.push([`${path} ${fault}`, answer]);
          answers.add(answer);
        }
      }
      expect([seen, [...answers].map((answer) => answer.slice(0, 3))]).toEqual([[], ["401"]]);
    }
  });

  test("opens nothing, in a cookie or in a header", async () => {
    const before = (await stack.requestLog()).length;
    const faults = await badTokens("pass");
    for (const [fault, token] of Object.entries(faults)) {
      for (const headers of [
        { Host: room.host, Cookie: `stanchion-pass=${token}` },
        { Host: room.host, Cookie: `__Host-stanchion-pass=${token}` },
        { Host: room.host, Cookie: `stanchion-ticket=${token}` },
        { Host: room.host, "Stanchion-Pass": token },
      ]) {
        const { status } = await ask(stack, { path: "/checkout", headers });
        // 431 is the platform's, for headers longer than it reads.
        expect([fault, [503, 431].includes(status)]).toEqual([fault, true]);
      }
    }
    expect(await stack.requestLog()).toHaveLength(before);
    // The forger's bench is in order: made out to this room and signed by our key, it does open.
    const good = { Host: room.host, "Stanchion-Pass": await tokenOf("pass") };
    expect((await ask(stack, { path: "/checkout", headers: good })).status).toBe(200);
    expect(await stack.requestLog()).toHaveLength(before + 1);
  });

  test("does not hide the good one beside it", async () => {
    const tossed = Object.values(await badTokens("pass")).filter(({ length }) => length < 2_000);
    const cookies = [...tossed, await tokenOf("pass")].map((token) => `stanchion-pass=${token}`);
    for (const Cookie of [cookies.join("; "), cookies.toReversed().join("; ")]) {
      const answer = await ask(stack, { path: "/checkout", headers: { Host: room.host, Cookie } });
      expect(answer.status).toBe(200);
    }
  });
});

describe("two rooms of one gateway", () => {
  test("have each its own shop, and the pass of one does not open the other", async () => {
    const pass = await admit(other);
    expect((await ask(stack, { path: "/echo/mine", headers: pass })).status).toBe(200);
    const before = (await stack.requestLog()).length;
    const elsewhere = await ask(stack, {
      path: "/echo/theirs",
      headers: { ...pass, Host: room.host },
    });
    expect([elsewhere.status, elsewhere.problem()]).toEqual([503, "not-admitted"]);
    expect(await stack.requestLog()).toHaveLength(before);
    const urls = (await stack.requestLog()).map(({ url }) => url);
    expect([urls.includes("/echo/mine"), urls.includes("/echo/theirs")]).toEqual([true, false]);
  });

  test("have each their own line: a ticket of one is nothing in the other", async () => {
    const visitor = visit(room);
    await visitor.join();
    const Cookie = `stanchion-ticket=${visitor.tokens.ticket}`;
    const statusAt = async (host: string) =>
      (await ask(stack, { path: "/.stanchion/status", headers: { Host: host, Cookie } })).status;
    expect([await statusAt(room.host), await statusAt(other.host)]).toEqual([200, 401]);
  });

  test("never share a host: the second to claim it is told which room has it", async () => {
    const refused = await other.change({ hosts: [other.host, room.host.toUpperCase()] });
    expect([refused.status, refused.problem()]).toEqual([422, "invalid-settings"]);
    const { errors } = refused.json<{ readonly errors: readonly { readonly field: string }[] }>();
    expect(errors.map(({ field }) => field)).toEqual(["hosts"]);
    expect(refused.text()).toContain(room.name);
    // Nothing was changed: both are found where they were.
    const rooms = [];
    for (const { host } of [room, other]) {
      const joined = await ask(stack, {
        method: "POST",
        path: "/.stanchion/join",
        headers: { Host: host, Accept: "application/json" },
      });
      rooms.push(joined.json<{ readonly room: string }>().room);
    }
    expect(rooms).toEqual([room.name, other.name]);
  });
});

/** All that tells one answer from another. */
const essence = (answer: Answer): string =>
  [
    answer.status,
    answer.header("content-type"),
    answer.header("cache-control"),
    answer.header("www-authenticate"),
    answer.text(),
  ].join("\n");
