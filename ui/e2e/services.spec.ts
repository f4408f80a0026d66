import type { Page } from '@playwright/test';

import { expect, expectAccessible, findAndOpen, outcome, panel, said, settle, test, visit } from './fixtures';

const amount = (window: Page) => window.getByTestId('account-amount');
/** A service's row by its id, whatever the language calls it. */
const service = (window: Page, id: string) => window.locator(`tr[data-service="${id}"]`);
const words = {
  en: { allowed: 'allowed', done: 'done', choose: 'customer chooses', active: /active since/, ended: /ended on/, ends: /ends on/, credit: '€4.80' },
  fr: { allowed: 'possible', done: 'fait', choose: 'au client de choisir', active: /actif depuis/, ended: /arrêté le/, ends: /s’arrête le/, credit: /^4,80\s€$/ },
} as const;

for (const language of ['en', 'fr'] as const) {
  const told = words[language];

  test(`one of two services is ended, and its credit is seen before and after: ${language}`, async ({ window, desk }) => {
    await settle(desk, language, 'light');
    await visit(window, desk, '#/');
    const title = window.getByRole('heading', { level: 1 });

    await test.step('find the customer, and go on to the services', async () => {
      await findAndOpen(window, 'loic marchand', 'Loïc');
      await expect(title).toHaveText('Loïc Marchand');
      await window.keyboard.press('s');
      await expect(title).toHaveText('Services');
      await expect(window).toHaveURL(/#\/customer\/c-1002\/services$/);
    });

    await test.step('see the credit before it is given', async () => {
      await expect(service(window, 'video')).toContainText(told.active);
      await service(window, 'security').hover();
      await window.keyboard.press('e');
      await expect(window).toHaveURL(/services\?do=cancel_service&of=security$/);
      await expect(outcome(window)).toContainText(told.allowed);
      await expect(amount(window)).toHaveText(told.credit);
      await expect(said(window)).toHaveAttribute('lang', 'fr');
      await expect(said(window)).toContainText('4,80');
      const page = await desk.call('open_account', { id: 'c-1002' });
      expect(page.services.find((row) => row.id === 'security')?.status).toBe('active');
    });

    await test.step('end it', async () => {
      await window.keyboard.press('Enter');
      await expect(outcome(window)).toContainText(told.done);
      await expect(amount(window)).toHaveText(told.credit);
      await expect(service(window, 'security')).toContainText(told.ended);
      await expect(window.getByRole('main').locator('.timeline li').first()).toContainText('4');
      await expectAccessible(window, 'what was done');
    });

    await test.step('it is told wherever it waits, and leads back here', async () => {
      await visit(window, desk, '#/queue');
      await window.keyboard.press('Enter');
      await expect(window).toHaveURL(/#\/customer\/c-1002\/services$/);
      await visit(window, desk, '#/history');
      await window.getByRole('main').getByRole('link', { name: 'services' }).first().click();
      await expect(window).toHaveURL(/#\/customer\/c-1002\/services$/);
    });

    await test.step('undone, it is as it was', async () => {
      const [command] = (await desk.call('queue', {})).commands;
      expect(command?.can_undo).toBe(true);
      await desk.call('undo', { command_id: command?.id ?? '' });
      await visit(window, desk, '#/customer/c-1002/services');
      await expect(service(window, 'security')).toContainText(told.active);
    });
  });

  test(`the last service: a choice, its end in red, and back again: ${language}`, async ({ window, desk }) => {
    await settle(desk, language, 'light');
    await visit(window, desk, '#/customer/c-1001/services?do=cancel_service&of=video');
    await expect(outcome(window)).toContainText(told.choose);
    // Nothing can be taken without the choice.
    await expect(panel(window).locator('.button.primary')).toHaveCount(0);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.choose);
    await expectAccessible(window, 'the choice');

    await panel(window).getByRole('radio').nth(1).check();
    await expect(outcome(window)).toContainText(told.allowed);
    await panel(window).locator('.button.primary').click();
    await expect(outcome(window)).toContainText(told.done);
    const ends = service(window, 'video').locator('.stops');
    await expect(ends).toContainText(told.ends);
    const red = await window.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--refused').trim());
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(red.slice(at, at + 2), 16));
    await expect(ends).toHaveCSS('color', `rgb(${r}, ${g}, ${b})`);

    await window.keyboard.press('r');
    await expect(outcome(window)).toContainText(told.allowed);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    await expect(service(window, 'video')).toContainText(told.active);
    const page = await desk.call('open_account', { id: 'c-1001' });
    expect(page.services.find((row) => row.id === 'video')).toMatchObject({ status: 'active', stops_on: null });
  });

  test(`video is subscribed to with the keyboard alone, and undone: ${language}`, async ({ window, desk }) => {
    await settle(desk, language, 'light');
    await visit(window, desk, '#/');
    await findAndOpen(window, 'chloe faure', 'Chloé');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Chloé Faure-Duval');
    await window.keyboard.press('s');
    await expect(service(window, 'security').locator('.stops')).toContainText(told.ends);

    await test.step('choose the duration and the cameras', async () => {
      // The keys begin at what runs: video stands above it.
      await expect(service(window, 'security')).toHaveClass(/chosen/);
      await window.keyboard.press('k');
      await window.keyboard.press('k');
      await window.keyboard.press('a');
      await expect(window).toHaveURL(/services\?do=subscribe&of=video$/);
      await window.keyboard.press('Tab');
      await window.keyboard.press('Space');
      await window.keyboard.press('ArrowDown');
      await expect(panel(window).getByRole('radio').nth(1)).toBeChecked();
      await window.keyboard.press('Tab');
      await window.keyboard.press('Space');
      await expect(outcome(window)).toContainText(told.allowed);
      await expect(panel(window)).toContainText(/9[.,]99/);
      await window.keyboard.press('Tab');
      await window.keyboard.press('Space');
      // 19.98 for a period, of which the desk charges the days left.
      await expect(panel(window)).toContainText(/19[.,]98/);
    });

    await test.step('nothing starts before the customer was told what it needs', async () => {
      await window.keyboard.press('Enter');
      await expect(panel(window).getByRole('alert')).toBeVisible();
      await expectAccessible(window, 'requirements that were not told');
      await window.keyboard.press('t');
      await expect(panel(window).getByRole('alert')).toHaveCount(0);
      await window.keyboard.press('Enter');
      await expect(outcome(window)).toContainText(told.done);
      await expect(service(window, 'video')).toContainText(told.active);
      const page = await desk.call('open_account', { id: 'c-1017' });
      expect(page.services.find((row) => row.id === 'video')).toMatchObject({ retention_days: 30, price: '19.98', status: 'active' });
      expect(page.services.find((row) => row.id === 'video')?.cameras).toHaveLength(2);
    });

    await test.step('take it back', async () => {
      await window.keyboard.press('z');
      await expect(panel(window).locator('.taken')).toHaveRole('status');
      const page = await desk.call('open_account', { id: 'c-1017' });
      expect(page.services.find((row) => row.id === 'video')?.status).toBeNull();
      await window.keyboard.press('Escape');
      await expect(panel(window)).toHaveCount(0);
    });
  });
}

test('what is not possible says why, and what a role does not do says so', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1001/services');
  await expect(window.getByText('the legal 14 days ended on', { exact: false })).toBeVisible();
  await window.keyboard.press('w');
  await expect(outcome(window)).toContainText('refused');
  await panel(window).getByRole('button', { name: /End the service/ }).click();
  await expect(outcome(window)).toContainText('customer chooses');
  await window.keyboard.press('Escape');
  await window.keyboard.press('d');
  await expect(panel(window).getByText('Your role does not do this: a supervisor does.')).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('not your role');
});

