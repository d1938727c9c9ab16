import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { clearDesk, runNode } from "./command-line.ts";

const launcher = fileURLToPath(new URL("../../../src/cli/stanchion.js", import.meta.url));

test("stanchion --help names the commands", async () => {
  using desk = clearDesk();
  const { exitCode, stdout } = await desk.stanchion(["--help"]);
  expect(exitCode).toBe(0);
  for (const name of ["verify-draw", "invite", "fairness"]) expect(stdout).toContain(name);
});

test.each([
  [["keys", "--help"], "USAGE npx stanchion keys list|"],
  [["keys", "rotate", "--help"], "USAGE npx stanchion keys rotate [OPTIONS]"],
  [["doctor", "--help"], "USAGE npx stanchion doctor [OPTIONS]"],
])("stanchion %j shows the command as it can be typed", async (words, usage) => {
  using desk = clearDesk();
  expect((await desk.stanchion(words)).stdout).toContain(usage);
});

test("stanchion refuses a command that it does not have", async () => {
  using desk = clearDesk();
  expect(await desk.stanchion(["dance"])).toMatchObject({
    exitCode: 2,
    stdout: "",
    stderr: expect.stringContaining("Unknown command dance"),
  });
});

test("the launcher hands over to the project's own Node where the one at hand reads no TypeScript", async () => {
  using desk = clearDesk();
  const older = ["--no-experimental-strip-types", launcher];
  const ended = await runNode([...older, "fairness", "--room"], { cwd: desk.path });
  expect(ended).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Missing required argument: --address"),
  });
});
