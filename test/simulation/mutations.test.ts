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
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const steps = 40_000;
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

interface Mutation {
  readonly defect: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  /** The named day in which it shows. Without one, a night of small days finds it. */
  readonly day?: string;
  readonly breaks: string;
}

const mutations: readonly Mutation[] = [
  {
    defect: "a change of the settings that goes over a later one",
    file: "settings-change.ts",
    right: "expectedVersion !== null && expectedVersion !== current.version",
    wrong: "expectedVersion === Number.NaN",
    breaks: "a change that comes late takes no later one back",
  },
  {
    defect: "a key that is forgotten when the next one begins",
    file: "key-life.ts",
    right: "successor.activeFrom + keptAfterSuccessorMs",
    wrong: "successor.activeFrom",
    breaks: "a ticket outlives its key",
  },
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
    file: "ending.ts",
    right: "if (admission.ended !== null) {",
    wrong: "if (admission.endsAt < 0) {",
    breaks: "inside is the number of active sessions",
  },
  {
    defect: "a door that does not wait for lower places",
    file: "admitting.ts",
    right: "if (visitor.place > opensUpTo) return;",
    wrong: "",
    day: "a rate that is raised",
    breaks: "no overtaking",
  },
  {
    defect: "a unit that is sold twice",
    file: "ending.ts",
    right: "if (admission.units !== null) {",
    wrong: "if (admission.units === -1) {",
    day: "oneplus-2014",
    breaks: "every unit that was sold is counted once",
  },
  {
    defect: "a place in the draw that is off by one",
    file: "draw.ts",
    right: "draw.after + drawnPlace(draw, number - draw.after)",
    wrong: "draw.after + 1 + drawnPlace(draw, number - draw.after)",
    day: "draw-million",
    breaks: "the draw is a permutation",
  },
  {
    defect: "a session's clock that runs on in an outage",
    file: "upkeep.ts",
    right: "if (isOriginOut(room)) return room;",
    wrong: "",
    day: "origin-melts",
    breaks: "no session runs out while the shop is out",
  },
  {
    defect: "a session that has lost the time of an outage",
    file: "room-origin.ts",
    right: "register.extendSessions(Math.max(0, now - last.since));",
    wrong: "",
    day: "origin-melts",
    breaks: "no session loses time to an outage",
  },
  {
    defect: "lines that share alike, whatever their weights",
    file: "fair-shares.ts",
    right: "const share = weight / total;",
    wrong: "const share = 1 / ready.length;",
    day: "two-lines",
    breaks: "each line has its share",
  },
  {
    defect: "a run whose numbers are given to two",
    file: "ticket-batcher.ts",
    right: "next.set(line, number + 1);",
    wrong: "",
    day: "surge",
    breaks: "a number is one join's",
  },
  {
    defect: "a batcher that forgets whom it gave a number",
    file: "ticket-batcher.ts",
    right: "const given = recall(join) ?? null;",
    wrong: "const given = null;",
    day: "surge",
    breaks: "a join has one number",
  },
];

test.each(mutations)("$defect is found", async ({ file, right, wrong, day, breaks }) => {
  const path = join(copy, "src/domain", file);
  const source = await readFile(path, "utf8");
  expect(source.split(right), "the mutation fits in one place").toHaveLength(2);
  await writeFile(
    path,
    source.replace(right, () => wrong),
  );
  try {
    expect(await (day ? brokenInDay(day) : brokenInNight(breaks))).toContain(breaks);
  } finally {
    await writeFile(path, source);
  }
});

test("without one, nothing is", async () => {
  expect(await brokenInNight()).toEqual([]);
  for (const { day } of mutations) if (day) expect(await brokenInDay(day)).toEqual([]);
});

const promises = v.array(v.string());

/** What the copy breaks, told by a process of its own, which reads the source as it is now. */
async function tellsBroken(script: string): Promise<readonly string[]> {
  const words = ["--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: copy });
  return v.parse(promises, JSON.parse(stdout));
}

/** Ends as soon as the promise that is looked for was broken. */
const brokenInNight = (lookedFor = "none") =>
  tellsBroken(`
    import { runNightly } from "./src/cli/simulate/nightly.ts";
    const broken = new Set();
    let done = 0;
    for (let seed = 1; done < ${steps} && !broken.has(${JSON.stringify(lookedFor)}); seed++) {
      const { failures, steps } = runNightly({ firstSeed: seed, steps: 1, shrinks: false });
      for (const failure of failures) for (const one of Object.keys(failure.broken)) broken.add(one);
      done += steps;
    }
    console.log(JSON.stringify([...broken]));`);

const brokenInDay = (name: string) =>
  tellsBroken(`
    import { simulate } from "./src/cli/simulate/engine.ts";
    import { brokenIn } from "./src/cli/simulate/nightly.ts";
    import { scenarioOf, scenarios } from "./src/cli/simulate/scenarios.ts";
    const raised = {
      name: "a rate that is raised",
      build: () => ({
        settings: { admissionsPerMinute: 20 },
        crowd: { visitors: 200, overMs: 20_000, leave: 0.3 },
        changes: [{ afterMs: 60_000, values: { admissionsPerMinute: 600 } }],
      }),
    };
    const named = [...scenarios, raised].find(({ name }) => name === ${JSON.stringify(name)});
    const { figures } = simulate(scenarioOf(named, { visitors: 400, seed: 1, leave: null }));
    console.log(JSON.stringify(Object.keys(brokenIn(figures))));`);
