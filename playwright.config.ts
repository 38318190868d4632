import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./scripts/chromium.mjs";

// Against a Weir that already runs: scripts/test.mjs starts one and sets these two; a person may point them elsewhere.
const baseURL = process.env.BASE_URL ?? "http://localhost:3000";

export default defineConfig({
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
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
