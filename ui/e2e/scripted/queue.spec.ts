import { expect, test } from './fixtures';
import { online, script } from './host';
import { offline, waiting } from './story';

test('what waits, offline: in words, undone by a key, filtered by where it stands', async ({ page, open }) => {
  const play = offline(40);
  play.on.undo = ({ command_id }) => {
    play.queue = { ...play.queue, commands: play.queue.commands.filter((entry) => entry.id !== command_id) };
    return { version: 1 };
  };
  await open(play, '#/queue');
  const rows = page.getByRole('row');

  await test.step('the corner leads here and says since when', async () => {
    await expect(page.getByRole('link', { name: /^Offline since \d\d:\d\d · 42 waiting/ })).toHaveAttribute('href', '#/queue');
    await expect(page.getByRole('link', { name: 'Queue 42 waiting' })).toHaveAttribute('aria-current', 'page');
    await expect(page.getByRole('link', { name: 'Needs attention 5 need attention' })).toBeVisible();
  });

  await test.step('the newest first; the chosen one is undone', async () => {
    await expect(rows.nth(1)).toContainText('Return, 2 units');
    await expect(rows.nth(1)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('j');
    await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('z');
    await expect(page.getByRole('button', { name: 'All 46' })).toBeVisible();
    expect(play.asked.filter(({ name }) => name === 'undo')).toHaveLength(1);
  });

  await test.step('a doubt with its reason, in full below', async () => {
    await page.getByRole('button', { name: 'Doubtful 1' }).click();
    await expect(rows).toHaveCount(2);
    await expect(page.getByRole('main').locator('footer')).toContainText('Will probably be refused. The warehouse or the shop came first');
  });

  await test.step('what is settled leads to what needs attention', async () => {
    await page.getByRole('button', { name: 'Settled 5' }).click();
    await page.getByRole('link', { name: 'not taken' }).click();
    await expect(page).toHaveURL(/#\/attention\?item=0{8}-.*1$/);
  });
});

test('sending now tells what came of it', async ({ page, open }) => {
  const play = offline(2);
  await open(play, '#/queue');
  play.on.sync_now = () => {
    play.sync = online();
    play.queue = { commands: [], waiting: 0 };
    return play.sync;
  };
  await page.keyboard.press('n');
  await expect(page.getByText('The centre has answered.')).toBeVisible();
  await expect(page.getByText('Everything decided here has reached the centre.')).toBeVisible();
});

test('of 5,000 rows those in sight are drawn, and the keys reach the last', async ({ page, open }) => {
  const now = Date.now();
  const play = script({ sync: { ...online(), waiting: 5000 }, queue: { commands: waiting(5000, now), waiting: 5000 } });
  await open(play, '#/queue');
  const grid = page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '5001');
  expect(await page.getByRole('row').count()).toBeLessThan(60);
  await page.keyboard.press('End');
  await expect(page.locator('[aria-rowindex="5001"]')).toHaveAttribute('aria-selected', 'true');
  await expect(grid).toHaveAttribute('aria-activedescendant', /^queued-/);
  expect(await page.getByRole('row').count()).toBeLessThan(60);
});
