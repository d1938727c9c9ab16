import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { leastAttempts, mostAttempts } from "../../src/domain/challenge.ts";
import type { RoomSettings } from "../../src/domain/settings.ts";
import type { Challenge, ChallengeAnswer, Problem, VisitorStatus } from "../../src/protocol.ts";
import { proofOf } from "../support/proofs.ts";
import { cookiesOf, createTestGateway, html, type TestGateway } from "./memory-objects.ts";

const json = { Accept: "application/json", "Content-Type": "application/json" };
let address = "192.0.2.1";

const gatewayWith = (chosen: Partial<RoomSettings>) =>
  createTestGateway({ queue: "always", ...chosen }, { CLIENT_ADDRESS_HEADER: "X-Client" });

const join = (gateway: TestGateway, body: object = {}, headers: object = {}) =>
  gateway.ask("/.stanchion/join", {
    method: "POST",
    headers: { ...json, "X-Client": address, ...headers },
    body: JSON.stringify(body),
  });

const sendForm = (gateway: TestGateway, fields: Record<string, string>, from = address) =>
  gateway.ask("/.stanchion/join", {
    method: "POST",
    headers: { ...html, "X-Client": from },
    body: new URLSearchParams(fields),
  });

async function challengeIn(response: Response): Promise<Challenge> {
  expect(response.status).toBe(428);
  const { type, challenge } = (await response.json()) as Problem;
  expect(type).toBe("urn:stanchion:problem:challenge-needed");
  if (!challenge) throw new Error("The problem has no challenge in it");
  return challenge;
}

const attemptsIn = async (response: Response) =>
  (await challengeIn(response)).parameters.data.attempts;

/** What a page or an app does with it. */
async function payFor(gateway: TestGateway, challenge: Challenge): Promise<Response> {
  const { key } = challenge.parameters.data;
  return join(gateway, { key, proof: await proofOf(challenge) });
}

const statusIn = async (response: Response) => (await response.json()) as VisitorStatus;

/** Of every address that no test has used yet. */
let nextAddress = 1;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  address = `198.51.100.${nextAddress++}`;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a room that asks for a calculation", () => {
  test("gives no place without it, and one for it", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const refused = await join(gateway);
    expect(refused.headers.get("Cache-Control")).toBe("no-store");
    expect(refused.headers.getSetCookie()).toEqual([]);
    const joined = await payFor(gateway, await challengeIn(refused));
    expect(joined.status).toBe(200);
    expect(await statusIn(joined)).toMatchObject({ ahead: 0, ticket: expect.any(String) });
    // The room heard of one join alone.
    expect(gateway.calls.flat()).toHaveLength(1);
  });

  test("gives the same ticket for the same proof, as often as it is sent", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const challenge = await challengeIn(await join(gateway));
    const proof = await proofOf(challenge);
    const { key } = challenge.parameters.data;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => join(gateway, { key, proof })),
    );
    const tickets = await Promise.all(answers.map(async (one) => (await statusIn(one)).ticket));
    expect(new Set(tickets).size).toBe(1);
    const snapshot = gateway.snapshot();
    expect(snapshot.lines["general"]?.issued).toBe(1);
  });

  test("takes a proof for no other key, and none without its key", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const challenge = await challengeIn(await join(gateway));
    const proof = await proofOf(challenge);
    await challengeIn(await join(gateway, { proof }));
    await challengeIn(await join(gateway, { proof, key: "another-key-of-mine" }));
    expect(gateway.calls).toEqual([]);
  });

  test("keeps the key that a page chose, so that its tabs are one join", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const key = "the-key-of-all-tabs";
    const [one, other] = await Promise.all([join(gateway, { key }), join(gateway, { key })]);
    const tickets = await Promise.all(
      [one, other].map(async (refused) => {
        const joined = await payFor(gateway, await challengeIn(refused));
        return (await statusIn(joined)).ticket;
      }),
    );
    expect(new Set(tickets).size).toBe(1);
  });

  test("asks nothing of whoever has a place or a pass", async () => {
    const gateway = await gatewayWith({ challenge: "always", queue: "when-needed" });
    const admitted = await payFor(gateway, await challengeIn(await join(gateway)));
    expect(await statusIn(admitted)).toMatchObject({ state: "admitted" });
    const again = await join(gateway, {}, { Cookie: cookiesOf(admitted) });
    expect(await statusIn(again)).toMatchObject({ state: "admitted" });

    gateway.settings = { ...gateway.settings, queue: "always" };
    const joined = await payFor(gateway, await challengeIn(await join(gateway)));
    const repeated = await join(gateway, {}, { Cookie: cookiesOf(joined) });
    const [first, second] = [await statusIn(joined), await statusIn(repeated)];
    expect(second).toMatchObject({ ticket: first.ticket });
  });

  test("asks always: then nobody is let through past the page either", async () => {
    const gateway = await gatewayWith({ challenge: "always", queue: "when-needed" });
    const page = await gateway.ask("/", { headers: html });
    expect(await page.text()).toContain("/.stanchion/join");
    expect(gateway.atShop).toEqual([]);
  });

  test("tells what is closed without asking for work, and does not ask the room", async () => {
    for (const chosen of [{ state: "closed" }, { opensAt: Date.now() + 3_600_000 }] as const) {
      const gateway = await gatewayWith({ challenge: "always", ...chosen });
      const answer = await join(gateway);
      expect(answer.status).toBe(200);
      expect(["closed", "not-open"]).toContain((await statusIn(answer)).state);
      expect(gateway.calls).toEqual([]);
    }
  });

  test("asks before the opening as well, where places are given then", async () => {
    const opensAt = Date.now() + 3_600_000;
    const chosen = { challenge: "always", preQueueAt: Date.now() - 1_000, opensAt } as const;
    const gateway = await gatewayWith(chosen);
    const joined = await payFor(gateway, await challengeIn(await join(gateway)));
    expect(await statusIn(joined)).toMatchObject({ state: "pre-queue" });
  });

  test("tells an app beforehand, and makes no place by that", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const key = "a-key-that-an-app-has";
    const asked = await gateway.ask(`/.stanchion/challenge?key=${key}`, { headers: json });
    expect([asked.status, asked.headers.get("Cache-Control")]).toEqual([200, "no-store"]);
    const { challenge } = (await asked.json()) as ChallengeAnswer;
    expect(challenge?.parameters.data.key).toBe(key);
    expect(gateway.calls).toEqual([]);
    if (challenge) expect((await payFor(gateway, challenge)).status).toBe(200);
    const off = await gatewayWith({ challenge: "off" });
    const nothing = await off.ask("/.stanchion/challenge", { headers: json });
    expect(await nothing.json()).toEqual({ challenge: null });
  });
});

