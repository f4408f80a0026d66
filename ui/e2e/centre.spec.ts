import { test as base, type Page } from '@playwright/test';

import type { Taken } from '../src/ipc/generated/types';
import { admin, emptyDesk, realCentre, type Centre } from './centre';
import type { Desk } from './desk';
import { expect, expectAccessible, visit } from './fixtures';

/** Two desks of one centre, end to end: real programs, real HTTP, real PostgreSQL. */
const test = base.extend<object, { centre: Centre; desk: Desk; other: Desk }>({
  centre: [...realCentre],
  desk: [...emptyDesk],
  other: [...emptyDesk],
});

const title = (page: Page) => page.getByRole('heading', { level: 1 });
const corner = (page: Page, words: RegExp) => page.getByRole('link', { name: words });

// W-100811: a doorbell, delivered 9 days ago.
const RETURNED = 'W-100811';
// W-101002: 3 smart plugs and a hub, paid, nothing shipped.
const CANCELLED = 'W-101002';

/** Nothing is sent before the agent says so: which desk comes first is then no matter of luck. */
const HELD = { hold_seconds: 600, lock_after_minutes: 15, ca_file: null, orders_months: 0 };

async function joined(desk: Desk, centre: Centre, name: string): Promise<void> {
  await desk.call('enrol', { server: centre.url, code: await centre.code(), device_name: name });
  await desk.call('sign_in', { login: admin.login, password: admin.password });
  await expect.poll(async () => (await desk.call('sync_state', {})).standing.is, { timeout: 60_000 }).toBe('online');
}

/** Takes what the desk offers on an order, as its agent would. */
async function offered(desk: Desk, order: string, action: string): Promise<Taken> {
  const page = await desk.call('open_order', { number: order });
  const command = page.offers.find((offer) => offer.action === action)?.command;
  if (!command) throw new Error(`${action} is not offered`);
  return desk.call('take', { command_id: crypto.randomUUID(), order, version: page.version, command });
}

