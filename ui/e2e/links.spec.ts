import type { Page } from '@playwright/test';

import { expect, settle, test } from './fixtures';

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const follow = (page: Page, url: string, link: string) => page.goto(`${url}&link=${encodeURIComponent(link)}`);

async function copyLink(page: Page): Promise<string> {
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('link');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => copied(page)).toContain('guichet:');
  return copied(page);
}

test('a link opens an order, a customer or a search, and is copied from there', async ({ window, desk }) => {
  await follow(window, desk.url, 'guichet://order/W-100234');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  // Nothing is asked for by a link.
  await expect(window.getByRole('complementary')).toHaveCount(0);
  expect(await copyLink(window)).toBe('guichet://order/W-100234');
  await follow(window, desk.url, 'guichet://customer/c-1001');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Hélène Marchand');
  await follow(window, desk.url, 'guichet://find?q=helene%20march');
  await expect(window.getByRole('combobox')).toHaveValue('helene march');
  await expect(window.getByRole('option').first()).toContainText('Hélène Marchand');
  await window.getByRole('main').focus();
  await window.evaluate(() => navigator.clipboard.writeText(''));
  expect(await copyLink(window)).toBe('guichet://find?q=helene%20march');
});

test('a link that is none leads nowhere, and does nothing', async ({ window, desk }) => {
  await settle(desk, 'fr', 'dark');
  for (const link of ['guichet://order/W-100234?do=cancel_order', 'guichet://settings', `guichet://find?q=${'x'.repeat(900)}`]) {
    await window.goto('about:blank');
    await follow(window, desk.url, link);
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Cette page n’existe pas');
  }
});

test('a link is opened once', async ({ window, desk }) => {
  await follow(window, desk.url, 'guichet://order/W-100234');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.keyboard.press('u');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Hélène Marchand');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.keyboard.press('Control+k');
  await window.keyboard.type('loic march');
  await expect(window.getByRole('option').first()).toContainText('Loïc Marchand');
});
