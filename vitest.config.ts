import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { LongRun } from "./test/support/long-run.ts";

const jsx = { jsx: { runtime: "automatic", importSource: "hono/jsx" } } as const;

/** The end of what hangs, and no measure of speed: a busy machine comes to it when it comes to it. */
const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 30_000 } },
} as const;

/** All of them: by itself Vitest leaves one of two idle, and then runs what computes last and file by file. */
const cores = availableParallelism();

export default defineConfig({
  oxc: jsx,
  test: {
    reporters: ["default", new LongRun()],
    // Where a browser or workerd hangs, a whole file would fail, test after test, for hours.
    bail: 10,
    projects: [
      {
        oxc: jsx,
        test: {
          ...patience,
          name: "unit",
          maxWorkers: cores,
          include: ["test/{build,client,domain,http,origin,pages,simulation,tokens}/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest({
            main: "./test/durable-objects/worker.ts",
            wrangler: { configPath: "./wrangler.toml" },
            // Only where a merchant wants it, and so not in the file.
            miniflare: { r2Buckets: ["LINE_DOCUMENTS"] },
          }),
        ],
        test: {
          ...patience,
          name: "workerd",
          maxWorkers: cores,
          include: ["test/durable-objects/**/*.test.ts"],
        },
      },
      {
        test: {
          ...patience,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Processes and browsers on a machine with neighbours. The run ends with the names of those that needed it.
          retry: process.env["CI"] ? 1 : 0,
          name: "whole",
          include: ["test/{browser,cli,examples,faults,hostile,journeys}/**/*.test.ts"],
          // Real processes, and mostly waiting: three files at a time, after everything that computes.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
