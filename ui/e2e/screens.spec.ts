import { NUMBERS } from './orders';
import { expect, expectAccessible, settle, test, visit } from './fixtures';

const languages = ['en', 'fr'] as const;
const themes = ['light', 'dark'] as const;

/** Every screen by its address inside the program. */
const screens: [name: string, hash: string][] = [
  ['find', '#/'],
  ['order', `#/order/${NUMBERS.cancel}`],
  ['cancelling', `#/order/${NUMBERS.cancel}?do=cancel_order`],
  ['returning', `#/order/${NUMBERS.giveBack}?do=request_return`],
  ['a refusal', `#/order/${NUMBERS.tooLate}?do=request_return`],
  ['refusing a parcel', `#/order/${NUMBERS.onItsWay}?do=refuse_delivery`],
  ['a damaged parcel', `#/order/${NUMBERS.giveBack}?do=report_damage`],
  ['history', '#/history'],
  ['settings', '#/settings'],
];

for (const language of languages) {
  for (const theme of themes) {
    test.describe(`${language}, ${theme}`, () => {
      for (const [name, hash] of screens) {
        test(`${name} has no accessibility violation`, async ({ window, desk }) => {
          await settle(desk, language, theme);
          await visit(window, desk, hash);
          await expect(window.locator('html')).toHaveAttribute('lang', language);
          await expectAccessible(window);
        });
      }

      test('a customer’s page has no accessibility violation', async ({ window, desk }) => {
        await settle(desk, language, theme);
        const [first] = await desk.call<{ target: { id: string } }[]>('recent_customers', {});
        await visit(window, desk, `#/customer/${first?.target.id ?? ''}`);
        await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(window);
      });

      test('what is found, or is not, has no accessibility violation', async ({ window, desk }) => {
        await settle(desk, language, theme);
        await visit(window, desk, '#/');
        await window.getByRole('combobox').fill(NUMBERS.cancel);
        await expect(window.getByRole('option').first()).toBeVisible();
        await expectAccessible(window);
        await window.getByRole('combobox').fill('qqqq zzzz xxxx');
        await expect(window.getByRole('option')).toHaveCount(0);
        await expectAccessible(window);
      });
    });
  }
}

// 1024 × 700 is the smallest window; zooming to 200 % on it leaves 512 × 350.
for (const [width, height] of [[1024, 700], [512, 350], [2560, 1440]] as const) {
  test(`nothing is cut off at ${width} × ${height}`, async ({ window, desk }) => {
    await window.setViewportSize({ width, height });
    for (const [, hash] of screens) {
      await visit(window, desk, hash);
      const over = await window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, hash).toBeLessThanOrEqual(0);
    }
  });
}
