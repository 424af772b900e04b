import { defineConfig, devices } from "@playwright/test";

const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: ".",
  globalSetup: "./global-setup.ts",
  outputDir: "../test-results",
  // One system for all stories, two at a time: each has a merchant and a store of its own.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    screenshot: "only-on-failure",
    // The page at each step is in it; a film of it would only cost time.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      args: process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet,
      ...(executablePath ? { executablePath } : {}),
    },
  },
});
