import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { type Diagnosis, diagnose } from "../../src/cli/stanchion/doctor.ts";
import type { OriginTarget } from "../../src/cli/stanchion/origin-probes.ts";
import { requireAssertion } from "../../src/origin/node.ts";
import type { AssertionOptions } from "../../src/origin/options.ts";
import { genuineAt, jwk, jwks, keyring } from "./bench.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }
});

async function diagnoseShop(
  listener: RequestListener,
  more: Partial<OriginTarget> = {},
): Promise<Diagnosis> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no TCP address");
  const url = new URL(`http://127.0.0.1:${address.port}/checkout`);
  return diagnose(
    {
      ...{ url, host: "shop.example", kid: jwk.kid, expired: null, caught: null, insecure: false },
      ...more,
    },
    Date.now(),
  );
}

const shop: RequestListener = (_, response) => void response.end("welcome");
const verifying = (more: AssertionOptions = {}): RequestListener =>
  requireAssertion(shop, { jwks, ...more });

describe("the doctor", () => {
  test("finds a shop well that refuses strangers", async () => {
    const { exitCode, lines } = await diagnoseShop(verifying());
    expect(lines.filter((line) => line.includes("403  refused"))).toHaveLength(6);
    expect(lines.at(-1)).toBe("It turns strangers away.");
    expect(exitCode).toBe(0);
  });

  test.each<readonly [string, RequestListener]>([
    ["looks at nothing", shop],
    ["only reports", verifying({ mode: "report-only" })],
    ["has switched the check off", verifying({ mode: "off" })],
    ["exempts the page", verifying({ exempt: ["/checkout"] })],
    ["asks for a header, whatever is in it", trusting(({ length }) => length > 0)],
    ["reads the claims, but not the signature", trusting((tokens) => tokens.some(isCurrent))],
    ["looks at the signature, but not for the algorithm none", trusting(isUnsigned)],
    ["takes the underscore twin for the header", twinTaking],
    ["sends strangers on within itself", (_, response) => sendTo(response, "/login")],
  ])("says loudly that a shop answers strangers that %s", async (_, listener) => {
    const { exitCode, lines } = await diagnoseShop(listener);
    expect(lines.join("\n")).toContain("THIS SHOP ANSWERS STRANGERS");
    expect(exitCode).toBe(1);
  });

  test("tries an old assertion again that somebody found in a log", async () => {
    const expired = await genuineAt(Date.now() - 600_000);
    const timeless = trusting((tokens) => tokens.includes(expired));
    expect((await diagnoseShop(timeless)).exitCode).toBe(0);
    expect((await diagnoseShop(timeless, { expired })).exitCode).toBe(1);
    expect((await diagnoseShop(verifying(), { expired })).exitCode).toBe(0);
  });

  test("tells a strict shop from another by an assertion that was made for another page", async () => {
    const caught = await genuineAt(Date.now(), keyring, {
      method: "GET",
      targetHash: "A".repeat(43),
    });
    expect((await diagnoseShop(verifying(), { caught })).exitCode).toBe(1);
    expect((await diagnoseShop(verifying({ strict: true }), { caught })).exitCode).toBe(0);
  });

  test("takes a way to the front door for a refusal", async () => {
    const { exitCode, lines } = await diagnoseShop((_, response) =>
      sendTo(response, "https://waiting.example/"),
    );
    expect(lines.join("\n")).toContain("sent away to waiting.example");
    expect(exitCode).toBe(0);
  });

  test.each([404, 405, 500, 503])("proves nothing by a %i", async (status) => {
    const { exitCode, lines } = await diagnoseShop((_, response) =>
      response.writeHead(status).end(),
    );
    expect(lines.join("\n")).toContain("Nothing was proved");
    expect(exitCode).toBe(2);
  });

  test("proves nothing where nobody answers", async () => {
    const { exitCode } = await diagnoseShop(({ socket }) => void socket.destroy());
    expect(exitCode).toBe(2);
  });
});

/** A shop with a check of its own making, over the assertions that came. */
function trusting(isGood: (assertions: readonly string[]) => boolean): RequestListener {
  return (request, response) => {
    const assertions = request.headersDistinct["stanchion-assertion"] ?? [];
    response.writeHead(isGood(assertions) ? 200 : 403).end();
  };
}

const partOf = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());

const isCurrent = (token: string): boolean => Number(partOf(token, 1)["exp"]) > Date.now() / 1_000;

const isUnsigned = (tokens: readonly string[]): boolean =>
  tokens.some((token) => partOf(token, 0)["alg"] === "none");

function twinTaking(
  ...[request, response]: Parameters<RequestListener>
): ReturnType<RequestListener> {
  response.writeHead("stanchion_assertion" in request.headers ? 200 : 403).end();
}

function sendTo(response: Parameters<RequestListener>[1], location: string): void {
  response.writeHead(302, { Location: location }).end();
}
