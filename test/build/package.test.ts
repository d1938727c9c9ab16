import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../../build/project.ts";

const run = promisify(execFile);
let directory: string;
let files: readonly string[];

/** What `npm pack` makes, unpacked where a shop that installs it has it. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stanchion-package-"));
  const packing = ["pack", "--json", "--pack-destination", directory];
  const { stdout } = await run("npm", packing, { cwd: projectPath("") });
  const [packed] = JSON.parse(stdout);
  files = packed.files.map(({ path }: { readonly path: string }) => path);
  const modules = join(directory, "node_modules");
  await mkdir(join(modules, "stanchion"), { recursive: true });
  const unpacking = ["--strip-components=1", "-C", join(modules, "stanchion")];
  await run("tar", ["-xzf", join(directory, packed.filename), ...unpacking]);
  for (const name of ["jose", "valibot", "@noble"]) {
    await symlink(projectPath(`node_modules/${name}`), join(modules, name));
  }
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const inPackage = (path: string) => join(directory, "node_modules/stanchion", path);

test("the package has all that its exports and its command name, and the examples", async () => {
  const { exports, bin } = JSON.parse(await readFile(inPackage("package.json"), "utf8"));
  const named = Object.values<Readonly<Record<string, string>>>(exports).flatMap(Object.values);
  const adapters = ["express", "hono", "index", "next", "nginx-verifier", "node"];
  const paths = adapters.flatMap((name) => named.map((path) => path.replace("*", name)));
  for (const path of [...paths, bin.stanchion]) await access(inPackage(path));
  expect(files).toContain("examples/origins/caddy/Caddyfile");
});

test("the package has nothing of the gateway, and no test", () => {
  const kinds = new Set(files.map((path) => path.split("/").slice(0, 2).join("/")));
  expect([...kinds].toSorted()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/cli",
    "dist/origin",
    "docs/operating",
    "examples/origins",
    "package.json",
    "src/cli",
  ]);
  expect(files.filter((path) => path.startsWith("src/"))).toEqual(["src/cli/stanchion.js"]);
});

test("a shop that has installed it checks assertions, and has every command", async () => {
  await writeFile(
    join(directory, "shop.mjs"),
    `import { requireAssertion } from "stanchion/origin/next";
     const proxy = requireAssertion({ jwksUrl: "http://127.0.0.1:9/jwks.json" });
     console.log((await proxy(new Request("https://shop.example/"))).status);`,
  );
  expect((await run(process.execPath, ["shop.mjs"], { cwd: directory })).stdout.trim()).toBe("403");
  const commands = ["verify-draw", "invite", "fairness", "keys", "doctor", "origin-verifier"];
  const helps = commands.map(async (name) => {
    const words = [inPackage("src/cli/stanchion.js"), name, "--help"];
    return (await run(process.execPath, words, { cwd: directory })).stdout;
  });
  for (const [index, help] of (await Promise.all(helps)).entries()) {
    expect(help).toContain(`npx stanchion ${commands[index]}`);
  }
});
