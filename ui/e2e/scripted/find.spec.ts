import type { Hit } from '../../src/ipc/generated/types';
import { expect, test } from './fixtures';
import { online, script } from './host';

export const zoe: Hit = {
  target: { kind: 'customer', id: 'c-1001' },
  matched: 'name',
  title: [{ text: 'Zoé Quintin', marked: false }],
  subtitle: [{ text: 'zoe.quintin@example.fr', marked: false }],
  place: [{ text: 'Albi 81000', marked: false }],
  last_order: null,
  flags: [],
};

test('what is not here is looked for at the centre, when the agent says so', async ({ page, open }) => {
  const play = script({ found: [{ kind: 'customers', hits: [zoe] }] });
  await open(play, '#/');
  await page.getByRole('combobox').fill('zoé quintin xyz');
  await expect(page.getByText('Nothing found for')).toBeVisible();
  const asked = () => play.asked.filter(({ name }) => name === 'search_at_centre').map(({ args }) => args);
  expect(asked()).toEqual([]);
  await page.keyboard.press('Enter');
  const found = page.getByRole('option');
  await expect(found).toContainText('from the centre');
  await expect(page.getByRole('group', { name: 'At the centre' })).toBeVisible();
  expect(asked()).toEqual([{ text: 'zoé quintin xyz' }]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/customer\/c-1001$/);
});

test('where the centre has nothing either, or does not answer, it says so', async ({ page, open }) => {
  const play = script();
  await open(play, '#/');
  await page.getByRole('combobox').fill('zoé quintin xyz');
  await page.getByRole('button', { name: 'Search at the centre' }).click();
  await expect(page.getByText('The centre has nothing for it either.')).toBeVisible();
  play.sync = { ...online(), standing: { is: 'offline', since: null } };
  await page.getByRole('combobox').fill('zoé quintin xyzz');
  await expect(page.getByText('does not answer now.')).toBeVisible();
});
