import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./e2e/world/chromium";

const executablePath = findChromium();
if (!executablePath) throw new Error("no browser: install chromium (Debian: apt-get install chromium)");

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/world/setup.ts",
  outputDir: "test-results/browser",
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    baseURL: process.env.DOCKET_URL,
    locale: "en-GB",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath, args: chromiumFlags },
    trace: process.env.CI ? "off" : "retain-on-failure",
  },
});
