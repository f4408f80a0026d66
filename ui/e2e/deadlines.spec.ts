import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';
import type { DueItem } from '../src/ipc/generated/types';

const orderOf = (item: DueItem | undefined) => (item?.about.kind === 'order' ? item.about.order : 'no order');

test('what is due is read, narrowed and opened with the keyboard alone', async ({ window, desk }) => {
  const { items } = await desk.call('deadlines', {});
  const late = items.filter((item) => item.days_left < 0).length;
  await visit(window, desk, '#/deadlines');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Deadlines');
  // What is late stands first, and the rail counts what must not wait.
  const rows = window.getByRole('grid').getByRole('row', { selected: true });
  await expect(rows).toContainText(orderOf(items[0]));
  const pressing = items.filter((item) => item.days_left <= 0).length;
  await expect(window.getByRole('navigation', { name: 'Places' })).toContainText(`${pressing} due`);
  // A bar leaves its day alone.
  const bar = window.getByRole('group', { name: 'Due in the coming days' }).getByRole('button', { name: /^late:/ });
  await bar.focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('grid')).toHaveAttribute('aria-rowcount', String(late + 1));
  await window.getByRole('button', { name: 'Show all' }).focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('grid')).toHaveAttribute('aria-rowcount', String(items.length + 1));
  // A sort leaves its kind alone.
  await window.getByRole('button', { name: /^Pre-orders/ }).click();
  await expect(rows).toContainText('W-100871');
  await expect(rows).toContainText('Tell the customer it ships soon');
  await window.getByRole('grid').focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText('W-100871');
});

test('j and k choose, and what is opened is the chosen one', async ({ window, desk }) => {
  const { items } = await desk.call('deadlines', {});
  await visit(window, desk, '#/deadlines');
  const chosen = window.getByRole('grid').getByRole('row', { selected: true });
  await window.keyboard.press('j');
  await expect(chosen).toContainText(orderOf(items[1]));
  await window.keyboard.press('End');
  await expect(chosen).toContainText(orderOf(items.at(-1)));
  await window.keyboard.press('Home');
  await expect(chosen).toContainText(orderOf(items[0]));
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText(orderOf(items[0]));
});

test('a task of a case stands on the board, leads to its case, and is gone once it is done', async ({ window, desk }) => {
  const { customer } = await desk.call('open_order', { number: 'W-100234' });
  const id = () => crypto.randomUUID();
  const opened = await desk.call('start_case', { command_id: id(), customer: customer.id, channel: 'phone', subject: 'Films nothing at night', orders: [], services: [], note: null, drafts: [] });
  const { me, today } = await desk.call('open_case', { number: opened.case });
  const add = (text: string, assignee: typeof me) => desk.call('on_case', { command_id: id(), case: opened.case, command: { type: 'add_task', text, due: today, assignee }, drafts: [] });
  await add('Ring back about the lens', me);
  await add('Ask the maker', { id: 'noor', name: 'Noor Haddad' });
  await visit(window, desk, '#/deadlines');
  const tasks = window.getByRole('button', { name: /^Tasks/ });
  await tasks.click();
  const rows = window.getByRole('grid').getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: 'Ring back about the lens' })).toContainText('yours');
  await expect(rows.filter({ hasText: 'Ask the maker' })).toContainText('for Noor Haddad');
  await rows.filter({ hasText: 'Ring back' }).click();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText('Films nothing at night');
  const { items } = await desk.call('deadlines', {});
  for (const { about } of items) {
    if (about.kind === 'task') await desk.call('on_case', { command_id: id(), case: opened.case, command: { type: 'finish_task', task: about.task }, drafts: [] });
  }
  await visit(window, desk, '#/deadlines');
  await expect(window.getByRole('grid')).toBeVisible();
  await expect(tasks).toHaveCount(0);
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`deadlines are accessible (${language}, ${theme})`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/deadlines');
    await expect(window.getByRole('grid')).toBeVisible();
    await expectAccessible(window, 'deadlines');
  });
}
