import type { Page } from '@playwright/test';

import { expect, panel, settle, test, visit } from './fixtures';

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

test('an order, a decision and a customer are copied as text, by a key or from the palette', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-100234');
  await window.keyboard.press('y');
  await expect(window.getByRole('main').getByText('copied')).toBeVisible();
  const order = await copied(window);
  expect(order).toMatch(/^W-100234 · /);
  expect(order).toContain('× Outdoor camera (');
  expect(order).toMatch(/^Total: €\d/m);
  expect(order).toMatch(/^Return period ends: /m);
  // With a decision beside it, that is what is copied.
  await window.keyboard.press('r');
  await expect(panel(window).getByTestId('refund-total')).toBeVisible();
  const total = (await panel(window).getByTestId('refund-total').textContent()) ?? '';
  await window.keyboard.press('y');
  await expect.poll(() => copied(window)).toContain('Because');
  const decision = await copied(window);
  expect(decision).toContain(`Refund if complete: ${total}`);
  expect(decision).toMatch(/^RET-\d+ .*Terms §/m);
  await settle(desk, 'fr', 'dark');
  await visit(window, desk, '#/customer/c-1001');
  await window.keyboard.press('Control+Shift+P');
  await window.keyboard.type('coordonnées');
  await window.keyboard.press('Enter');
  await expect.poll(() => copied(window)).toContain('Hélène Marchand');
  expect(await copied(window)).toMatch(/^Téléphone\u00a0: \+33/m);
});
