import { expect, test } from "vitest";
import { workerVariables } from "../../src/cli/worker-variables.ts";

test("hands on what is the Worker's, and neither what is empty nor anything else", () => {
  const TURNSTILE_SECRET = "secret";
  expect(workerVariables({ TURNSTILE_SECRET, CLIENT_ADDRESS_HEADER: "", HOME: "/root" })).toEqual({
    TURNSTILE_SECRET,
  });
  expect(workerVariables({})).toEqual({});
});
