import { readFile } from 'node:fs/promises';

import type { Desk } from './desk';
import type { OrderCommand } from '../src/ipc/generated/types';
import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';

/** The shipped terms, with what a draft changes. */
async function draft(parameters: Record<string, unknown>): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const shipped = JSON.parse(await readFile('../crates/domain/packs/sales-terms-2017-04-01.json', 'utf8')) as { id: string; parameters: Record<string, unknown> };
  const pack = { ...shipped, id: 'draft-2027', parameters: { ...shipped.parameters, ...parameters } };
  return { name: 'draft-2027.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(pack)) };
}

async function worked(desk: Desk): Promise<void> {
  const take = async (order: string, command: OrderCommand) => {
    const { version } = await desk.call('open_order', { number: order });
    await desk.call('take', { command_id: crypto.randomUUID(), order, version, command });
  };
  await take('W-100234', { type: 'request_return', lines: [{ line: '1', quantity: 1 }], reason: 'change_of_mind' });
  await take('W-099511', { type: 'make_exception', command: { type: 'goodwill', amount: '5.00' }, reason: 'Waited an hour.' });
}

test('a supervisor lays a draft on what was decided, with the keyboard, and saves what changes', async ({ window, chief }) => {
  await worked(chief);
  await settle(chief, 'en', 'light');
  await visit(window, chief, '#/what-if');
  await expect(window.getByRole('heading', { name: 'No draft chosen' })).toBeVisible();
  const asked = window.waitForEvent('filechooser');
  await window.keyboard.press('o');
  await (await asked).setFiles(await draft({}));
  await expect(window.getByRole('heading', { name: 'Nothing changes: all 2 decisions are the same' })).toBeVisible();

  const again = window.waitForEvent('filechooser');
  await window.keyboard.press('o');
  await (await again).setFiles(await draft({ return_period_days: 3 }));
  await expect(window.getByRole('heading', { name: '1 of 2 decisions changes' })).toBeVisible();
  const row = window.getByRole('row').filter({ hasText: 'W-100234' });
  await expect(row).toContainText('RET-3');
  const file = window.waitForEvent('download');
  await window.getByRole('button', { name: /CSV/ }).click();
  const saved = await file;
  expect(saved.suggestedFilename()).toBe('what-if-draft-2027.csv');
  expect(await readFile(await saved.path(), 'utf8')).toContain('W-100234');
  await window.keyboard.press('4');
  await expect(window.getByRole('button', { name: /12 months/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(window.getByRole('heading', { name: '1 of 2 decisions changes' })).toBeVisible();
  await row.getByRole('link').click();
  await expect(window.getByRole('main')).toContainText('W-100234');
});

test('a file that is no draft is told with its place', async ({ window, chief, complaints }) => {
  await visit(window, chief, '#/what-if');
  await window.getByTestId('draft').setInputFiles(await draft({ return_period_days: -3 }));
  await expect(window.getByRole('alert')).toContainText('at parameters.return_period_days');
  expect(complaints.every((complaint) => complaint.includes('400'))).toBe(true);
  complaints.length = 0;
});

test('a comparison is stopped and begun again with the keyboard', async ({ window, chief }) => {
  await visit(window, chief, '#/what-if');
  await window.route('**/call/what_if*', async (route) => {
    await new Promise((later) => setTimeout(later, 1000));
    await route.continue();
  });
  await window.getByTestId('draft').setInputFiles(await draft({}));
  await expect(window.getByRole('progressbar')).toBeVisible();
  await window.keyboard.press('s');
  await expect(window.getByText('Stopped.')).toBeVisible();
  await window.unrouteAll({ behavior: 'ignoreErrors' });
  // The span that is chosen begins it again.
  await window.keyboard.press('2');
  await expect(window.getByRole('heading', { name: 'Nothing was decided on orders in this time' })).toBeVisible();
});

test('an agent is told whose it is', async ({ window, desk }) => {
  await visit(window, desk, '#/what-if');
  await expect(window.getByRole('main')).toContainText('For supervisors');
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`what if is accessible (${language}, ${theme})`, async ({ window, chief }) => {
    await worked(chief);
    await settle(chief, language, theme);
    await visit(window, chief, '#/what-if');
    await expectAccessible(window, 'what if, nothing chosen');
    await window.getByTestId('draft').setInputFiles(await draft({ return_period_days: 3 }));
    await expect(window.getByRole('table').first()).toBeVisible();
    await expectAccessible(window, 'what if');
  });
}
