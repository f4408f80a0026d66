import { expect, expectAccessible, test, visit } from './fixtures';

test('steps go back and forth, with the keys and without', async ({ window, desk }) => {
  const title = window.getByRole('heading', { level: 1 });
  await visit(window, desk, '#/customer/c-1001');
  await window.getByRole('link', { name: 'W-100234' }).first().click();
  await expect(title).toHaveText('W-100234');
  await window.keyboard.press('u');
  await expect(title).toHaveText('Hélène Marchand');
  await window.keyboard.press('[');
  await expect(title).toHaveText('W-100234');
  await window.keyboard.press('[');
  await expect(title).toHaveText('Hélène Marchand');
  await window.keyboard.press(']');
  await expect(title).toHaveText('W-100234');

  await test.step('an address that was typed is a step too', async () => {
    await window.evaluate(() => (location.hash = '#/order/W-100655'));
    await expect(title).toHaveText('W-100655');
    await window.keyboard.press('Escape');
    await expect(title).toHaveText('W-100234');
  });

  await test.step('where the window began, Esc leads to Find', async () => {
    await window.keyboard.press('Escape');
    await expect(title).toHaveText('Hélène Marchand');
    await window.keyboard.press('Escape');
    await expect(window.getByRole('combobox')).toBeFocused();
    await expect(window.getByRole('option').first()).toBeVisible();
  });
});

test('a decision beside an order is no step of its own', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1001');
  await window.getByRole('link', { name: 'W-100234' }).first().click();
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.keyboard.press('r');
  await expect(window).toHaveURL(/#\/order\/W-100234\?do=request_return$/);
  await window.keyboard.press('Escape');
  await expect(window).toHaveURL(/#\/order\/W-100234$/);
  await window.keyboard.press('Escape');
  await expect(window).toHaveURL(/#\/customer\/c-1001$/);
});

test('an address keeps what is written with signs of its own', async ({ window, desk, complaints }) => {
  const asked = window.waitForRequest('**/call/open_customer');
  await window.evaluate(() => (location.hash = '#/customer/c%2F1%20%C3%A9%3F%25'));
  expect((await asked).postDataJSON()).toEqual({ id: 'c/1 é?%' });
  await expect(window.getByRole('alert')).toContainText('Code: not_found');
  const number = window.waitForRequest('**/call/open_order');
  await visit(window, desk, '#/order/000231?do=dance&of=000042&token=x');
  expect((await number).postDataJSON()).toEqual({ number: '000231' });
  await expect(window).toHaveURL(/#\/order\/000231\?of=000042$/);
  // Neither of them exists, which a browser complains of.
  expect(complaints.every((complaint) => complaint.includes('404'))).toBe(true);
  complaints.length = 0;
});

test('an address that leads nowhere says so', async ({ window, desk }) => {
  for (const hash of ['#/nowhere', '#/order', '#/order/W-100234/more', '#/document/letter/1', '#/order/%E0%A4']) {
    await visit(window, desk, hash);
    await expect(window.getByRole('main').getByText(/leads nowhere|This is not here/), hash).toBeVisible();
  }
  await visit(window, desk, '#/nowhere');
  await expectAccessible(window, 'an address that leads nowhere');
  await window.getByRole('main').getByRole('link', { name: 'Find' }).click();
  await expect(window.getByRole('combobox')).toBeFocused();
});