describe("when-busy", () => {
  test("asks while more join than are let in, and then alone", async () => {
    const gateway = await gatewayWith({ challenge: "when-busy", admissionsPerMinute: 60 });
    gateway.arrivalsLastMinute = 60;
    expect((await join(gateway)).status).toBe(200);

    const busy = await gatewayWith({ challenge: "when-busy", admissionsPerMinute: 60 });
    busy.arrivalsLastMinute = 600;
    expect(await attemptsIn(await join(busy))).toBe(10 * leastAttempts);
  });
});

describe("the price", () => {
  test("rises with what an address brings, for that address alone, and never refuses", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const prices: number[] = [];
    for (let nth = 0; nth < 600; nth++) prices.push(await attemptsIn(await join(gateway)));
    expect(prices[0]).toBe(leastAttempts);
    expect(prices.at(-1)).toBeGreaterThan(2 * leastAttempts);
    expect(prices).toEqual([...prices].sort((one, other) => one - other));
    address = `198.51.100.${nextAddress++}`;
    expect(await attemptsIn(await join(gateway))).toBe(leastAttempts);
  });

  test("counts a whole IPv6 network as one address, however it is written", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const net = `2001:db8:${nextAddress}`;
    for (let host = 0; host < 300; host++) {
      address = host % 2 ? `${net}::${host}` : `${net.toUpperCase()}:0000:1:2:3:${host}`;
      await join(gateway);
    }
    address = `${net}:0:ffff::1`;
    expect(await attemptsIn(await join(gateway))).toBeGreaterThan(1.5 * leastAttempts);
    address = `${net}:1::1`;
    expect(await attemptsIn(await join(gateway))).toBe(leastAttempts);
  });

  test("falls again within minutes", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    for (let nth = 0; nth < 400; nth++) await join(gateway);
    expect(await attemptsIn(await join(gateway))).toBeGreaterThan(1.5 * leastAttempts);
    vi.setSystemTime(Date.now() + 10 * 60_000);
    expect(await attemptsIn(await join(gateway))).toBe(leastAttempts);
  });

  test("has an end", async () => {
    const gateway = await gatewayWith({ challenge: "always", admissionsPerMinute: 1 });
    gateway.arrivalsLastMinute = 780_000;
    expect(await attemptsIn(await join(gateway))).toBe(mostAttempts);
  });
});

