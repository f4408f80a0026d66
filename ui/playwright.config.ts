import { defineConfig } from '@playwright/test';

/** Debian's Chromium: Playwright's own cannot be had everywhere. */
const executablePath = process.env['GUICHET_CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Each worker starts a desk of its own; more than two would only wait for each other.
  workers: 2,
  fullyParallel: true,
  // On a busy machine axe alone takes seconds.
  timeout: 60_000,
  expect: { timeout: 5_000 },
  forbidOnly: Boolean(process.env['CI']),
  // Once more where others share the machine: the list names as flaky what passed the second time only.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'],
    },
  },
});
