import type { Page } from '@playwright/test';

import { expect, expectAccessible, findAndOpen, outcome, settle, test, visit } from './fixtures';

/** Answers a call with what no page can be drawn from. */
const breaking = (window: Page, name: string) => window.route(`**/call/${name}`, (route) => route.fulfill({ json: {} }));

test('a page that cannot be drawn says so, and all around it goes on', async ({ window, desk, complaints }) => {
  await breaking(window, 'open_order');
  const alert = window.getByRole('main').getByRole('alert');

  await test.step('what happened and what to do, beside the rail', async () => {
    await visit(window, desk, '#/order/W-100234');
    await expect(alert.getByRole('heading', { level: 1 })).toHaveText('This page cannot be shown');
    await expect(alert).toContainText('Code: screen');
    await expect(window.getByRole('navigation')).toBeVisible();
    await expectAccessible(window, 'a page that cannot be drawn');
  });

  await test.step('the details name the screen, the error and the place, and nobody', async () => {
    await alert.getByRole('button', { name: 'Copy the details' }).click();
    const details = await window.evaluate(() => navigator.clipboard.readText());
    expect(details).toMatch(/^Guichet \d.*\nscreen: order\n\d{4}-.*\nTypeError\n.*index-.*\.js:\d+:\d+/);
    expect(details).not.toContain('W-100234');
  });

  await test.step('Find goes on', async () => {
    await findAndOpen(window, 'benalli lyon', 'Nadia Benali');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Nadia Benali');
    await expect(alert).toHaveCount(0);
  });

  await test.step('reading it again asks the desk anew', async () => {
    await visit(window, desk, '#/order/W-100234');
    await expect(alert).toBeVisible();
    await window.unroute('**/call/open_order');
    await alert.getByRole('button', { name: 'Read it again' }).click();
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  });

  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.every((complaint) => complaint.includes('TypeError'))).toBe(true);
  complaints.length = 0;
});

test('a decision that cannot be drawn leaves the order beside it', async ({ window, desk, complaints }) => {
  await window.route('**/call/preview', (route) => route.fulfill({ json: { decision: { outcome: 'allowed' } } }));
  await visit(window, desk, '#/order/W-100234');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.keyboard.press('r');
  const alert = window.getByRole('alert');
  await expect(alert.getByRole('heading', { level: 2 })).toHaveText('This cannot be shown');
  await expectAccessible(window, 'a decision that cannot be drawn');
  await window.keyboard.press('Escape');
  await expect(alert).toHaveCount(0);
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.unroute('**/call/preview');
  await window.keyboard.press('r');
  await expect(outcome(window)).toContainText('allowed');

  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});

test('a window that cannot be drawn says so', async ({ window, desk, complaints }) => {
  await settle(desk, 'fr', 'dark');
  await breaking(window, 'app_info');
  await visit(window, desk, '#/');
  await expect(window.getByRole('alert').getByRole('heading', { level: 1 })).toBeVisible();
  await expectAccessible(window, 'a window that cannot be drawn');
  await window.unroute('**/call/app_info');
  await window.getByRole('alert').getByRole('button', { name: 'Read it again' }).click();
  await expect(window.getByRole('navigation')).toBeVisible();

  expect(complaints.length).toBeGreaterThan(0);
  complaints.length = 0;
});
