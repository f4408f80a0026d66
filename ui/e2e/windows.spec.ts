import type { Page } from '@playwright/test';

import { expect, panel, test, visit } from './fixtures';

/** The window that opens by what is done. */
async function opened(page: Page, done: () => Promise<unknown>): Promise<Page> {
  const [other] = await Promise.all([page.context().waitForEvent('page'), done()]);
  await expect(other.getByRole('main')).toBeVisible();
  return other;
}

test('what is shown opens in another window too, which is named by it', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-100234');
  await expect(window).toHaveTitle('W-100234 · Hélène Marchand · Guichet');
  const other = await opened(window, async () => {
    await window.keyboard.press('Control+Shift+P');
    await window.keyboard.type('new window');
    await window.keyboard.press('Enter');
  });
  await expect(other).toHaveTitle('W-100234 · Hélène Marchand · Guichet');
  const third = await opened(other, () => other.keyboard.press('Control+Shift+N'));
  await expect(third.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await third.keyboard.press('u');
  await expect(third).toHaveTitle('Hélène Marchand · Guichet');
});

test('a row, a result and a link open elsewhere with Ctrl, and nothing moves here', async ({ window, desk }) => {
  // Other tests of this desk may have placed orders for the same customer.
  const { orders } = await desk.call('open_customer', { id: 'c-1001' });
  await visit(window, desk, '#/customer/c-1001');
  const order = await opened(window, () => window.keyboard.press('Control+Enter'));
  await expect(order.getByRole('heading', { level: 1 })).toHaveText(orders[0]?.number ?? 'no order');
  const linked = await opened(window, () => window.getByRole('link', { name: 'W-096310' }).first().click({ modifiers: ['Control'] }));
  await expect(linked.getByRole('heading', { level: 1 })).toHaveText('W-096310');
  await expect(window).toHaveURL(/#\/customer\/c-1001$/);
  await window.keyboard.press('Control+k');
  await window.keyboard.type('loic march');
  await expect(window.getByRole('option').first()).toContainText('Loïc Marchand');
  const found = await opened(window, () => window.keyboard.press('Control+Enter'));
  await expect(found.getByRole('heading', { level: 1 })).toContainText('Loïc Marchand');
  await expect(window.getByRole('combobox')).toHaveValue('loic march');
  expect(window.context().pages()).toHaveLength(4);
});

test('what one window writes the other shows', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-100234');
  const other = await opened(window, () => window.keyboard.press('Control+Shift+N'));
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  const before = await other.getByRole('main').locator('.timeline li').count();
  await window.keyboard.press('c');
  const take = panel(window).getByRole('button', { name: /^Cancel/ });
  await expect(take).toHaveAttribute('aria-disabled', 'false');
  await take.click();
  await expect(other.getByRole('main').locator('.timeline li')).not.toHaveCount(before);
  await expect(other.getByRole('main').locator('.timeline')).toContainText('Cancelled');
  await window.keyboard.press('z');
  await expect(other.getByRole('main').locator('.timeline li').first()).toContainText('Undone');
});