test('services that changed meanwhile are read again before anything is taken', async ({ window, desk, complaints }) => {
  await visit(window, desk, '#/customer/c-1002/services?do=cancel_service&of=security');
  await expect(outcome(window)).toContainText('allowed');
  const id = crypto.randomUUID();
  const { version } = await desk.call('open_account', { id: 'c-1002' });
  await desk.call('take_account', { command_id: id, customer: 'c-1002', version, command: { type: 'cancel_service', service: 'video' } });
  await window.keyboard.press('Enter');
  await expect(panel(window).getByRole('alert')).toContainText('read again');
  // Security is the last one now.
  await expect(service(window, 'video')).toContainText('ended on');
  await expect(outcome(window)).toContainText('customer chooses');
  await desk.call('undo', { command_id: id });
  // The refusal is an answer that a browser complains of.
  expect(complaints.every((complaint) => complaint.includes('409') || complaint.includes('status'))).toBe(true);
  complaints.length = 0;
});

test('an unpaid amount is assessed by what was done to get it', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1004/services');
  await expect(window.getByText('46 days late')).toBeVisible();
  await window.keyboard.press('o');
  await expect(outcome(window)).toContainText('allowed');
  const before = await amount(window).textContent();
  await window.getByLabel('Bank rejections').fill('2');
  await expect(amount(window)).not.toHaveText(before ?? '');
  await expect(panel(window).getByText('Late charge', { exact: true })).toBeVisible();
  await expect(panel(window).getByRole('region', { name: 'Amounts' }).getByText('Unpaid amount', { exact: true })).toBeVisible();
  await expectAccessible(window, 'an unpaid amount');
});

test('who began within the legal days may withdraw and is paid back', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1012/services');
  await window.keyboard.press('w');
  await expect(outcome(window)).toContainText('allowed');
  const back = await amount(window).textContent();
  await window.keyboard.press('Enter');
  await expect(panel(window).getByText('Z', { exact: true })).toBeVisible();
  await expect(amount(window)).toHaveText(back ?? '');
  await expect(service(window, 'security')).toContainText('ended on');
});

test('a customer without an account sees what is on offer', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1005');
  await window.keyboard.press('s');
  await expect(window.getByText('No service account exists yet.')).toBeVisible();
  await expect(service(window, 'security')).toContainText('9.99');
  // A first service opens the account: that can be asked.
  await expect(service(window, 'security')).toBeVisible();
  await expect(window.locator('.action').first()).toBeVisible();
});
