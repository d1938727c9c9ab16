import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectPath } from "../../../build/project.ts";
import { type DeployWords, lookBefore, reasonsToStop } from "../../../src/cli/deploy/look.ts";
import { openRoom } from "../../support/protected-room.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { visit } from "../../support/visitor.ts";
import { compileCache, runNode } from "../stanchion/command-line.ts";

const strong = randomBytes(24).toString("base64url");
const folder = mkdtempSync(join(tmpdir(), "stanchion-deploy-"));
const fileOf = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const configuration = (pattern: string): string => `
name = "stanchion"
main = ${JSON.stringify(projectPath("src/index.ts"))}
compatibility_date = "2026-08-01"
workers_dev = false
preview_urls = false
routes = [{ pattern = "${pattern}", zone_name = "shop.example" }]
vars = { ADMIN_HOSTS = "shop.example" }
`;
const closed = fileOf("wrangler.toml", configuration("shop.example/*"));
const secrets = fileOf("secrets", `ADMIN_TOKEN=${strong}\n`);

/** What comes of it, but for what is fine. Nothing is sent to the network from here. */
async function look(
  words: Partial<DeployWords>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const said = { config: closed, anyway: false, unchecked: false, first: false, ...words };
  const findings = await lookBefore(said, {
    ...{ PATH: process.env["PATH"], HOME: folder, NODE_COMPILE_CACHE: compileCache },
    ...env,
  });
  for (const secret of [strong, stack.adminToken]) {
    expect(JSON.stringify(findings)).not.toContain(secret);
  }
  return [
    ...findings
      .filter(({ kind }) => kind !== "fine")
      .map(({ about, kind, detail }) => `${kind} ${about}: ${detail}`),
    ...reasonsToStop(findings, said),
  ];
}

test("a closed gate with a strong token that the running gateway takes, and empty rooms, may be deployed", async () => {
  const env = { STANCHION_URL: stack.gatewayUrl, ADMIN_TOKEN: stack.adminToken };
  expect(await look({}, env)).toEqual([]);
});

test("an open one may not, whatever is said", async () => {
  const config = fileOf("open.toml", configuration("shop.example/checkout*"));
  const said = { config, "secrets-file": secrets, anyway: true, unchecked: true };
  expect(await look(said)).toEqual([
    expect.stringMatching(/^refused routes: "shop.example\/checkout\*" leaves other paths/),
    expect.stringMatching(/^unchecked rooms/),
    "Put right what is REFUSED.",
  ]);
});

