import { readFile } from 'node:fs/promises';

import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';

test('a supervisor hands out a copy of a customer’s data, with the keyboard alone, and it is noted', async ({ window, chief }) => {
  await settle(chief, 'en', 'light');
  const { customer } = await chief.call('open_order', { number: 'W-100234' });
  await visit(window, chief, `#/customer/${customer.id}`);
  await window.keyboard.press('d');
  const dialog = window.getByRole('dialog', { name: 'A copy of the customer’s data' });
  await expect(dialog).toBeVisible();
  const paper = window.waitForEvent('download');
  await window.keyboard.press('Enter');
  const pdf = await paper;
  expect(pdf.suggestedFilename()).toMatch(/^customer-data-.*\.pdf$/);
  expect((await readFile(await pdf.path())).subarray(0, 4).toString()).toBe('%PDF');
  await expect(dialog).toHaveCount(0);
  await expect(window.getByRole('main')).toContainText('Copy of the data handed out');
  await window.keyboard.press('d');
  await dialog.getByText('For a machine (JSON)').click();
  const file = window.waitForEvent('download');
  await dialog.getByRole('button', { name: /Save/ }).click();
  const data = JSON.parse((await readFile(await (await file).path())).toString('utf8')) as { format: string; customer: { customer: { id: string } } };
  expect(data.format).toBe('guichet.customer-data/1');
  expect(data.customer.customer.id).toBe(customer.id);
});

test('an agent is told who hands it out', async ({ window, desk }) => {
  const { customer } = await desk.call('open_order', { number: 'W-100234' });
  await visit(window, desk, `#/customer/${customer.id}`);
  await window.keyboard.press('d');
  await expect(window.getByRole('dialog')).toHaveCount(0);
  await window.keyboard.press('Control+Shift+p');
  await window.keyboard.type('copy of the customer’s data');
  await expect(window.getByRole('option', { name: /Hand out a copy/ })).toContainText('A supervisor hands out');
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`handing out is accessible (${language}, ${theme})`, async ({ window, chief }) => {
    await settle(chief, language, theme);
    const { customer } = await chief.call('open_order', { number: 'W-100234' });
    await visit(window, chief, `#/customer/${customer.id}`);
    await window.keyboard.press('d');
    await expect(window.getByRole('dialog')).toBeVisible();
    await expectAccessible(window, 'handing out');
  });
}
