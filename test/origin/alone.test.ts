import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../../build/project.ts";
import { asking, genuineAt, host, jwks } from "./bench.ts";

const run = promisify(execFile);
let directory: string;

/** A shop elsewhere on the disk that has installed nothing but this folder and jose. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "stanchion-shop-"));
  const installed = join(directory, "node_modules/stanchion-origin");
  await mkdir(installed, { recursive: true });
  const compile = [projectPath("node_modules/typescript/bin/tsc"), "-p", projectPath("src/origin")];
  await run(process.execPath, [...compile, "--outDir", installed]);
  await writeFile(
    join(installed, "package.json"),
    JSON.stringify({ name: "stanchion-origin", type: "module", exports: { "./*": "./*.js" } }),
  );
  await cp(projectPath("node_modules/jose"), join(directory, "node_modules/jose"), {
    recursive: true,
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a shop that installs src/origin alone verifies with it", async () => {
  const headers = (request: Request) => JSON.stringify([...request.headers]);
  const genuine = asking(await genuineAt(Date.now()));
  await writeFile(
    join(directory, "shop.mjs"),
    `import { verifyAssertion } from "stanchion-origin/index";
     const names = ["express", "hono", "next", "nginx-verifier", "node"];
     const adapters = await Promise.all(names.map((name) => import("stanchion-origin/" + name)));
     const judge = async (headers) => {
       const request = new Request("http://${host}/checkout", { headers });
       const verdict = await verifyAssertion(request, { jwks: ${JSON.stringify(jwks)} });
       return verdict.ok ? verdict.claims.number : verdict.reason;
     };
     const judged = [await judge(${headers(genuine)}), await judge(${headers(asking(null))})];
     console.log(JSON.stringify([...judged, adapters.length]));`,
  );
  const { stdout } = await run(process.execPath, ["shop.mjs"], { cwd: directory });
  expect(JSON.parse(stdout)).toEqual([4_711, "missing", 5]);
});
