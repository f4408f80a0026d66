import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Locator, type Page } from '@playwright/test';

import { startDesk, type Desk } from './desk';

export type Language = 'en' | 'fr';
export type Theme = 'light' | 'dark';

type Desks = (asked?: Parameters<typeof startDesk>[0]) => Promise<Desk>;

/**
 * A desk for each test, a page that has opened it, and what that page complains of. A desk is up in less than a second, and
 * no test meets what another one did to the same order. A desk outlives the page, which would complain of its end.
 */
export const test = base.extend<{ desks: Desks; desk: Desk; chief: Desk; window: Page; complaints: string[] }>({
  desks: async ({}, use) => {
    const open: Desk[] = [];
    await use(async (asked) => {
      const desk = await startDesk(asked);
      open.push(desk);
      return desk;
    });
    await Promise.all(open.map((desk) => desk.stop()));
  },
  desk: async ({ desks }, use) => use(await desks()),
  // A desk at which a supervisor sits.
  chief: async ({ desks }, use) => use(await desks({ supervisor: true })),
  complaints: async ({}, use) => use([]),
  window: async ({ page, desk, context, complaints }, use) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // As in the program's own window.
    await context.addInitScript(() => Object.freeze(Object.prototype));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await slowly(page);
    await settle(desk, 'en', 'light');
    await page.goto(desk.url);
    await expect(page.getByRole('main')).toBeVisible();
    await use(page);
    // Nothing that the content policy blocked, nothing that React complained of; a test takes out what it provoked.
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** With `GUICHET_SLOW=4` the page has a quarter of the machine: a flow that only passes by being quick shows then. */
async function slowly(page: Page): Promise<void> {
  const rate = Number(process.env['GUICHET_SLOW'] ?? 1);
  if (rate > 1) await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate });
}

/** Sets the desk's language and theme; a page shows it after it is read again. */
export function settle(desk: Desk, language: Language, theme: Theme): Promise<unknown> {
  return desk.call('set_settings', { settings: { language, theme } });
}

/** Opens an address inside the program, such as `#/order/W-1`. */
export async function visit(page: Page, desk: Desk, hash: string): Promise<void> {
  // A change of the hash alone reads nothing again.
  await page.goto('about:blank');
  await page.goto(`${desk.url}${hash}`);
  // On a busy machine the network may rest before the page has asked for anything.
  await page.getByRole('main').locator('h1, h2, [role=alert]').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** Types into the find box and opens what is found first, with the keyboard alone. */
export async function findAndOpen(page: Page, query: string, first: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(query);
  await expect(page.getByRole('option').first()).toContainText(first);
  await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
}

/** The decision beside the order. */
export const panel = (page: Page): Locator => page.getByRole('complementary', { name: /Decision|Décision/ });
export const outcome = (page: Page): Locator => page.getByTestId('outcome');
export const refund = (page: Page): Locator => page.getByTestId('refund-total');
export const said = (page: Page): Locator => page.getByTestId('say');

/** WCAG 2.2 AA, and axe's own advice, on what is shown now; a test goes on, to tell all that is wrong at once. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  expect.soft(told, name).toEqual([]);
}
