import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./scripts/chromium.mjs";

// Against a Weir that already runs: scripts/test.mjs starts one and sets these two; a person may point them elsewhere.
const baseURL = process.env.BASE_URL ?? "http://localhost:3000";

export default defineConfig({
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // Generous: on a machine that is busy with something else a journey takes four times as long.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  outputDir: "test-results",
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    baseURL,
    launchOptions: await chromiumLaunchOptions(),
    locale: "en-US",
    timezoneId: "UTC",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "e2e", testDir: "tests/e2e" },
    { name: "visual", testDir: "tests/visual", use: { contextOptions: { reducedMotion: "reduce" } } },
  ],
});
