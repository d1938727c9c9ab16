import { setTimeout as pause } from "node:timers/promises";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { keptAfterSuccessorMs } from "../../src/domain/key-life.ts";
import type { KeysAnswer } from "../../src/protocol.ts";
import { ask } from "../support/ask.ts";
import { openEvents, openSocket } from "../support/lasting.ts";
import { manage, openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { startTwoGateways, type TwoGateways } from "../support/two-gateways.ts";
import { claimsOf, type Visitor, visit } from "../support/visitor.ts";

let gateways: TwoGateways;
beforeAll(async () => {
  gateways = await startTwoGateways();
});
afterAll(() => gateways.stop());

/** As soon as is allowed: shops and gateways must have heard of it. */
const rotate = async (): Promise<string> => {
  const body = { signsAfterSeconds: 10 };
  const answer = await manage(gateways.first, "POST", "keys/rotate", { body });
  expect(answer.status).toBe(200);
  return answer.json<{ readonly kid: string }>().kid;
};

const revoke = (kid: unknown) => manage(gateways.first, "POST", "keys/revoke", { body: { kid } });

const keys = async (): Promise<KeysAnswer> =>
  (await manage(gateways.first, "GET", "keys")).json<KeysAnswer>();

const signingKid = async (): Promise<string> =>
  (await keys()).keys.find(({ standing }) => standing === "signing")?.kid ?? "none";

const kidOf = (token: string | undefined): string | undefined =>
  token === undefined ? undefined : decodeProtectedHeader(token).kid;

/** The same visitor, who meets one gateway only. */
const at = (stack: ProtectedRoom["stack"], { host }: ProtectedRoom, { tokens }: Visitor) =>
  visit({ stack, host }, { tokens });

/** At both gateways, by name. */
async function knownKids(): Promise<readonly (readonly string[])[]> {
  const path = "/.stanchion/jwks.json";
  return Promise.all(
    [gateways.first, gateways.second].map(async ({ gatewayUrl }) => {
      const { keys } = (await ask({ gatewayUrl }, { path })).json<{ keys: { kid: string }[] }>();
      return keys.map(({ kid }) => kid);
    }),
  );
}

/** A room that both gateways have heard of. */
async function openHere(admissionsPerMinute: number): Promise<ProtectedRoom> {
  const room = await openRoom(gateways.first, { queue: "always", admissionsPerMinute });
  for (const stack of [gateways.first, gateways.second]) {
    const isKnown = async () => (await visit({ stack, host: room.host }).open("/")).status !== 421;
    await vi.waitUntil(isKnown, { timeout: 60_000 });
  }
  return { ...room, stack: gateways.either };
}

/** A room of people inside, and one of people who wait. */
async function openBoth() {
  const [open, still] = await Promise.all([openHere(60_000), openHere(0)]);
  const inside = await Promise.all(Array.from({ length: 6 }, () => comeIn(open)));
  const waiting = Array.from({ length: 6 }, () => visit(still));
  for (const visitor of waiting) await visitor.join();
  return { open, still, inside, waiting };
}

async function comeIn(room: ProtectedRoom): Promise<Visitor> {
  const visitor = visit(room);
  await visitor.join();
  await visitor.enter();
  return visitor;
}

/** A socket and events, at each gateway. */
const openAtBoth = (room: ProtectedRoom, visitor: Visitor = visit(room)) =>
  Promise.all(
    [gateways.first, gateways.second].flatMap(({ gatewayUrl }) =>
      [openSocket, openEvents].map((open) =>
        open({ gatewayUrl, controlUrl: gateways.controlUrl }, room, visitor),
      ),
    ),
  );

/** Looks at the shop as somebody inside. */
async function shops(visitor: Visitor): Promise<void> {
  const answer = await visitor.open("/");
  expect([answer.status, answer.text().includes("in stock")]).toEqual([200, true]);
}

/** Within the seconds that it may take, both gateways hear that a key is gone. */
const bothForget = (kid: string) =>
  expect.poll(async () => (await knownKids()).flat()).not.toContain(kid);

describe("after three rotations while people come, wait and shop", () => {
  let people: Awaited<ReturnType<typeof openBoth>>;
  let first: string;
  let made: readonly string[];
  const seen = new Set<string | undefined>();

  beforeAll(async () => {
    people = await openBoth();
    first = await signingKid();
    made = await rotateUnderLoad(people, 3, seen);
  });

  test("each key has signed, and nobody was refused by a gateway or by the shop", async () => {
    // Whoever is refused throws above.
    expect(seen).toEqual(new Set([first, ...made]));
    const log = await people.open.log();
    expect(log.length).toBeGreaterThan(100);
    expect(log.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test("tickets and passes of the first key are good, and their places the same", async () => {
    for (const visitor of people.inside) {
      expect(kidOf(visitor.tokens.pass)).toBe(first);
      await shops(visitor);
    }
    for (const [index, visitor] of people.waiting.entries()) {
      expect(kidOf(visitor.tokens.ticket)).toBe(first);
      expect(await visitor.status()).toMatchObject({ state: "waiting", position: index + 1 });
    }
  });

  test("revoking the first takes them away everywhere, and nobody else notices", async () => {
    const { open, still, inside, waiting } = people;
    const others = await Promise.all([comeIn(open), comeIn(open)]);
    const [theirs, kept] = await Promise.all([
      openAtBoth(open, inside[0]),
      openAtBoth(open, others[0]),
    ]);
    expect((await revoke(first)).json()).toEqual({ kid: first, replacedBy: null });
    await bothForget(first);
    for (const stack of [gateways.first, gateways.second]) {
      for (const visitor of waiting) {
        const answer = await at(stack, still, visitor).call("GET", "/.stanchion/status");
        expect([answer.status, answer.problem()]).toEqual([401, "unknown-place"]);
      }
      for (const visitor of inside) {
        const page = await at(stack, open, visitor).call("GET", "/");
        expect([page.status, page.problem()]).toEqual([503, "not-admitted"]);
      }
      for (const visitor of others) await shops(at(stack, open, visitor));
    }
    for (const { ended } of theirs) expect((await ended)[0]).toBeOneOf([1008, "end"]);
    for (const lasting of kept) {
      await lasting.hear();
      lasting.drop();
    }
    // Whoever lost the place joins behind everybody, and is as good as anybody.
    const [unlucky = visit(still)] = waiting;
    const lost = claimsOf(unlucky.tokens.ticket).number;
    expect(await unlucky.join()).toMatchObject({ state: "waiting" });
    expect(claimsOf(unlucky.tokens.ticket).number).toBeGreaterThan(lost);
  });

  test("revoking the key that signs makes another one first: people go on joining and shopping", async () => {
    const stolen = await signingKid();
    const answer = (await revoke(stolen)).json<{ readonly replacedBy: string }>();
    expect(answer).toMatchObject({ kid: stolen, replacedBy: expect.any(String) });
    expect((await keys()).keys.at(-1)?.kid).toBe(answer.replacedBy);
    await bothForget(stolen);
    const newcomer = await comeIn(people.open);
    expect(kidOf(newcomer.tokens.pass)).not.toBe(stolen);
    await shops(newcomer);
  });

  test("no private half is in any answer, and no token lives longer than its key is kept", async () => {
    const answers = [await manage(gateways.first, "GET", "keys"), await revoke("nobody")];
    for (const answer of answers) expect(answer.text()).not.toMatch(/"d"|"x"/);
    const { inside, waiting } = people;
    for (const { pass, ticket } of [...inside, ...waiting].map(({ tokens }) => tokens)) {
      const end = claimsOf(pass ?? ticket).exp * 1_000;
      expect(end).toBeLessThan(Date.now() + keptAfterSuccessorMs);
    }
  });
});

/** @throws at the first answer that is another than it was before */
async function rotateUnderLoad(
  { open, inside, waiting }: Awaited<ReturnType<typeof openBoth>>,
  times: number,
  seen: Set<string | undefined>,
): Promise<readonly string[]> {
  const made: string[] = [];
  const again = async (act: () => Promise<unknown>) => {
    while (made.length < times || !seen.has(made.at(-1))) {
      await act();
      await pause(50);
    }
  };
  const crowd = Promise.all([
    ...inside.map((visitor) => again(() => shops(visitor))),
    ...waiting.map((visitor) => again(() => visitor.status())),
    again(async () => {
      const newcomer = visit(open);
      await newcomer.join();
      seen.add(kidOf(newcomer.tokens.ticket));
    }),
    again(async () => {
      const newcomer = await comeIn(open);
      seen.add(kidOf(newcomer.tokens.pass));
      await shops(newcomer);
    }),
  ]);
  const rotations = (async () => {
    for (let rotation = 0; rotation < times; rotation += 1) {
      made.push(await rotate());
      await pause(700);
    }
  })();
  await Promise.all([rotations, crowd]);
  return made;
}

test("what nobody knows cannot be revoked, and what is no rotation makes no key", async () => {
  const before = (await keys()).keys;
  const unknown = await revoke("nobody");
  expect([unknown.status, unknown.problem()]).toEqual([404, "unknown-key"]);
  for (const kid of [7, null, "x".repeat(65), { $ne: 1 }]) {
    expect((await revoke(kid)).status).toBe(422);
  }
  for (const body of [{ signsAfterSeconds: 9 }, { signsAfterSeconds: "5" }, { kid: "mine" }]) {
    expect((await manage(gateways.first, "POST", "keys/rotate", { body })).status).toBe(422);
  }
  expect((await keys()).keys).toEqual(before);
});
