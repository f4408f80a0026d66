import { expect, expectAccessible, outcome, panel, settle, test, visit, type Language, type Theme } from './fixtures';

test('parcels are received by a scanner alone, one after the other', async ({ window, desk }) => {
  await visit(window, desk, '#/receiving');
  const field = window.getByLabel('Number on the parcel');
  await expect(field).toBeFocused();
  // W-100120 is awaited under R-K7-000231-2; a scanner types quickly, in its own notation, and presses Enter.
  await window.keyboard.type('RK70002312');
  // This one ends a number with two.
  await window.keyboard.press('Enter');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('allowed');
  await window.waitForTimeout(700);
  await expect(outcome(window)).toContainText('allowed');
  // The field keeps the focus, so that the next scan is never taken for keys of the panel.
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  await expect(field).toBeFocused();
  const received = await desk.call('open_order', { number: 'W-100120' });
  expect(received.order.rmas.map(({ status }) => status)).toEqual(['received']);
  await expect(window.getByRole('region', { name: 'Received lately' }).or(window.locator('section', { hasText: 'Received lately' })).first()).toContainText('W-100120');
  // The same parcel again: nothing more is awaited, and nothing is taken.
  await window.keyboard.type('R-K7-000231-2');
  await window.keyboard.press('Enter');
  await expect(window.getByText('Nothing is awaited of order W-100120')).toBeVisible();
  await expect(panel(window)).toHaveCount(0);
  // A parcel that was refused at the door, by its tracking number.
  await window.keyboard.type('6A099002123');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('allowed');
  // A scan while one is open leaves it, and takes nothing.
  await window.keyboard.type('6A-NOBODY');
  await window.keyboard.press('Enter');
  await expect(window.getByText('Nothing here is called “6A-NOBODY”')).toBeVisible();
  const left = await desk.call('open_order', { number: 'W-099002' });
  expect(left.order.shipments[0]?.back_on ?? null).toBeNull();
  await window.keyboard.type('6A099002123');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('allowed');
  await window.waitForTimeout(700);
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  const back = await desk.call('open_order', { number: 'W-099002' });
  expect(back.order.shipments[0]?.back_on).toBeTruthy();
  await window.keyboard.press('Escape');
  await expect(panel(window)).toHaveCount(0);
  await expect(field).toBeFocused();
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`receiving is accessible (${language}, ${theme})`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/receiving');
    await expectAccessible(window, 'receiving');
    await window.keyboard.type('R-K7-000232-Z');
    await window.keyboard.press('Enter');
    await expect(panel(window)).toBeVisible();
    await expect(outcome(window)).toBeVisible();
    await expectAccessible(window, 'a parcel that is received');
    await window.keyboard.type('6A-NOBODY');
    await window.keyboard.press('Enter');
    await expect(window.locator('.note').first()).toBeVisible();
    await expectAccessible(window, 'a parcel that nobody knows');
  });
}
