/** What a gateway loads only when somebody needs it: by a crowd at once, and when it cannot be loaded. */

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildGateway } from "../../build/worker.ts";
import { languages } from "../../src/pages/language.ts";
import { type Answer, ask, type Question } from "../support/ask.ts";
import { manage } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { html, json } from "../support/visitor.ts";

let directory: string;
let workerFile: string;
let stack: Stack | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stanchion-test-"));
  workerFile = join(directory, "worker.js");
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
  await rm(directory, { recursive: true, force: true });
});

const start = async (): Promise<Stack> => {
  stack = await startStack({ workerFile });
  return stack;
};

/** Everybody joins the line. */
async function closeTheDoor(gateway: Stack): Promise<void> {
  const { status } = await manage(gateway, "PATCH", "rooms/default", { body: { queue: "always" } });
  expect(status).toBe(200);
}

interface Wish extends Question {
  /** What only the right answer says. */
  readonly says: string;
}

const wishes = ({ adminToken }: Stack): readonly Wish[] => [
  ...languages.map((language) => ({
    path: "/checkout",
    headers: { ...html, "Accept-Language": language },
    says: `<html lang="${language}"`,
  })),
  { path: "/checkout", headers: json, says: "not-admitted" },
  { method: "POST", path: "/.stanchion/join", headers: json, says: '"ticket":"' },
  { path: "/.stanchion/draw", headers: html, says: "There is no draw here" },
  { path: "/.stanchion/invitation", headers: html, says: "Your invitation" },
  { method: "POST", path: "/.stanchion/leave", headers: html, says: "You left the line" },
  { path: "/.stanchion/jwks.json", says: '"kty":"EC"' },
  { path: "/.stanchion/admin/", says: "<title>" },
  {
    path: "/.stanchion/api/v1/rooms",
    headers: { Authorization: `Bearer ${adminToken}` },
    says: '"room":"default"',
  },
];

test("a gateway that has just started, as it is deployed, gives each of a crowd what they ask for", async () => {
  await buildGateway({ outfile: workerFile, minify: true });
  const gateway = await start();
  await closeTheDoor(gateway);
  await gateway.workerd.kill("SIGKILL");
  await gateway.workerd.restart();
  const asked = Array.from({ length: 20 }, () => wishes(gateway)).flat();
  const answers = await Promise.all(asked.map((wish) => ask(gateway, wish)));
  const wrong = answers.flatMap((answer, index) => {
    const { path, says = "" } = asked[index] ?? {};
    return answer.text().includes(says) ? [] : [`${path}: ${answer.status} ${answer.text()}`];
  });
  expect(wrong).toEqual([]);
  expect(gateway.workerdLines).toEqual([]);
  expect(await gateway.requestLog()).toEqual([]);
});

/** From the next start on nothing can load this piece. */
async function breakPiece(name: string): Promise<void> {
  const pieces = join(directory, "worker");
  const found = (await readdir(pieces)).filter((file) => file.startsWith(`${name}-`));
  expect(found).toHaveLength(1);
  const broken = 'throw new Error("this piece is broken");';
  for (const file of found) await writeFile(join(pieces, file), broken);
}

const shownToShop = async (gateway: Stack): Promise<number> => (await gateway.requestLog()).length;

describe("a gateway that cannot load", () => {
  beforeEach(() => buildGateway({ outfile: workerFile }));

  test("the waiting page lets no stranger through, and the admitted go on", async () => {
    await breakPiece("waiting-page");
    const gateway = await start();
    const admitted = await ask(gateway, { path: "/", headers: html });
    const [pass = ""] = admitted.setCookies;
    await closeTheDoor(gateway);
    const before = await shownToShop(gateway);
    const strangers = await Promise.all(
      Array.from({ length: 20 }, () => ask(gateway, { path: "/checkout", headers: html })),
    );
    expect(new Set(strangers.map(({ status }) => status))).toEqual(new Set([500]));
    expect(await shownToShop(gateway)).toBe(before);
    const inside: Answer = await ask(gateway, {
      path: "/checkout",
      headers: { ...html, Cookie: pass.split(";")[0] ?? "" },
    });
    expect(inside.text()).toContain("<form");
    // Somebody who needs no page is answered as ever.
    const program = await ask(gateway, { path: "/checkout", headers: json });
    expect([program.status, program.problem()]).toEqual([503, "not-admitted"]);
  });

  test("the room lets no stranger through", async () => {
    await breakPiece("waiting-room");
    const gateway = await start();
    for (const path of ["/", "/checkout", "/.stanchion/status"]) {
      const answer = await ask(gateway, { path, headers: html });
      expect([path, answer.status]).toEqual([path, 503]);
    }
    const joined = await ask(gateway, { method: "POST", path: "/.stanchion/join", headers: json });
    expect([joined.status, joined.problem()]).toEqual([503, "room-unreachable"]);
    expect(await gateway.requestLog()).toEqual([]);
  });
});
