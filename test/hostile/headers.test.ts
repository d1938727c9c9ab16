import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Echo } from "../../examples/shop/echo.ts";
import { openRoom, type ProtectedRoom } from "../support/protected-room.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { type AdmittedHeaders, admit } from "../support/visitor.ts";
import { sendOnWire } from "../support/wire.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

type Header = readonly [name: string, value: string];

/** The shop of `npm start` is reached through a binding, a room's own shop by its address. */
const waysToShop = [
  ["the shop that the gateway was started with", () => null],
  ["a shop of the room's own", () => stack.shopUrl.replace("127.0.0.1", "localhost")],
] as const;

describe.each(waysToShop)("of the headers that a visitor sends, %s", (_, originOf) => {
  let room: ProtectedRoom;
  let admitted: AdmittedHeaders;
  beforeAll(async () => {
    room = await openRoom(stack, { origin: originOf() });
    admitted = await admit(room);
  });

  /** What the shop saw of it, names in lower case; null when the gateway would not read the request. */
  async function headersAtShop(
    lines: readonly string[],
    method = "GET",
  ): Promise<readonly Header[] | null> {
    const answer = await sendOnWire(stack, { method, target: "/echo/h", headers: admitted, lines });
    if (answer.status === 400) return null;
    expect(answer.status).toBe(200);
    const { rawHeaders } = JSON.parse(unchunked(answer.body)) as Echo;
    return rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ""] as const] : [],
    );
  }

  test.each([
    ["in our spelling", ["Stanchion-Assertion: forged"]],
    ["in capitals", ["STANCHION-ASSERTION: forged"]],
    ["with an underscore", ["Stanchion_Assertion: forged"]],
    ["with underscores and capitals", ["STANCHION_ASSERTION: forged", "stanchion_pass: forged"]],
    ["with a dot, which CGI reads as an underscore", ["Stanchion.Assertion: forged"]],
    ["twice", ["Stanchion-Assertion: forged", "stanchion-assertion: forged"]],
    ["empty", ["Stanchion-Assertion:"]],
    ["with a space before the colon", ["Stanchion-Assertion : forged"]],
    ["with a tab before the colon", ["Stanchion-Assertion\t: forged"]],
    ["with a space before the name", [" Stanchion-Assertion: forged"]],
    ["folded over two lines", ["X-A: a\r\n Stanchion-Assertion: forged"]],
    ["behind a bare line feed", ["X-A: a\nStanchion-Assertion: forged"]],
    ["behind a bare carriage return", ["X-A: a\rStanchion-Assertion: forged"]],
    ["with a zero byte", ["Stanchion-Assertion\0: forged"]],
    ["behind a zero byte", ["X-A: a\0\nStanchion-Assertion: forged"]],
    ["named in Connection", ["Connection: close, Stanchion-Assertion"]],
    [
      "forged and named in Connection",
      ["Connection: Stanchion-Assertion", "Stanchion-Assertion: f"],
    ],
    ["as a trailer is announced", ["Trailer: Stanchion-Assertion", "TE: trailers"]],
    [
      "with an invitation beside it",
      ["Stanchion-Invitation: forged", "Stanchion_Invitation: forged"],
    ],
    ["as the shop's own word", ["Stanchion-Session: revoke", "Stanchion-Order: forged"]],
    ["under names to come", ["Stanchion-Session: complete", "Stanchion-Anything: forged"]],
    ["as the pass and ticket for apps", ["Stanchion-Ticket: a.b.c", "Stanchion_Pass: a.b.c"]],
  ])("sees one assertion, the gateway's, when one is forged %s", async (_, lines) => {
    const headers = await headersAtShop(lines);
    if (headers === null) return;
    const ours = headers.filter(([name]) => name.replace(/[^a-z]/g, "-").startsWith("stanchion"));
    expect(ours.map(([name]) => name)).toEqual(["stanchion-assertion"]);
    expect(headers.filter(([, value]) => value.includes("forged"))).toEqual([]);
    const jwks = createRemoteJWKSet(new URL(`${stack.gatewayUrl}/.stanchion/jwks.json`));
    const { payload } = await jwtVerify(ours[0]?.[1] ?? "", jwks, {
      algorithms: ["ES256"],
      audience: "stanchion-origin",
      typ: "stanchion-assertion+jwt",
    });
    expect(payload).toMatchObject({ room: room.name, host: room.host });
  });

  test("sees none of what frameworks believe about address, method and client", async () => {
    const believed = [
      ...["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"],
      ...["X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Forwarded-User"],
      ...["X-Original-URL", "X-Original-Host", "X-Original-URI", "X-Rewrite-URL", "X-Host"],
      ...["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"],
      ...["CF-Connecting-IP", "CF-Connecting-IPv6", "True-Client-IP", "X-Real-IP", "X-Client-IP"],
      ...["X-ProxyUser-Ip", "WL-Proxy-Client-IP", "Proxy-Client-IP", "X-Originating-IP"],
      ...["Fly-Client-IP", "X-Azure-ClientIP", "X-Envoy-External-Address", "X-Forwarded"],
      ...["Proxy", "X-Middleware-Subrequest", "X-Middleware-Rewrite", "X-Matched-Path"],
      ...["X-Invoke-Path", "X-Vercel-Forwarded-For", "X-Gateway-Hop"],
      ...["X-Accel-Mapping", "X-Accel-Redirect", "X-Sendfile-Type", "Script-Name", "Path-Info"],
      ...["Remote-User", "X-Remote-User", "X-Auth-Request-Email", "X-Forwarded-Groups"],
      ...["Ssl-Client-Verify", "X-SSL-Client-Cert", "X-Ssl-Client-DN", "Client-Cert"],
      ...["Base-Url", "Request-Uri", "Https", "Front-End-Https", "X-Method-Override"],
      ...["X-HTTP-Path-Override", "X-Webauth-User", "X-Authentik-Username"],
      ...["X-Country-Code", "CF-IPCountry", "CloudFront-Viewer-Country", "X-AppEngine-Country"],
      ...["SM-User", "IV-User", "OAM_REMOTE_USER", "X-Credential-Identifier", "X-ID-Token"],
      ...["X-RealIP", "Disguised-Host", "X-Ingress-Path", "Surrogate-Capability"],
    ];
    const lines = believed.flatMap((name) => [
      `${name}: 203.0.113.9`,
      `${name.toUpperCase().replaceAll("-", "_")}: 203.0.113.9`,
    ]);
    const headers = await headersAtShop(lines);
    expect(headers?.filter(([, value]) => value.includes("203.0.113.9"))).toEqual([]);
    expect(headers).toContainEqual(["x-forwarded-host", room.host]);
    expect(headers).toContainEqual(["x-forwarded-proto", "http"]);
  });

  test("sees one idempotency key of a write, the gateway's, whatever stands beside it", async () => {
    const twins = ["Idempotency_Key", "IDEMPOTENCY.KEY", "Accept_Encoding"];
    const lines = ["Content-Length: 0", ...twins.map((name) => `${name}: forged`)];
    const headers = await headersAtShop(lines, "POST");
    expect(headers?.filter(([, value]) => value.includes("forged"))).toEqual([]);
    const keys = headers?.filter(([name]) => name.replace(/[^a-z]/g, "-") === "idempotency-key");
    expect(keys?.map(([name]) => name)).toEqual(["idempotency-key"]);
  });

  test("sees its own cookies and neither invitation, ticket nor pass", async () => {
    const { Cookie: pass } = admitted;
    const headers = { Host: room.host };
    for (const [lines, expected] of [
      [[`Cookie: ${pass}`], []],
      [[`Cookie: basket=1; ${pass}; theme=dark`], ["basket=1", "theme=dark"]],
      [
        ["Cookie: basket=1", `Cookie: ${pass}`, "Cookie: theme=dark"],
        ["basket=1", "theme=dark"],
      ],
      [[`Cookie: ${pass};stanchion-ticket=x;__Host-stanchion-pass=y; a=b=c`], ["a=b=c"]],
      [[`Cookie: a=1; stanchion-invitation=x.y.z; ${pass}; b=2`], ["a=1", "b=2"]],
      [[`Cookie: __Host-stanchion-invitation=x.y.z; ${pass}`], []],
      [[`Cookie: my-stanchion-pass=1; ${pass}`], ["my-stanchion-pass=1"]],
    ] as const) {
      const answer = await sendOnWire(stack, { target: "/echo/c", headers, lines });
      expect(answer.status).toBe(200);
      const { rawHeaders } = JSON.parse(unchunked(answer.body)) as Echo;
      const at = rawHeaders.findIndex((name) => name.toLowerCase() === "cookie");
      const cookies = at < 0 ? "" : (rawHeaders[at + 1] ?? "");
      expect(cookies.split(/[;,]\s*/).filter((pair) => pair !== "")).toEqual(expected);
    }
  });

  test("sees the others as they were", async () => {
    const lines = ["X-Own: a, b", "X_Own: c", "Accept: text/x;q=0.3", "User-Agent: one/2 (3)"];
    lines.push("Authorization: Bearer x", "Priority: u=1", "X-Auth-Token: y", "X_Api_Key: z");
    const headers = await headersAtShop(lines);
    for (const header of [
      ["x-own", "a, b"],
      ["x_own", "c"],
      ["accept", "text/x;q=0.3"],
      ["user-agent", "one/2 (3)"],
      ["authorization", "Bearer x"],
      ["priority", "u=1"],
      ["x-auth-token", "y"],
      ["x_api_key", "z"],
    ]) {
      expect(headers).toContainEqual(header);
    }
    // By its address a shop of the room's own is known under its own host.
    const origin = originOf();
    const host = origin === null ? room.host : new URL(origin).host;
    expect(headers?.filter(([name]) => name === "host")).toEqual([["host", host]]);
  });
});

/** The body, whether it came in one chunk or as it is. */
const unchunked = (body: string): string => /\{.*\}/s.exec(body)?.[0] ?? body;
