import { describe, expect, test } from "vitest";
import { type ProblemName, problem } from "../../src/http/problems.ts";

const statuses: Readonly<Record<ProblemName, number>> = {
  "not-admitted": 503,
  "unknown-place": 401,
  "not-accepting": 503,
  "not-invited": 403,
  "invitation-not-genuine": 403,
  "invitation-other-room": 403,
  "invitation-expired": 403,
  "challenge-needed": 428,
  "no-stock": 409,
  "invitation-used": 403,
  "unknown-host": 421,
  "unknown-path": 404,
  "wrong-method": 405,
  malformed: 400,
  "foreign-page": 403,
  "too-large": 413,
  "not-json": 415,
  unauthorized: 401,
  "too-many-attempts": 429,
  "no-management": 403,
  "unknown-room": 404,
  "invalid-settings": 422,
  "stale-settings": 412,
  "unknown-key": 404,
  "too-many-keys": 409,
  "keys-elsewhere": 422,
  "room-unreachable": 503,
  "origin-unreachable": 502,
  "order-unknown": 502,
  "already-ordered": 409,
};

const names = Object.keys(statuses) as readonly ProblemName[];

describe("a problem", () => {
  test.each(names)("%s has its status and says it in its body as well (RFC 9457)", async (name) => {
    const response = problem(name);
    expect(response.status).toBe(statuses[name]);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    const body: unknown = await response.json();
    expect(body).toEqual({
      type: `urn:stanchion:problem:${name}`,
      title: expect.stringMatching(/^[A-Z].+[^.]$/),
      status: statuses[name],
      detail: expect.stringMatching(/^[A-Z].+\.$/),
    });
  });

  test.each(names)("%s is stored by no cache", (name) => {
    expect(problem(name, { headers: { ETag: '"1"' } }).headers.get("Cache-Control")).toBe(
      "no-store",
    );
  });

  test("carries what the caller has to add", async () => {
    const errors = [{ field: "stock.units", detail: "must be a number" }];
    const response = problem("invalid-settings", {
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
