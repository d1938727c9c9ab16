import { expect, test } from "vitest";
import { fairnessOf } from "../../../src/domain/fairness-report.ts";
import { fairnessRow } from "../../support/fairness-rows.ts";
import { clearDesk } from "./command-line.ts";
import { openShop } from "./stand-in-shop.ts";

const rows = [fairnessRow(1, 60_000), fairnessRow(2, 120_000)];
const passed = [fairnessRow(1, 600_000, { cameAt: 0 }), fairnessRow(2, 120_000)];

const answerOf = (given: typeof rows) => ({
  room: "launch",
  epoch: 1,
  asOf: "2026-11-28T16:00:00Z",
  admissions: given.length,
  judged: given.length,
  ...fairnessOf(given, 2_000),
});

test("fairness asks the room with the token, and ends by its verdict", async () => {
  using desk = clearDesk();
  let body: unknown = answerOf(rows);
  await using shop = await openShop(({ path, authorization }) =>
    path === "/.stanchion/api/v1/rooms/launch/fairness" && authorization === "Bearer secret"
      ? { body }
      : { status: 401, body: { detail: "Give the management token." } },
  );
  const words = ["fairness", "--address", shop.url, "--room", "launch"];
  const token = { ADMIN_TOKEN: "secret" };
  expect(await desk.stanchion(words, token)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("FAIR: nobody who was there was passed"),
  });
  body = answerOf(passed);
  const json = await desk.stanchion([...words, "--json", "--admin-token", "secret"]);
  expect(json.exitCode).toBe(1);
  expect(JSON.parse(json.stdout)).toEqual(body);
  body = answerOf([]);
  expect(await desk.stanchion(words, token)).toMatchObject({ exitCode: 2 });
  body = { room: "launch" };
  expect(await desk.stanchion(words, token)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("in another form"),
  });
  expect(await desk.stanchion(words)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("set ADMIN_TOKEN"),
  });
  expect(await desk.stanchion(words, { ADMIN_TOKEN: "guess" })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("401: Give the management token."),
  });
});
