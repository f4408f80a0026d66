import { expect, test, visit } from './fixtures';

/** Whether a row that is not drawn yet lies where one looks, at some heights of the window. */
const blank = `[...Array(12).keys()].some((step) => document.elementsFromPoint(500, 60 + (step * (innerHeight - 80)) / 12).some((one) => one.classList.contains('undrawn')))`;

test('a customer with 500 orders is there at once, and wherever one jumps the rows are drawn soon', async ({ window, desks }) => {
  const desk = await desks({ seed: { customers: 1, orders: 500 } });
  await visit(window, desk, '#/customer/c1');
  const orders = window.getByRole('main').getByRole('table').first();
  await expect(orders.getByRole('link').first()).toBeVisible();
  await expect(window.getByRole('main').locator('.section-head').first()).toContainText('500');
  const page = window.locator('#page');
  const height = await page.evaluate((element) => element.scrollHeight);
  // Room is kept for every row from the beginning.
  expect(height).toBeGreaterThan(500 * 32);
  for (let jump = 0; jump < 30; jump += 1) {
    const at = (jump * 7919) % 16_000;
    await page.evaluate((element, top) => element.scrollTo({ top }), at);
    await expect.poll(() => window.evaluate(blank), { timeout: 2_000, intervals: [16, 16, 32, 50, 100] }).toBe(false);
  }
  await expect(orders.getByRole('link')).toHaveCount(500);
  // Nothing moved by more than what a line's width is rounded by.
  expect(Math.abs((await page.evaluate((element) => element.scrollHeight)) - height)).toBeLessThan(8);
});
