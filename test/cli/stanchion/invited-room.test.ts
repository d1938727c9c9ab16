import { expect, test } from "vitest";
import { registerKey, settingsWith } from "../../../src/cli/stanchion/invited-room.ts";
import { generateSigningKey } from "../../../src/tokens/new-signing-key.ts";
import { openShop, type ShopAnswer, type ShopQuestion } from "./stand-in-shop.ts";

const { d: _, ...key } = await generateSigningKey();
const { d: __, ...other } = await generateSigningKey();

test("settingsWith() adds the key to those that the room knows", () => {
  expect(settingsWith({ keys: [other], required: false }, key, false)).toEqual({
    keys: [other, key],
    required: false,
  });
});

test("settingsWith() has nothing to change when the room knows the key", () => {
  expect(settingsWith({ keys: [key, other], required: true }, key, false)).toBeNull();
  expect(settingsWith({ keys: [key], required: true }, key, true)).toBeNull();
});

test("settingsWith() closes a room to strangers when asked, and never opens it", () => {
  expect(settingsWith({ keys: [key], required: false }, key, true)).toEqual({
    keys: [key],
    required: true,
  });
  expect(settingsWith({ keys: [other], required: true }, key, false)).toMatchObject({
    required: true,
  });
});

test("settingsWith() refuses a second key of the same name", () => {
  const impostor = { ...other, kid: key.kid };
  expect(() => settingsWith({ keys: [impostor], required: false }, key, false)).toThrow(
    "knows another key by the name",
  );
});

/** A room that somebody else changes under our hands a few times. */
function roomThatChanges(times: number): (asked: ShopQuestion) => ShopAnswer {
  let version = 7;
  let left = times;
  let invitations: unknown = { keys: [other], required: false };
  return ({ method, ifMatch, body }) => {
    if (method === "PATCH") {
      if (left > 0) {
        left -= 1;
        version += 1;
      }
      if (ifMatch !== `"${version}"`) return { status: 412, body: { detail: "Changed." } };
      ({ invitations } = Object(body));
    }
    return { headers: { etag: `"${version}"` }, body: { room: "launch", invitations } };
  };
}

test("registerKey() reads again when somebody else changed the settings meanwhile", async () => {
  await using shop = await openShop(roomThatChanges(2));
  const room = { address: new URL(shop.url), room: "launch", adminToken: "secret" };
  expect(await registerKey(room, key, true)).toBe(true);
  expect(shop.asked.map(({ method, ifMatch }) => `${method} ${ifMatch ?? ""}`.trim())).toEqual([
    "GET",
    'PATCH "7"',
    "GET",
    'PATCH "8"',
    "GET",
    'PATCH "9"',
  ]);
  expect(shop.asked.at(-1)).toMatchObject({
    path: "/.stanchion/api/v1/rooms/launch",
    authorization: "Bearer secret",
    body: { invitations: { keys: [other, key], required: true } },
  });
  expect(await registerKey(room, key, true)).toBe(false);
});

test("registerKey() gives up on settings that never stand still", async () => {
  await using shop = await openShop(roomThatChanges(100));
  const room = { address: new URL(shop.url), room: "launch", adminToken: "secret" };
  await expect(registerKey(room, key, true)).rejects.toThrow("being changed by somebody else");
});

test("registerKey() repeats what the gateway finds wrong, field by field", async () => {
  await using shop = await openShop(({ method }) =>
    method === "GET"
      ? { headers: { etag: '"1"' }, body: { invitations: null } }
      : {
          status: 422,
          body: {
            detail: "Nothing was changed.",
            errors: [{ field: "invitations.keys", detail: "has too many\u001B[2J" }],
          },
        },
  );
  const room = { address: new URL(shop.url), room: "launch", adminToken: "secret" };
  await expect(registerKey(room, key, false)).rejects.toThrow(
    /422: Nothing was changed\. invitations\.keys: has too many \[2J\./,
  );
});
