import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { importInvitationKeys } from "../../../src/tokens/invitation-keys.ts";
import { type InvitationClaims, verifyInvitation } from "../../../src/tokens/invitation-token.ts";
import { clearDesk, type Desk } from "./command-line.ts";
import { openShop } from "./stand-in-shop.ts";

interface Invited {
  readonly row: Readonly<Record<string, string>>;
  readonly claims: InvitationClaims;
}

/** Reads an answer back as a gateway would that knows the key. */
async function readInvited(desk: Desk, file: string, link: string): Promise<readonly Invited[]> {
  const { d: _, ...key } = JSON.parse(readFileSync(desk.fileAt("invitation-key.json"), "utf8"));
  const keys = await importInvitationKeys([key]);
  if (keys.kind === "invitation-keys-refused") throw new Error(keys.detail);
  const text = readFileSync(desk.fileAt(file), "utf8");
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, delimiter: ";" });
  return Promise.all(
    rows.map(async (row) => {
      const [before, token = ""] = (row["invitation"] ?? "").split("#");
      expect(before).toBe(link);
      const verification = await verifyInvitation(token, keys, Date.now());
      if (verification.kind === "refused") throw new Error(verification.reason);
      return { row, claims: verification.claims };
    }),
  );
}

const customers = Array.from(
  { length: 25 },
  (_, index) => `"Nº ${index}; x";c${index}@example.com`,
);
const list = `\uFEFFname;email\r\n${customers.join("\r\n")}\r\n"again";C3@example.com\r\n`;
const far = ["--from", "2046-11-28T15:00Z", "--expires", "10d"];

test("invite mints one invitation for each customer, in waves, and introduces the key", async () => {
  using desk = clearDesk();
  await using shop = await openShop(() => ({
    headers: { etag: '"3"' },
    body: {
      room: "launch",
      lines: [
        { name: "general", weight: 1 },
        { name: "members", weight: 2 },
      ],
      invitations: { keys: [], required: false },
    },
  }));
  const soon = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 86_400_000);
  writeFileSync(desk.fileAt("customers.csv"), list);
  const words = ["--room", "launch", "--csv", "customers.csv", "--line", "members"];
  const waves = ["--waves", "5", "--every", "10m", "--from", soon.toISOString(), "--require"];
  const { exitCode, stdout, stderr } = await desk.stanchion(
    ["invite", ...words, ...waves, "--address", `${shop.url}/shop`],
    { ADMIN_TOKEN: "secret" },
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });

  const invited = await readInvited(desk, "invitations.csv", `${shop.url}/.stanchion/invitation`);
  expect(invited.map(({ row }) => row["name"])).toEqual(customers.map((_, n) => `Nº ${n}; x`));
  expect(new Set(invited.map(({ claims }) => claims.sub)).size).toBe(25);
  expect(JSON.stringify(invited.map(({ claims }) => claims))).not.toContain("example.com");
  for (const { row, claims } of invited) {
    const begins = soon.getTime() + (Number(claims.wave) - 1) * 600_000;
    expect(claims).toMatchObject({
      room: "launch",
      line: "members",
      validFrom: begins,
      expiresAt: begins + 7 * 86_400_000,
    });
    expect(row).toMatchObject({ wave: claims.wave });
    expect(Date.parse(row["validFrom"] ?? "")).toBe(begins);
  }
  const inWave = Map.groupBy(invited, ({ claims }) => claims.wave);
  expect([...inWave.values()].map((those) => those.length)).toEqual([5, 5, 5, 5, 5]);

  // As the list was written, and for nobody else to read.
  const text = readFileSync(desk.fileAt("invitations.csv"), "utf8");
  expect(text.startsWith("\uFEFFname;email;wave;validFrom;invitation\r\n")).toBe(true);
  expect(statSync(desk.fileAt("invitations.csv")).mode & 0o777).toBe(0o600);

  expect(stdout).toContain("A new key was made: invitation-key.json");
  expect(stdout).toContain("name a customer who stands further up: line 27.");
  expect(stdout).toContain("now knows the key, and takes the invited only");
  expect(shop.asked.map(({ method }) => method)).toEqual(["GET", "GET", "PATCH"]);
  expect(shop.asked.every(({ authorization }) => authorization === "Bearer secret")).toBe(true);
  const { d: _, ...key } = JSON.parse(readFileSync(desk.fileAt("invitation-key.json"), "utf8"));
  expect(shop.asked.at(-1)).toMatchObject({
    ifMatch: '"3"',
    body: { invitations: { keys: [key], required: true } },
  });
});

test("invite without a shop to ask prints what the room must be told, and no secret", async () => {
  using desk = clearDesk();
  writeFileSync(desk.fileAt("customers.csv"), list);
  const words = ["invite", "--room", "launch", "--csv", "customers.csv"];
  const first = await desk.stanchion(words);
  expect(first.exitCode).toBe(0);
  const { d, ...key } = JSON.parse(readFileSync(desk.fileAt("invitation-key.json"), "utf8"));
  expect(JSON.parse(first.stdout.trimEnd().split("\n").at(-1) ?? "")).toEqual({
    invitations: { keys: [key], required: false },
  });
  expect(first.stdout).not.toContain(d);

  // The same key makes the same customers, and no file is overwritten.
  const again = await desk.stanchion(words);
  expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("already") });
  expect(await desk.stanchion([...words, "--out", "b.csv"])).toMatchObject({ exitCode: 0 });
  const subjects = async (file: string) =>
    (await readInvited(desk, file, "/.stanchion/invitation")).map(({ claims }) => claims.sub);
  expect(await subjects("b.csv")).toEqual(await subjects("invitations.csv"));
});

test("invite makes nothing for a line that the room does not have", async () => {
  using desk = clearDesk();
  await using shop = await openShop(() => ({
    headers: { etag: '"3"' },
    body: { room: "launch", lines: [{ name: "general", weight: 1 }], invitations: null },
  }));
  writeFileSync(desk.fileAt("customers.csv"), list);
  const words = ["invite", "--room", "launch", "--csv", "customers.csv", "--line", "members"];
  const shopAt = ["--address", shop.url, "--admin-token", "secret"];
  expect(await desk.stanchion([...words, ...shopAt])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('The room has no line "members"; its lines are general.'),
  });
  expect(existsSync(desk.fileAt("invitations.csv"))).toBe(false);
});

test("invite writes nothing at all when a row, an option or the token is wrong", async () => {
  using desk = clearDesk();
  await using shop = await openShop(() => ({
    status: 401,
    body: { detail: "This is not the management token of this gateway." },
  }));
  writeFileSync(desk.fileAt("bad.csv"), "email\nann@example.com\nnobody\n");
  writeFileSync(desk.fileAt("good.csv"), "email\nann@example.com\n");
  const attempts: readonly (readonly [readonly string[], string])[] = [
    [["--csv", "bad.csv"], 'Line 3: "email" is not an e-mail address'],
    [["--csv", "good.csv", "--wave", "3"], "There is no option --wave"],
    [["--csv", "good.csv", ...far], "an invitation lasts a year at most"],
    [
      ["--csv", "good.csv", "--address", shop.url, "--admin-token", "guess"],
      "not the management token",
    ],
  ];
  for (const [words, sentence] of attempts) {
    const ended = await desk.stanchion(["invite", "--room", "launch", ...words]);
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(sentence) });
  }
  for (const file of ["invitations.csv", "invitations.csv.unfinished", "invitation-key.json"]) {
    expect(existsSync(desk.fileAt(file))).toBe(false);
  }
});
