import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { LongRunning } from "./test/support/long-running.ts";

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
    reporters: ["default", new LongRunning()],
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