test('a desk enrols, works offline, and settles what another desk had done first', async ({ page, context, centre, desk, other }) => {
  test.setTimeout(240_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);

  await test.step('a first start offers to enrol', async () => {
    await visit(page, desk, '#/');
    await expect(corner(page, /^Not enrolled/)).toBeVisible();
    await page.getByRole('link', { name: 'Enrol this desk' }).click();
    await page.getByLabel('Address of the centre').fill(centre.url);
    await page.getByLabel('Enrolment code').fill('WRONG-CODE');
    await page.getByLabel('Name of this desk').fill('Counter 1');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Enrolment code')).toHaveAccessibleDescription(/This code does not count/);
    await page.getByLabel('Enrolment code').fill(await centre.code());
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText('Sign in');
    await expect(page.getByText('Counter 1')).toBeVisible();
  });

  await test.step('the agent signs in and the shop’s orders come', async () => {
    await page.getByLabel('Login').fill(admin.login);
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/Login or password are wrong/);
    await page.getByLabel('Password').fill(admin.password);
    await page.keyboard.press('Enter');
    await expect(corner(page, /^Online/)).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Control+k');
    await page.keyboard.type(RETURNED);
    await expect(page.getByRole('option').first()).toContainText(RETURNED);
    await joined(other, centre, 'Counter 2');
  });

  await test.step('an RMA issued at the other desk appears on the open page', async () => {
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText(RETURNED);
    // A page that was loaded again would not know this any more.
    await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
    const { rma_number: rma } = await offered(other, RETURNED, 'request_return');
    await other.call('sync_now', {});
    await expect(page.getByRole('main').getByText(rma ?? 'no number').first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('main').getByText(admin.name).first()).toBeVisible();
    expect(await page.evaluate(() => 'isTheSame' in globalThis)).toBe(true);
  });

  await test.step('both cancel the same plugs while the centre is away', async () => {
    await desk.call('set_centre_settings', { settings: HELD });
    await centre.cut();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(CANCELLED);
    await expect(page.getByRole('option').first()).toContainText(CANCELLED);
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText(CANCELLED);
    await page.keyboard.press('c');
    await expect(page.getByTestId('outcome')).toContainText('allowed');
    await page.getByLabel('Home hub').fill('0');
    await page.getByLabel('Smart plug').fill('2');
    await expect(page.getByTestId('refund-total')).toHaveText('€39.80');
    await page.getByRole('button', { name: /Cancel/ }).last().click();
    await expect(page.getByTestId('outcome')).toContainText('done');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('main').getByRole('link', { name: '1 waits to be sent' })).toBeVisible();
    await offered(other, CANCELLED, 'cancel_order');
    await expect(corner(page, /^Offline since .* 1 waiting/)).toBeVisible({ timeout: 60_000 });
  });

  await test.step('it waits in the queue', async () => {
    await corner(page, /^Offline since/).click();
    await expect(page.getByRole('row').nth(1)).toContainText('Cancellation 2 Smart plug');
    await expect(page.getByRole('row').nth(1)).toContainText(CANCELLED);
    await expectAccessible(page, 'the queue of a desk');
  });

  await test.step('the other came first: this one needs attention, with both sides', async () => {
    await centre.back();
    await other.call('sync_now', {});
    await page.keyboard.press('n');
    await expect(page.getByRole('link', { name: 'Needs attention 1 needs attention' })).toBeVisible({ timeout: 30_000 });
    await page.getByRole('link', { name: 'Needs attention 1 needs attention' }).click();
    const item = page.getByRole('article');
    await expect(item.getByRole('heading', { level: 2 })).toHaveText('Cancellation 2 Smart plug');
    const mine = item.locator('section', { has: page.getByRole('heading', { name: 'At this desk' }) });
    await expect(mine).toContainText(admin.name);
    await expect(mine).toContainText('€39.80');
    const theirs = item.locator('section', { has: page.getByRole('heading', { name: 'Meanwhile, elsewhere' }) });
    await expect(theirs.getByRole('listitem')).toContainText(/Cancelled.*Camille Faure/);
    await expect(theirs).toContainText('The order now:');
    await expect(page.getByTestId('tell')).toContainText('Toute la commande avait déjà été annulée.');
    await expect(page.getByTestId('tell')).toContainText(/185,78/);
    await expectAccessible(page, 'what needs attention at a desk');
  });

  await test.step('asked again it is refused on what is so now, and stays', async () => {
    await page.keyboard.press('a');
    await expect(page.getByRole('article').getByRole('alert')).toBeVisible();
    await expect(page.getByRole('article').getByRole('heading', { level: 2 })).toHaveText('Cancellation 2 Smart plug');
  });

  await test.step('let go, both desks have the order as the centre has it', async () => {
    await page.keyboard.press('l');
    await expect(page.getByText('Nothing needs you')).toBeVisible();
    await desk.call('sync_now', {});
    await expect.poll(async () => (await desk.call('sync_state', {})).waiting, { timeout: 30_000 }).toBe(0);
    const [mine, theirs] = await Promise.all([desk, other].map((one) => one.call('open_order', { number: CANCELLED })));
    expect(mine?.ledger).toEqual(theirs?.ledger);
    expect(mine?.ledger.map(({ open, cancelled }) => [open, cancelled])).toEqual([[0, 3], [0, 1]]);
  });

  await test.step('locked and unlocked, without the centre too', async () => {
    await centre.cut();
    await page.getByRole('button', { name: 'Lock' }).click();
    await expect(title(page)).toHaveText('Locked');
    await page.keyboard.type('not the password');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Password')).toHaveAccessibleDescription('This is not the password.');
    await page.keyboard.type(admin.password);
    await page.keyboard.press('Enter');
    await expect(title(page)).toHaveText('Needs attention');
    await centre.back();
  });
});
