/**
 * Whether the simulator would find a defect: the core with one put into it on purpose, in a copy of the source.
 */

import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
const steps = 60_000;
let copy = "";

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "simulator-"));
  await cp(join(root, "package.json"), join(copy, "package.json"));
  const sources = ["src/domain", "src/cli/simulate", "src/cli/rush", "src/hash.ts", "src/http"];
  for (const source of sources) {
    await cp(join(root, source), join(copy, source), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

const mutations = [
  {
    defect: "an allowance that is off by one",
    file: "allowance.ts",
    right: "owed - (burstOf(rate) - 1)",
    wrong: "owed - burstOf(rate)",
    breaks: "the rate is kept in every window",
  },
  {
    defect: "credit that is given anew by a restart",
    file: "room-state.ts",
    right: "const room: Room = {\n    state,",
    wrong: "const room: Room = {\n    state: { ...state, allowance: fullAllowance(now) },",
    breaks: "the rate is kept in every window",
  },
  {
    defect: "a serving number that moves twice",
    file: "room.ts",
    right: "    serving: to,",
    wrong: "    serving: Math.min(issued, to + (to - serving)),",
    breaks: "everybody who joined is counted once",
  },
  {
    defect: "a session that is freed twice",
    file: "visitor-calls.ts",
    right: "if (admission.ended === null) {\n    return { room: endSession",
    wrong: "if (admission.endsAt > 0) {\n    return { room: endSession",
    breaks: "inside is the number of active sessions",
  },
  {
    defect: "a door that does not wait for lower places",
    file: "admitting.ts",
    right: "if (visitor.place > opensUpTo) return;",
    wrong: "",
    breaks: "no overtaking",
  },
] as const;

test.each(mutations)("$defect is found", async ({ file, right, wrong, breaks }) => {
  const path = join(copy, "src/domain", file);
  const source = await readFile(path, "utf8");
  expect(source.split(right), "the mutation fits in one place").toHaveLength(2);
  await writeFile(
    path,
    source.replace(right, () => wrong),
  );
  try {
    expect(await promisesBroken()).toContain(breaks);
  } finally {
    await writeFile(path, source);
  }
});

test("without one, nothing is", async () => {
  expect(await promisesBroken()).toEqual([]);
});

const failuresSchema = v.array(v.object({ broken: v.record(v.string(), v.string()) }));

/** What a night over the copy found, run by a process of its own, which reads the source as it is now. */
async function promisesBroken(): Promise<readonly string[]> {
  const script = `
    import { runNightly } from "./src/cli/simulate/nightly.ts";
    const { failures } = runNightly({ firstSeed: 1, steps: ${steps} });
    console.log(JSON.stringify(failures));`;
  const words = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    cwd: copy,
    maxBuffer: 2 ** 26,
  });
  const failures = v.parse(failuresSchema, JSON.parse(stdout));
  return failures.flatMap(({ broken }) => Object.keys(broken));
}
