import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInvitation } from "../../src/tokens/invitation-token.ts";
import { importKeyring, type Keyring } from "../../src/tokens/keyring.ts";
import { generateSigningKey } from "../../src/tokens/new-signing-key.ts";
import { type Answer, ask } from "../support/ask.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { claimsOf, visit } from "../support/visitor.ts";

let stack: Stack;
let room: ProtectedRoom;
let merchant: Keyring;
let stranger: Keyring;

const day = 86_400_000;

const invitation = (
  subject: string,
  {
    room: named = room.name,
    line = "members",
    wave = "1",
    validFrom = Date.now() - 1_000,
    expiresAt = Date.now() + day,
    by = merchant,
  }: {
    readonly room?: string;
    readonly line?: string;
    readonly wave?: string;
    readonly validFrom?: number;
    readonly expiresAt?: number;
    readonly by?: Keyring;
  } = {},
) =>
  signInvitation(
    by,
    { room: named, line, wave, sub: subject, validFrom, expiresAt },
    Math.min(Date.now(), validFrom),
  );

const joinWith = async (token: string): Promise<Answer> =>
  visit(room).call("POST", "/.stanchion/join", { invitation: token });

const ticketIn = (answer: Answer) => answer.json<{ readonly ticket?: string }>().ticket;

/** Whoever holds this ticket, on a device of their own. */
const holderOf = (answer: Answer) => visit(room, { tokens: { ticket: ticketIn(answer) ?? "" } });

beforeAll(async () => {
  stack = await startStack();
  const key = await generateSigningKey();
  merchant = await importKeyring({ keys: [key] });
  stranger = await importKeyring({ keys: [{ ...(await generateSigningKey()), kid: key.kid }] });
  const { d: _, stanchion_active_from: __, ...publicKey } = key;
  room = await openRoom(stack, {
    queue: "always",
    admissionsPerMinute: 6_000,
    lines: [
      { name: "members", weight: 3 },
      { name: "general", weight: 1 },
    ],
    invitations: { keys: [publicKey], required: true },
  });
});
afterAll(() => stack?.stop());

describe("a room by invitation", () => {
  test("gives a subject one place in the line it is for, on whatever device", async () => {
    const first = await joinWith(await invitation("customer 1"));
    const second = await joinWith(await invitation("customer 2"));
    const place = claimsOf(ticketIn(first));
    expect(place).toMatchObject({ line: "members", number: 1, wave: "1" });
    expect(claimsOf(ticketIn(second))).toMatchObject({ line: "members", number: 2 });
    const elsewhere = await joinWith(await invitation("customer 1"));
    expect(claimsOf(ticketIn(elsewhere))).toMatchObject({ number: 1, jti: place.jti });
    const [one, other] = [holderOf(first), holderOf(elsewhere)];
    await other.enter();
    await one.enter();
    expect(claimsOf(one.tokens.pass).jti).toBe(claimsOf(other.tokens.pass).jti);
  });

  test("says the time to whoever comes before their wave, and gives no place", async () => {
    const validFrom = Math.ceil((Date.now() + 3_600_000) / 1_000) * 1_000;
    const early = await joinWith(await invitation("customer 3", { validFrom, wave: "2" }));
    expect(early.json()).toMatchObject({
      state: "not-open",
      opensAt: new Date(validFrom).toISOString(),
    });
    expect(ticketIn(early)).toBeUndefined();
  });

  test.each<readonly [string, () => Promise<string>]>([
    ["of another's hand", () => invitation("customer 4", { by: stranger })],
    ["for another room", () => invitation("customer 4", { room: "elsewhere" })],
    [
      "that has expired",
      () =>
        invitation("customer 4", { validFrom: Date.now() - day, expiresAt: Date.now() - 1_000 }),
    ],
    ["that is none", async () => "hello"],
  ])("takes no invitation %s", async (reason, make) => {
    const answer = await joinWith(await make());
    expect(answer.status).toBe(403);
    expect(answer.problem()).toBe(
      { "for another room": "invitation-other-room", "that has expired": "invitation-expired" }[
        reason
      ] ?? "invitation-not-genuine",
    );
  });

  test("lets nobody join, nor pass at once, without one", async () => {
    const nobody = visit(room);
    expect((await nobody.call("POST", "/.stanchion/join", {})).status).toBe(403);
    expect((await nobody.open("/")).status).toBe(403);
    await room.change({ queue: "when-needed" });
    await pause(1_300);
    expect((await nobody.open("/")).status).toBe(403);
    await room.change({ queue: "always" });
    expect(await room.log()).toEqual([]);
  });

  test("takes the invitation from a link once, into a cookie, and leads on", async () => {
    const invited = visit(room);
    expect((await invited.open("/.stanchion/invitation")).status).toBe(200);
    const token = await invitation("customer 5");
    const taken = await invited.send("/.stanchion/invitation", {
      invitation: `https://shop.example/.stanchion/invitation#${token}`,
    });
    expect(taken.status).toBe(303);
    const [cookie = ""] = taken.setCookies[0]?.split(";") ?? [];
    expect(cookie).toBe(`stanchion-invitation=${token}`);
    const waiting = await invited.open("/", { Cookie: cookie });
    expect(waiting.status).toBe(200);
    expect(waiting.text()).toContain('data-state="newcomer"');
    const joined = await ask(stack, {
      method: "POST",
      path: "/.stanchion/join",
      headers: { Host: room.host, Cookie: cookie, Accept: "application/json" },
    });
    expect(claimsOf(ticketIn(joined))).toMatchObject({ line: "members" });
  });

  test("says so when the invitation cannot be used, to people and to programs", async () => {
    const token = await invitation("customer 6", { room: "elsewhere" });
    const page = await visit(room).send("/.stanchion/invitation", { invitation: token });
    expect(page.status).toBe(403);
    expect(page.setCookies).toEqual([]);
    const answer = await visit(room).call("POST", "/.stanchion/invitation", { invitation: token });
    expect(answer.problem()).toBe("invitation-other-room");
  });
});

test("a key that is no key is refused before anything is changed", async () => {
  const {
    x: y,
    y: x,
    ...key
  } = (await room.change({})).json<{
    readonly invitations: { readonly keys: readonly Record<string, string>[] };
  }>().invitations.keys[0] ?? { x: "", y: "" };
  const keys = [{ ...key, x: x ?? "", y: y ?? "" }];
  const answer = await room.change({ invitations: { keys, required: false } });
  expect(answer.status).toBe(422);
  expect(answer.json()).toMatchObject({ errors: [{ field: "invitations.keys" }] });
});
