import { Fault } from '../program';
import { clipboard, expect, test } from './fixtures';
import { script } from './host';
import { offline } from './story';

test('a cancellation that came after the shipment: both sides, the rule, the words, the choices', async ({ page, open }) => {
  const play = offline();
  await open(play, '#/attention');
  const item = page.getByRole('article');

  await test.step('what was done and told here, what was done elsewhere, how it is now', async () => {
    await expect(item.getByRole('heading', { level: 2 })).toHaveText('Cancellation, all that is open');
    const mine = item.locator('section', { has: page.getByRole('heading', { name: 'At this desk' }) });
    await expect(mine).toContainText('Camille Faure');
    await expect(mine).toContainText('€219.00');
    const theirs = item.locator('section', { has: page.getByRole('heading', { name: 'Meanwhile, elsewhere' }) });
    await expect(theirs.getByRole('listitem').first()).toContainText('Shipment released');
    await expect(theirs.getByRole('listitem').last()).toContainText('Reported by the warehouse or the shop');
    await expect(theirs).toContainText('on its way');
  });

  await test.step('the rule opens its clause', async () => {
    await item.getByText('Only units not yet shipped').click();
    await expect(item.getByText('CAN-4', { exact: true })).toBeVisible();
    await expect(item.locator('details[open] p')).not.toBeEmpty();
  });

  await test.step('what to tell the customer is copied by a key', async () => {
    await page.keyboard.press('s');
    await expect(item.getByText('copied')).toBeVisible();
    expect(await clipboard(page)).toBe(await page.getByTestId('tell').textContent());
    expect(await clipboard(page)).toContain('The parcel had left our warehouse');
  });

  await test.step('what waits behind it, the oldest first, can be undone', async () => {
    const behind = item.getByRole('row');
    await expect(behind.first()).toContainText('Refused at the door');
    await expect(behind.getByRole('button', { name: 'Undo' })).toHaveCount(2);
  });

  await test.step('asked again and refused, it stays and says so', async () => {
    play.on.resolve = () => {
      throw new Fault('refused');
    };
    await page.keyboard.press('a');
    await expect(item.getByRole('alert')).toContainText('It stays here');
    delete play.on.resolve;
  });

  await test.step('let go, it leaves the list', async () => {
    await page.keyboard.press('l');
    await expect(page.getByRole('navigation', { name: 'Needs attention' }).getByRole('listitem')).toHaveCount(4);
    expect(play.asked.filter(({ name }) => name === 'resolve').map(({ args }) => (args as { how: string }).how)).toEqual(['ask_again', 'let_go']);
    await expect(item.getByRole('heading', { level: 2 })).toHaveText(/^Return 1 /);
  });
});

test('an amount that came out differently: told and so, and the label again', async ({ page, open }) => {
  await open(offline(), '#/attention');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const item = page.getByRole('article');
  await expect(item.getByRole('row', { name: /^Refund €191\.27 €184\.32$/ })).toBeVisible();
  await expect(item.getByRole('row', { name: /^RMA R-K7-000232-P R-K7-000233-S$/ })).toBeVisible();
  await expect(item.getByRole('row', { name: /^Refund by .* as told$/ })).toBeVisible();
  await expect(page.getByTestId('tell')).toContainText('Your return number is R-K7-000233-S, not R-K7-000232-P.');
  const asked = page.getByRole('button', { name: /^Print the label again/ });
  await expect(asked).toBeVisible();
  await page.keyboard.press('k');
  await expect(asked).toHaveCount(0);
});

test('above the limit: the facts for a supervisor are copied', async ({ page, open }) => {
  await open(offline(), '#/attention?item=00000000-0000-4000-8000-000000000004');
  await expect(page.getByRole('article')).toContainText('more than the €500.00 that the agent may alone');
  await page.keyboard.press('x');
  await expect(page.getByText(/^Copied\. Paste it/)).toBeVisible();
  expect(await clipboard(page)).toMatch(/^For a supervisor\nAbout: W-100234\nAsked for: Return received, 2 units\n/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/order\/W-100234$/);
});

test('an order says that it needs attention, and leads there', async ({ page, open }) => {
  await open(offline(), '#/order/W-100660');
  await page.getByRole('main').getByRole('link', { name: 'needs attention' }).click();
  await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toHaveText('Cancellation, all that is open');
});

test('where nothing needs anybody, it says so', async ({ page, open }) => {
  await open(script(), '#/attention');
  await expect(page.getByText('Nothing needs you')).toBeVisible();
});
