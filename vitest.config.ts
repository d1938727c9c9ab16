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
          include: ["test/{build,client,domain,http,pages,simulation,tokens}/**/*.test.ts"],
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml" } })],
        test: { name: "workerd", include: ["test/durable-objects/**/*.test.ts"] },
      },
      {
        test: {
          name: "whole",
          include: ["test/{browser,cli,examples,hostile,journeys}/**/*.test.ts"],
          // Real processes: two at a time on two cores would measure each other.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