describe("a browser without scripts", () => {
  const key = "the-key-of-the-page";

  async function patienceIn(response: Response) {
    expect(response.status).toBe(428);
    expect(response.headers.get("Content-Security-Policy")).toContain("script-src 'none'");
    const page = await response.text();
    const fieldOf = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
    return {
      page,
      fields: {
        target: fieldOf("target") ?? "",
        key: fieldOf("key") ?? "",
        patience: fieldOf("patience") ?? "",
      },
      seconds: Number(/in (\d+) seconds/.exec(page)?.[1] ?? 0),
    };
  }

  test("waits a little instead, presses a button, and is in line", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const { page, fields, seconds } = await patienceIn(
      await sendForm(gateway, { target: "/a?b=c&d", key }),
    );
    expect(seconds).toBe(20);
    expect(page).not.toContain("too early");
    expect(fields).toMatchObject({ target: "/a?b=c&amp;d", key });
    vi.setSystemTime(Date.now() + 20_000);
    const joined = await sendForm(gateway, { ...fields, target: "/a?b=c&d" });
    expect([joined.status, joined.headers.get("Location")]).toEqual([
      303,
      "http://shop.example/a?b=c&d",
    ]);
    expect(cookiesOf(joined)).toMatch(/^stanchion-ticket=/);
  });

  test("that is impatient loses nothing of its waiting", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const { fields } = await patienceIn(await sendForm(gateway, { target: "/", key }));
    vi.setSystemTime(Date.now() + 15_000);
    const early = await patienceIn(await sendForm(gateway, fields));
    expect(early.fields).toEqual(fields);
    expect(early.seconds).toBe(5);
    expect(early.page).toContain("too early");
    expect(gateway.calls).toEqual([]);
  });

  test("that comes much too late waits again: a word for waiting is good for one place", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const { fields } = await patienceIn(await sendForm(gateway, { target: "/", key }));
    vi.setSystemTime(Date.now() + 20_000);
    const first = await sendForm(gateway, fields);
    const again = await sendForm(gateway, fields);
    expect(cookiesOf(again)).toBe(cookiesOf(first));
    vi.setSystemTime(Date.now() + 46_000);
    const late = await patienceIn(await sendForm(gateway, fields));
    expect(late.fields.patience).not.toBe(fields.patience);
    expect(late.seconds).toBeGreaterThan(15);
  });

  test("waits behind others of its address, so that waiting a thousand times at once is no way", async () => {
    const gateway = await gatewayWith({ challenge: "always" });
    const waits: number[] = [];
    for (let nth = 0; nth < 10; nth++) {
      const form = { target: "/", key: `the-key-of-machine-${nth}` };
      waits.push((await patienceIn(await sendForm(gateway, form))).seconds);
    }
    expect(waits).toEqual([20, 25, 30, 35, 40, 45, 50, 55, 60, 65]);
    const elsewhere = `198.51.100.${nextAddress++}`;
    const other = await sendForm(gateway, { target: "/", key }, elsewhere);
    expect((await patienceIn(other)).seconds).toBe(20);
  });

  test("waits a minute at most where no address is known, whatever one machine does", async () => {
    const gateway = await createTestGateway({ queue: "always", challenge: "always" });
    for (let nth = 0; nth < 140; nth++) {
      await sendForm(gateway, { target: "/", key: `the-key-of-machine-${nth}` });
    }
    const { seconds } = await patienceIn(await sendForm(gateway, { target: "/", key }));
    expect(seconds).toBe(60);
  });

  test.each([
    ["for another key", (fields: object) => ({ ...fields, key: "another-key-of-mine" })],
    ["that is none", (fields: object) => ({ ...fields, patience: "a.b.c" })],
    ["that is a ticket", (fields: object) => ({ ...fields, patience: "<the ticket>" })],
  ])("gets no place for the word of a waiting %s", async (_, change) => {
    const gateway = await gatewayWith({ challenge: "always" });
    const ticket = cookiesOf(await payFor(gateway, await challengeIn(await join(gateway))));
    const { fields } = await patienceIn(await sendForm(gateway, { target: "/", key }));
    vi.setSystemTime(Date.now() + 30_000);
    const changed = Object.entries(change(fields)).map(([name, value]) => [
      name,
      String(value).replace("<the ticket>", ticket.split("=")[1] ?? ""),
    ]);
    const heard = gateway.calls.length;
    const answer = await sendForm(gateway, Object.fromEntries(changed));
    expect(answer.status).toBe(428);
    expect(gateway.calls).toHaveLength(heard);
  });
});
