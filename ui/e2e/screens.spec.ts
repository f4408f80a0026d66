import { expect, expectAccessible, settle, test, visit } from './fixtures';

const languages = ['en', 'fr'] as const;
const themes = ['light', 'dark'] as const;

/** Every screen by its address inside the program. */
const screens: [name: string, hash: string][] = [
  ['recent customers', '#/'],
  ['a customer', '#/customer/c-1001'],
  ['a customer with a long name', '#/customer/c-1013'],
  ['a customer with a right-to-left name', '#/customer/c-1014'],
  ['a customer in dispute', '#/customer/c-1004'],
  ['services', '#/customer/c-1002/services'],
  ['services of which one ends', '#/customer/c-1017/services'],
  ['services of nobody yet', '#/customer/c-1005/services'],
  ['ending a service', '#/customer/c-1002/services?do=cancel_service&of=security'],
  ['ending the last service', '#/customer/c-1001/services?do=cancel_service&of=video'],
  ['subscribing', '#/customer/c-1001/services?do=subscribe&of=security'],
  ['subscribing to video', '#/customer/c-1017/services?do=subscribe&of=video'],
  ['keeping a service', '#/customer/c-1017/services?do=reactivate_service&of=security'],
  ['a withdrawal that is refused', '#/customer/c-1001/services?do=withdraw_service&of=video'],
  ['discontinuing', '#/customer/c-1001/services?do=discontinue_service&of=video'],
  ['changing the means of payment', '#/customer/c-1001/services?do=change_payment_method'],
  ['an order', '#/order/W-100234'],
  ['cancelling', '#/order/W-100234?do=cancel_order'],
  ['returning', '#/order/W-100234?do=request_return'],
  ['receiving', '#/order/W-100120?do=receive_return'],
  ['receiving what was faulty', '#/order/W-100301?do=receive_return'],
  ['a refusal', '#/order/W-099511?do=request_return'],
  ['refusing a parcel', '#/order/W-100660?do=refuse_delivery'],
  ['a refused parcel that is back', '#/order/W-099002?do=receive_refused'],
  ['a damaged parcel', '#/order/W-100234?do=report_damage'],
  ['history', '#/history'],
  ['settings', '#/settings'],
];

for (const language of languages) {
  for (const theme of themes) {
    test(`no screen has an accessibility violation: ${language}, ${theme}`, async ({ window, desk }) => {
      test.setTimeout(240_000);
      await settle(desk, language, theme);
      for (const [name, hash] of screens) {
        await test.step(name, async () => {
          await visit(window, desk, hash);
          await expect(window.locator('html')).toHaveAttribute('lang', language);
          await expectAccessible(window, name);
        });
      }
      await test.step('what is found', async () => {
        await visit(window, desk, '#/');
        await window.getByRole('combobox').fill('marchnd labeg');
        await expect(window.getByRole('option').first()).toBeVisible();
        await expectAccessible(window, 'what is found');
      });
      await test.step('nothing found', async () => {
        await window.getByRole('combobox').fill('qqqq zzzz xxxx');
        await expect(window.getByRole('option')).toHaveCount(0);
        await expectAccessible(window, 'nothing found');
      });
      await test.step('the keys of this screen', async () => {
        await visit(window, desk, '#/order/W-100234');
        await window.keyboard.press('?');
        await expect(window.getByRole('dialog')).toBeVisible();
        await expectAccessible(window, 'the keys of this screen');
      });
    });
  }
}

// 1024 × 700 is the smallest window; zooming to 200 % on it leaves 512 × 350.
for (const [width, height] of [[1024, 700], [512, 350], [2560, 1440]] as const) {
  test(`nothing is cut off at ${width} × ${height}`, async ({ window, desk }) => {
    test.setTimeout(120_000);
    await window.setViewportSize({ width, height });
    for (const [name, hash] of screens) {
      await visit(window, desk, hash);
      const over = await window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(over, name).toBeLessThanOrEqual(0);
    }
  });
}
