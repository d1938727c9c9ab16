import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../../../src/cli/rush/main.ts", import.meta.url));

const resultSchema = v.object({
  figures: v.object({
    witness: v.string(),
    outcomes: v.record(v.string(), v.number()),
    orders: v.object({ confirmed: v.number(), missing: v.number(), doubled: v.number() }),
    withoutProof: v.number(),
  }),
  findings: v.array(v.object({ promise: v.string(), kept: v.nullable(v.boolean()) })),
});

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function rush(...words: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...words], (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

test("a rush at a gateway and shop of its own ends with the verdict as JSON on the last line", async () => {
  const words = ["--start", "--json", "--rate", "1200", "--visitors", "40", "--over", "1s"];
  const { exitCode, stdout } = await rush(...words, "--leave", "0.25");
  const { figures, findings } = v.parse(
    resultSchema,
    JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""),
  );
  expect(figures).toMatchObject({
    witness: "shop log",
    outcomes: { ordered: 30, left: 10 },
    orders: { confirmed: 30, missing: 0, doubled: 0 },
    withoutProof: 0,
  });
  expect(findings.filter(({ kept }) => kept === false)).toEqual([]);
  expect(exitCode).toBe(0);
});

test("what cannot be read ends in one sentence and exit code 2", async () => {
  expect(await rush("--visitors", "many")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringMatching(/^--visitors must be a number .*\n$/),
  });
  expect(await rush("--visitor", "5")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "There is no option --visitor; --help shows those there are.\n",
  });
});
