import { defineConfig } from "vitest/config";

const root = import.meta.dirname;

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    // Two test files at a time: the suite shares its machine with a Postgres, a Redis and often a browser.
    maxWorkers: 2,
    // The files of a worker share their modules: loading them anew for each took half of the suite's time. Whatever a file
    // opens it closes, and what it needs to be its own (database, Redis, settings) is made before it is loaded.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "{lib,components,app,gateway,workers,cli,prisma,scripts}/**/*.test.{ts,tsx}",
            "sdk/node/**/*.test.ts",
            "stripe-simulator/tests/**/*.test.ts",
            "tests/{rules,architecture,laws}/**/*.test.ts",
          ],
          exclude: ["**/node_modules/**", "**/generated/**", "**/*.integration.test.ts"],
          // They run beside the linter and the compiler: what takes a second alone may take ten there.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ["tests/support/generated-client.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "tests/{integration,scenarios,api,use-cases,stripe}/**/*.test.ts",
            "scripts/**/*.integration.test.ts",
          ],
          globalSetup: ["tests/support/generated-client.ts", "tests/support/servers.ts"],
          setupFiles: ["tests/support/own-database.ts"],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["lib/**/*.ts"],
      exclude: ["lib/**/*.test.ts", "lib/platform/generated/**"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
