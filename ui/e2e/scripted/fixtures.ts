import { test as base, type Page } from '@playwright/test';

import { startDesk, type Desk } from '../desk';
import { settle, type Language, type Theme } from '../fixtures';
import type { Program } from '../program';
import { playing, type Script } from './host';

export { expectAccessible } from '../fixtures';
export { expect } from '@playwright/test';

type Open = (play: Script, hash: string, language?: Language, theme?: Theme) => Promise<Program>;

/**
 * Pages whose centre is a script: how a page looks and answers is tried here, not what desk and centre do together.
 * The orders behind it are the demo shop's, from the real desk.
 */
export const test = base.extend<{ open: Open; complaints: string[] }, { desk: Desk }>({
  desk: [
    async ({}, use) => {
      const desk = await startDesk();
      await use(desk);
      await desk.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  complaints: async ({}, use) => use([]),
  open: async ({ page, context, desk, complaints }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await use(async (play, hash, language = 'en', theme = 'light') => {
      await settle(desk, language, theme);
      const program = await playing(page, desk, play);
      await page.goto(`${desk.url}${hash}`);
      await page.getByRole('main').locator('h1, h2, [role=alert]').first().waitFor({ state: 'attached' });
      return program;
    });
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  },
});

export const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
