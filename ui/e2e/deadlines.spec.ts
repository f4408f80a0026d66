import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';

test('what is due is read, narrowed and opened with the keyboard alone', async ({ window, desk }) => {
  const { items } = await desk.call('deadlines', {});
  const late = items.filter((item) => item.days_left < 0).length;
  await visit(window, desk, '#/deadlines');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Deadlines');
  // What is late stands first, and the rail counts what must not wait.
  const rows = window.getByRole('grid').getByRole('row', { selected: true });
  await expect(rows).toContainText(items[0]?.order ?? 'no order');
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
  await expect(chosen).toContainText(items[1]?.order ?? 'no order');
  await window.keyboard.press('End');
  await expect(chosen).toContainText(items.at(-1)?.order ?? 'no order');
  await window.keyboard.press('Home');
  await expect(chosen).toContainText(items[0]?.order ?? 'no order');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText(items[0]?.order ?? 'no order');
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
