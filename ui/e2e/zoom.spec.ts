import type { Page } from '@playwright/test';

import { expect, expectAccessible, panel, settle, test, visit } from './fixtures';

const places: [name: string, hash: string][] = [
  ['find', '#/'],
  ['a customer', '#/customer/c-1013'],
  ['an order with its panel', '#/order/W-100234?do=request_return'],
  ['services', '#/customer/c-1002/services'],
  ['queue', '#/queue'],
  ['attention', '#/attention'],
  ['settings', '#/settings'],
];

const zoomOf = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).zoom);
const widthOfRail = async (page: Page) => (await page.locator('.rail').boundingBox())?.width ?? 0;

test('everything is shown larger and smaller by a key, and stays so', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1001');
  const before = await widthOfRail(window);
  await window.keyboard.press('Control+=');
  expect(await zoomOf(window)).toBe('1.1');
  expect(await widthOfRail(window)).toBeCloseTo(before * 1.1, 0);
  await window.keyboard.press('Control++');
  await visit(window, desk, '#/queue');
  expect(await zoomOf(window)).toBe('1.25');
  // Another page of this desk follows.
  const other = await window.context().newPage();
  await other.goto(desk.url);
  await expect(other.getByRole('main')).toBeVisible();
  await window.keyboard.press('Control+0');
  await expect.poll(() => zoomOf(other)).toBe('1');
  await other.close();
  for (let step = 0; step < 4; step += 1) await window.keyboard.press('Control+-');
  expect(await zoomOf(window)).toBe('0.8');
  // Where the digits take Shift, the key with the 0 is the same key.
  await window.evaluate(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'à', code: 'Digit0', ctrlKey: true, bubbles: true, cancelable: true })));
  expect(await zoomOf(window)).toBe('1');
  // Above a dialog too, and from the palette.
  await window.keyboard.press('?');
  await expect(window.getByRole('dialog')).toBeVisible();
  await window.keyboard.press('Control++');
  expect(await zoomOf(window)).toBe('1.1');
  await window.keyboard.press('Escape');
  await window.keyboard.press('Control+Shift+P');
  await window.keyboard.type('usual');
  await window.keyboard.press('Enter');
  await expect.poll(() => zoomOf(window)).toBe('1');
});

for (const [width, height, zooms] of [
  [1440, 900, ['1.25', '2']],
  [1024, 700, ['1.25', '2']],
] as const) {
  test(`nothing is cut off when it is larger: ${width} × ${height}`, async ({ window, desk }) => {
    test.setTimeout(120_000);
    await window.setViewportSize({ width, height });
    await settle(desk, 'fr', 'light');
    for (const zoom of zooms) {
      await window.evaluate((kept) => localStorage.setItem('guichet.zoom', kept), String(Number(zoom) * 100));
      for (const [name, hash] of places) {
        await visit(window, desk, hash);
        expect(await zoomOf(window)).toBe(zoom);
        const over = await window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(over, `${name} at ${zoom}`).toBeLessThanOrEqual(0);
        const page = await window.locator('.shell').boundingBox();
        expect.soft(page?.height ?? 0, `${name} at ${zoom}`).toBeCloseTo(height, 0);
      }
      // What is laid above the page stays within the window, its end in reach.
      await visit(window, desk, '#/order/W-100234');
      for (const key of ['Control+Shift+P', '?']) {
        await window.getByRole('main').focus();
        await window.keyboard.press(key);
        const box = await window.locator('.modal').boundingBox();
        expect.soft((box?.y ?? 0) + (box?.height ?? Infinity), `${key} at ${zoom}`).toBeLessThanOrEqual(height);
        expect.soft((box?.x ?? 0) + (box?.width ?? Infinity), `${key} at ${zoom}`).toBeLessThanOrEqual(width);
        await window.keyboard.press('Escape');
        await expect(window.getByRole('dialog')).toHaveCount(0);
      }
    }
    // A decision can be taken at the largest.
    await visit(window, desk, '#/order/W-100234?do=request_return');
    await expect(panel(window).getByRole('button', { name: /RMA/ })).toBeVisible();
    await panel(window).getByRole('button', { name: /RMA/ }).scrollIntoViewIfNeeded();
    await expectAccessible(window, 'an order at twice its size');
  });
}
