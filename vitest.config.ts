import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const jsx = { jsx: { runtime: "automatic", importSource: "hono/jsx" } } as const;

export default defineConfig({
  oxc: jsx,
  test: {
    projects: [
      {
        oxc: jsx,
        test: {
          name: "unit",
          // Properties on a busy machine: nothing here waits for a clock.
          testTimeout: 30_000,
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
        test: { name: "workerd", include: ["test/durable-objects/**/*.test.ts"] },
      },
      {
        test: {
          name: "whole",
          include: ["test/{browser,cli,examples,faults,hostile,journeys}/**/*.test.ts"],
          // Real processes, and mostly waiting: three files at a time, after everything that computes.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A page or a process on a busy machine comes to it when it comes to it.
          expect: { poll: { timeout: 10_000 } },
        },
      },
    ],
  },
});
