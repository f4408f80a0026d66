import { readFile } from 'node:fs/promises';

import { startDesk, type Desk } from './desk';
import { expect, expectAccessible, settle, test as base, visit } from './fixtures';

/** A desk at which a supervisor sits. */
const test = base.extend<{ chief: Desk }>({
  chief: async ({}, use) => {
    const desk = await startDesk({ supervisor: true });
    await use(desk);
    await desk.stop();
  },
});

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
  await window.getByLabel('Du', { exact: true }).fill('2026-01-01');
  await expect(window.getByRole('status').filter({ hasText: 'Du 1 janvier 2026' }).or(window.getByText(/Du 1.{0,3}\s?janvier\s2026/))).toBeVisible();
  const clauses = window.getByRole('region', { name: /Remboursements par clause/ }).first();
  await clauses.getByRole('rowheader').first().getByRole('button').click();
  await expect(clauses.getByRole('listitem').first()).toBeVisible();
  await expectAccessible(window, 'figures in French');
});

test('whoever does not answer for others is told so', async ({ window, desk, complaints }) => {
  await visit(window, desk, '#/figures');
  await expect(window.getByRole('alert').first()).toContainText('Your role does not do this');
  await expect(window.getByRole('navigation', { name: 'Places' }).getByText('Figures')).toHaveCount(0);
  complaints.splice(0);
});
