import { readFile } from 'node:fs/promises';

import { expect, expectAccessible, settle, test, visit } from './fixtures';

test('a supervisor counts over a range, sees the orders behind a bar, and saves the table', async ({ window, chief }) => {
  await settle(chief, 'en', 'light');
  await visit(window, chief, '#/figures');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Figures');
  await window.keyboard.press('3');
  await expect(window.getByRole('button', { name: /12 months/ })).toHaveAttribute('aria-pressed', 'true');
  const reasons = window.getByRole('region', { name: 'Returns by reason' });
  const first = reasons.getByRole('rowheader').first();
  await expect(first).toBeVisible();
  await expectAccessible(window, 'figures');
  await first.getByRole('button').focus();
  await window.keyboard.press('Enter');
  await expect(first.getByRole('button')).toHaveAttribute('aria-expanded', 'true');
  const order = reasons.getByRole('listitem').getByRole('link').first();
  const number = (await order.textContent()) ?? '';
  expect(number).toMatch(/^W-/);
  const saved = window.waitForEvent('download');
  await reasons.getByRole('button', { name: 'Save as CSV: Returns by reason' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(/^returns-by-reason-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  expect((await readFile(await file.path())).toString('utf8')).toMatch(/^\u{feff}reason,returns,units\r\n/u);
  await order.click();
  await expect(window.getByRole('heading', { level: 1 })).toContainText(number);
});

test('in French, by day, and accessible with the orders open', async ({ window, chief }) => {
  await settle(chief, 'fr', 'dark');
  await visit(window, chief, '#/figures');
  // Day, month and year of the first day, then out of the fields.
  await window.getByRole('group', { name: 'Du' }).getByRole('spinbutton').first().focus();
  await window.keyboard.type('01012026');
  await window.keyboard.press('Enter');
  await expect(window.getByText(/Du 1.{0,2}\sjanvier\s2026 au/)).toBeVisible();
  const clauses = window.getByRole('region', { name: /Remboursements par clause/ }).first();
  await clauses.getByRole('rowheader').first().getByRole('button').click();
  await expect(clauses.getByRole('listitem').first()).toBeVisible();
  await expectAccessible(window, 'figures in French');
});

test('whoever does not answer for others is told so', async ({ window, desk, complaints }) => {
  await visit(window, desk, '#/figures');
  await expect(window.getByRole('main')).toContainText('Figures are for supervisors');
  await expect(window.getByRole('navigation', { name: 'Places' }).getByText('Figures')).toHaveCount(0);
  complaints.splice(0);
});
