import { test as base } from '@playwright/test';

import { admin, emptyDesk, realCentre, type Centre } from './centre';
import type { Desk } from './desk';
import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';

/** Who bought W-100234 has returns and services under way; who bought W-099511 has nothing left to settle. */
const busy = 'W-100234';
const settled = 'W-099511';

const customerOf = async (desk: Desk, number: string) => (await desk.call('open_order', { number })).customer;

test('what has to be settled first is named, with the way there', async ({ window, chief }) => {
  const { id } = await customerOf(chief, busy);
  await visit(window, chief, `#/customer/${id}`);
  await window.keyboard.press('x');
  const dialog = window.getByRole('dialog', { name: 'Erase the customer’s data' });
  await expect(dialog).toContainText('Something has to be settled first ERS-1');
  await expect(dialog).toContainText('This desk belongs to no centre');
  await expect(dialog.getByRole('button', { name: 'Erase for good' })).toHaveCount(0);
  await expect(dialog).toContainText('What stays, under the id');
  await dialog.getByRole('link').first().click();
  await expect(dialog).toHaveCount(0);
  await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
});

test('an agent is told who erases', async ({ window, desk }) => {
  const { id } = await customerOf(desk, busy);
  await visit(window, desk, `#/customer/${id}`);
  await window.keyboard.press('x');
  await expect(window.getByRole('dialog')).toHaveCount(0);
  await window.keyboard.press('Control+Shift+p');
  await window.keyboard.type('erase the customer');
  await expect(window.getByRole('option', { name: /Erase the customer/ })).toContainText('A supervisor erases');
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`erasing is accessible (${language}, ${theme})`, async ({ window, chief }) => {
    await settle(chief, language, theme);
    for (const number of [busy, settled]) {
      const { id } = await customerOf(chief, number);
      await visit(window, chief, `#/customer/${id}`);
      await window.keyboard.press('x');
      await expect(window.getByRole('dialog').getByText('ERS-2')).toBeVisible();
      await expectAccessible(window, `erasing ${number}`);
    }
  });
}

/** A supervisor's desk of a real centre, and a colleague's. */
const joined = base.extend<object, { centre: Centre; chief: Desk; other: Desk }>({
  centre: [...realCentre],
  chief: [...emptyDesk],
  other: [...emptyDesk],
});

joined('a supervisor erases a customer with the keyboard alone, and every desk forgets them', async ({ page, centre, chief, other }) => {
  joined.setTimeout(240_000);
  for (const [desk, name] of [[chief, 'Office'], [other, 'Counter 1']] as const) {
    await desk.call('enrol', { server: centre.url, code: await centre.code(), device_name: name });
    await desk.call('sign_in', { login: admin.login, password: admin.password });
    await expect.poll(async () => (await desk.call('sync_state', {})).standing.is, { timeout: 60_000 }).toBe('online');
  }
  const { id, name } = await customerOf(chief, settled);
  await visit(page, chief, `#/customer/${id}`);
  await page.keyboard.press('x');
  const dialog = page.getByRole('dialog', { name: 'Erase the customer’s data' });
  await expect(dialog).toContainText('What goes, here, at the centre and at every desk');

  await joined.step('it is not done by a slip', async () => {
    await expect(dialog.getByRole('textbox')).toBeFocused();
    await page.keyboard.type('yes');
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText(`This is not ${id}.`);
    await page.keyboard.press('Control+a');
  });

  await joined.step('nor without the centre', async () => {
    await centre.cut();
    await page.keyboard.type(id);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toBeVisible({ timeout: 30_000 });
    await centre.back();
  });

  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').getByRole('heading', { name: 'The customer is erased' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('main')).not.toContainText(name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/$/);
  expect((await chief.call('find', { query: name })).groups.flatMap((group) => group.hits)).toEqual([]);
  await other.call('sync_now', {});
  await expect(other.call('open_customer', { id })).rejects.toThrow(/not_found/);
  expect((await customerOf(other, settled)).name).toBe('');
});
