import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

import { startDesk, type Desk } from './desk';

type Language = 'en' | 'fr';
type Theme = 'light' | 'dark';

/** A desk for each file of tests, and a page that has opened it. */
export const test = base.extend<{ window: Page }, { desk: Desk }>({
  desk: [
    async ({}, use) => {
      const desk = await startDesk();
      await use(desk);
      await desk.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  window: async ({ page, desk, context }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await settle(desk, 'en', 'light');
    await page.goto(desk.url);
    await expect(page.locator('main')).toBeVisible();
    await use(page);
    // Nothing that the policy blocked, nothing that React complained of.
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** Sets the desk's language and theme; a page shows it after it is read again. */
export function settle(desk: Desk, language: Language, theme: Theme): Promise<unknown> {
  return desk.call('set_settings', { settings: { language, theme } });
}

/** Opens an address inside the program, such as `#/order/W-1`. */
export async function visit(page: Page, desk: Desk, hash: string): Promise<void> {
  await page.goto(`${desk.url}${hash}`);
  await page.reload();
  await page.waitForLoadState('networkidle');
}

/** WCAG 2.2 AA on what is shown now. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect(told).toEqual([]);
}
