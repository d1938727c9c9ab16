import { describe, expect, test } from "vitest";
import { type OwnProblemName, ownProblem } from "../../src/http/own-problems.ts";
import { type ProblemName, type ProblemOptions, problem } from "../../src/http/problems.ts";

const statuses: Readonly<Record<ProblemName, number>> = {
  "not-admitted": 503,
  "unknown-place": 401,
  "not-invited": 403,
  "unknown-host": 421,
  "unknown-path": 404,
  "wrong-method": 405,
  malformed: 400,
  "websocket-version": 426,
  "foreign-page": 403,
  "room-unreachable": 503,
  "origin-unreachable": 502,
  loop: 508,
  "order-unknown": 502,
  "already-ordered": 409,
};

const ownStatuses: Readonly<Record<OwnProblemName, number>> = {
  "not-accepting": 503,
  "invitation-not-genuine": 403,
  "invitation-other-room": 403,
  "invitation-expired": 403,
  "invitation-used": 403,
  "challenge-needed": 428,
  "too-large": 413,
  "not-json": 415,
  unauthorized: 401,
  "too-many-attempts": 429,
  "no-management": 403,
  "unknown-room": 404,
  "invalid-settings": 422,
  "no-stock": 409,
  "unknown-session": 422,
  "stale-settings": 412,
  "unknown-key": 404,
  "too-many-keys": 409,
  "keys-elsewhere": 422,
};

type Case = readonly [name: string, status: number, answer: (options?: ProblemOptions) => Response];

const cases: readonly Case[] = [
  ...Object.entries(statuses).map(
    ([name, status]): Case => [name, status, (options) => problem(name as ProblemName, options)],
  ),
  ...Object.entries(ownStatuses).map(
    ([name, status]): Case => [
      name,
      status,
      (options) => ownProblem(name as OwnProblemName, options),
    ],
  ),
];

describe("a problem", () => {
  test.each(cases)(
    "%s has its status and says it in its body as well (RFC 9457)",
    async (name, status, answer) => {
      const response = answer();
      expect(response.status).toBe(status);
      expect(response.headers.get("Content-Type")).toBe("application/problem+json");
      const body: unknown = await response.json();
      expect(body).toEqual({
        type: `urn:stanchion:problem:${name}`,
        title: expect.stringMatching(/^[A-Z].+[^.]$/),
        status,
        detail: expect.stringMatching(/^[A-Z].+\.$/),
      });
    },
  );

  test.each(cases)("%s is stored by no cache", (_, __, answer) => {
    expect(answer({ headers: { ETag: '"1"' } }).headers.get("Cache-Control")).toBe("no-store");
  });

  test("carries what the caller has to add", async () => {
    const errors = [{ field: "stock.units", detail: "must be a number" }];
    const response = ownProblem("invalid-settings", {
      detail: "No.",
      errors,
      retryAfterSeconds: 7,
      headers: { ETag: '"3"' },
    });
    expect(response.headers.get("Retry-After")).toBe("7");
    expect(response.headers.get("ETag")).toBe('"3"');
    expect(await response.json()).toMatchObject({ detail: "No.", errors });
  });

  test("names no time to come back when there is none", () => {
    expect(problem("unknown-place").headers.has("Retry-After")).toBe(false);
  });
});
