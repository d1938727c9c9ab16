import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { afterAll, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../../src/cli/simulate/main.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "simulate-"));
afterAll(() => rmSync(directory, { recursive: true }));

const share = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));

const verdictSchema = v.object({
  scenario: v.string(),
  seed: v.number(),
  visitors: v.number(),
  invariantsBroken: v.number(),
  rateUsed: v.nullable(v.number()),
  maxOverRate: v.number(),
  inversionsAmongPresent: v.number(),
  estimateCoverage: share,
  estimateMedianError: v.nullable(v.number()),
  pollsPerVisitor: v.number(),
  sometimes: v.record(v.string(), v.number()),
  seconds: v.number(),
  steps: v.number(),
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...words], (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

test("a scenario ends with the verdict as JSON on the last line, and leaves a picture", async () => {
  const picture = join(directory, "calm.svg");
  const words = ["calm", "--visitors", "300", "--seed", "5", "--json", "--picture", picture];
  const { exitCode, stdout, stderr } = await run(...words);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const verdict = v.parse(verdictSchema, JSON.parse(last));
  expect(verdict).toMatchObject({ scenario: "calm", seed: 5, visitors: 300, invariantsBroken: 0 });
  expect(exitCode).toBe(0);
  expect(stderr).toBe("");
  expect(readFileSync(picture, "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
});

test("an unknown scenario is answered with the list, and exit code 2", async () => {
  const { exitCode, stdout, stderr } = await run("o3-2009");
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain('There is no scenario "o3-2009".');
  for (const name of ["o2-2008", "draw-million", "nightly"]) expect(stderr).toContain(name);
});

test("a run in which what it is about never happened fails, says what, and how to run it again", async () => {
  const picture = join(directory, "bots.svg");
  const { exitCode, stdout } = await run(
    "bots",
    "--visitors",
    "1",
    "--seed",
    "2",
    "--picture",
    picture,
  );
  expect(exitCode).toBe(1);
  expect(stdout).toContain("NEVER HAPPENED flood of keys");
  expect(stdout).toContain("again: npm run simulate -- bots --seed 2 --visitors 1\n");
});

test("nightly runs until its steps are used up", async () => {
  const { exitCode, stdout } = await run("nightly", "--seed", "3", "--steps", "2000", "--json");
  const night = v.parse(
    v.object({
      seed: v.literal(3),
      steps: v.pipe(v.number(), v.minValue(2_000)),
      runs: v.number(),
    }),
    JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""),
  );
  expect(night.runs).toBeGreaterThan(0);
  expect(exitCode).toBe(0);
});

const bill = v.object({ dollars: v.number(), invoiceDollars: v.number() });

const networkSchema = v.object({
  scenario: v.literal("network"),
  seed: v.literal(4),
  seconds: v.number(),
  waiting: v.object({ people: v.literal(20_000), pollsPerVisitor: v.number() }),
  bills: v.object({
    "the Worker": bill,
    "the Workers Cache": bill,
    "a document without a Worker": bill,
  }),
  judgements: v.array(
    v.object({ name: v.string(), value: v.number(), most: v.number(), holds: v.boolean() }),
  ),
});

test("the network ends with its figures as JSON on the last line, a picture, and the arithmetic of its bill", async () => {
  const picture = join(directory, "network.svg");
  const words = ["network", "--visitors", "20000", "--seed", "4", "--json", "--picture", picture];
  const { exitCode, stdout, stderr } = await run(...words);
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  const { judgements } = v.parse(networkSchema, JSON.parse(last));
  expect(stderr).toBe("");
  expect(exitCode).toBe(judgements.every(({ holds }) => holds) ? 0 : 1);
  expect(stdout).toMatch(/pages and joins +2\.00 million x \$0\.3 = \$0\.60/);
  for (const { name } of judgements) expect(stdout).toContain(name);
  expect(readFileSync(picture, "utf8")).toMatch(/^<svg .*<\/svg>\n$/s);
});

test("an option that there is not is named, and nothing runs", async () => {
  const { exitCode, stdout, stderr } = await run("calm", "--vistors", "20");
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toBe("There is no option --vistors; --help shows those there are.\n");
});