test("a configuration is judged as it is in the environment that is named", async () => {
  const config = fileOf(
    "two.toml",
    `${configuration("shop.example/*")}\n[env.open]\nroutes = ["https://shop.example/*"]\nvars = { ADMIN_HOSTS = "shop.example" }\n`,
  );
  const said = { config, env: "open", "secrets-file": secrets, unchecked: true };
  expect((await look(said))[0]).toMatch(/^refused routes: "https:.*is for https only/);
});

test("what cannot be checked is in the way unless it is said to be wished", async () => {
  expect(await look({ "secrets-file": secrets })).toEqual([
    expect.stringMatching(/^unchecked rooms: nobody could say who is in line/),
    "Not all could be checked: --unchecked deploys all the same.",
  ]);
  const env = { STANCHION_URL: "http://127.0.0.1:9", ADMIN_TOKEN: strong };
  expect(await look({ "secrets-file": secrets, unchecked: true }, env)).toEqual([
    expect.stringMatching(/^unchecked rooms: Nothing answers at http:\/\/127.0.0.1:9/),
  ]);
  expect(
    await look({ "secrets-file": secrets }, { ...env, STANCHION_URL: stack.gatewayUrl }),
  ).toEqual([
    expect.stringMatching(/^unchecked rooms: .*says 401/),
    "Not all could be checked: --unchecked deploys all the same.",
  ]);
});

test("the first deployment has nobody in line, as the person says or the network knows", async () => {
  const noWorker = { errors: [{ code: 10_007, message: "This Worker does not exist." }] };
  const [said, known, contradicted] = await Promise.all([
    look({ "secrets-file": secrets, first: true }),
    withNetwork(404, noWorker, (env) => look({ "secrets-file": secrets }, env)),
    withNetwork(200, { result: [{ name: "ADMIN_TOKEN" }] }, (env) =>
      look({ "secrets-file": secrets, first: true }, env),
    ),
  ]);
  expect([said, known]).toEqual([[], []]);
  expect(contradicted).toEqual([
    expect.stringMatching(/^unchecked rooms: this is not the first deployment/),
    "Not all could be checked: --unchecked deploys all the same.",
  ]);
});

test("a room with people in it is in the way, until it is said to be wished", async () => {
  const room = await openRoom(stack, { queue: "always", admissionsPerMinute: 0 });
  const visitor = visit(room);
  await visitor.join();
  const env = { STANCHION_URL: stack.gatewayUrl, ADMIN_TOKEN: stack.adminToken };
  const busy = `busy rooms: "${room.name}" 1 in line, 0 inside: deploy when they are empty`;
  expect(await look({}, env)).toEqual([
    busy,
    "People are in a room: --anyway deploys all the same.",
  ]);
  expect(await look({ anyway: true }, env)).toEqual([busy]);
  await visitor.leave();
  expect(await look({}, env)).toEqual([]);
});

test("without a token at hand the network is asked by wrangler which secrets it knows", async () => {
  await withNetwork(200, { result: [] }, async (env, asked) => {
    expect(await look({ unchecked: true }, env)).toEqual([
      expect.stringMatching(/^refused ADMIN_TOKEN: there is none/),
      expect.stringMatching(/^unchecked rooms/),
      "Put right what is REFUSED.",
    ]);
    expect(asked).toEqual([expect.stringMatching(/^GET .*\/scripts\/stanchion\/secrets$/)]);
  });
});

/** A network that answers wrangler with one thing only, and what it was asked. */
async function withNetwork<T>(
  status: number,
  answer: object,
  use: (env: Readonly<Record<string, string>>, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const network = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ success: status === 200, errors: [], messages: [], ...answer }));
  }).listen(0, "127.0.0.1");
  await once(network, "listening");
  const address = network.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  const env = {
    CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${address.port}`,
    CLOUDFLARE_API_TOKEN: "of-nobody",
    CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
  };
  try {
    return await use(env, asked);
  } finally {
    network.close();
    network.closeAllConnections();
  }
}

test("a secrets file that cannot be followed is refused in a sentence without what is in it", async () => {
  const refused = async (file: string, env = {}) =>
    look({ "secrets-file": file }, env).catch((error: Error) => error.message);
  expect(await refused(join(folder, "nowhere"))).toContain('nowhere" cannot be read');
  expect(await refused(fileOf("broken.json", `{"ADMIN_TOKEN": "${strong}"`))).toMatch(
    /is not JSON\.$/,
  );
  expect(await refused(secrets, { ADMIN_TOKEN: "another" })).toMatch(
    /is one thing in ".*" and another in the environment/,
  );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what such a file holds
  expect(await refused(fileOf("reference", 'ADMIN_TOKEN="${OTHER}"'))).toContain("write it out");
});

test("npm run deploy stops there and says why, and takes no words that wrangler would", async () => {
  const program = projectPath("src/cli/deploy.ts");
  const run = (...words: readonly string[]) => runNode([program, ...words], { cwd: folder });
  expect(await run("--secrets-file", secrets)).toMatchObject({
    exitCode: 2,
    stdout: expect.stringMatching(/^ok {9}own addresses: (?:.*\n)+unchecked {2}rooms: /),
    stderr: expect.stringMatching(/--unchecked deploys all the same\. Nothing was deployed\.\n$/),
  });
  expect(await run("--route", "shop.example/checkout")).toMatchObject({
    exitCode: 2,
    stderr: "There is no option --route; --help shows those there are. Nothing was deployed.\n",
  });
});
