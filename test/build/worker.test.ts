import { expect, it } from "vitest";
import { measureGate } from "../../build/gate-size.ts";

const { bytes, files } = await measureGate();

it("an isolate loads at most 100 KB before it answers its first request", () => {
  // The largest first, for whoever has to find out what came to it.
  expect(bytes, JSON.stringify(files, null, 1)).toBeLessThanOrEqual(100_000);
  // It is the gate that was measured, and not a file that imports it on demand.
  expect(Object.keys(files)).toContain("src/http/gate.ts");
});

it("what only some need is not among it", () => {
  const names = Object.keys(files).join("\n");
  expect(names).not.toMatch(/^(valibot|hono\/dist\/jsx|src\/pages\/messages)\//m);
  expect(names).not.toMatch(/admin|draw-page|waiting-room/);
});
