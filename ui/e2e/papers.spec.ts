import type { Page } from '@playwright/test';

import { expect, expectAccessible, outcome, panel, settle, test, visit } from './fixtures';

/** Takes the decision that a key opens, once it is seen to be allowed. */
async function take(window: Page, key: string): Promise<void> {
  await window.keyboard.press(key);
  await expect(outcome(window)).toContainText('allowed');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
}

// W-100888, in Britain: two sirens, delivered 6 days ago. Its customer speaks English.

test('what was done can still be undone after a look at its label', async ({ window, desk }) => {
  const returning = async () => {
    const page = await desk.call('open_order', { number: 'W-100888' });
    return page.ledger[0]?.authorised;
  };
  const undo = window.getByRole('button', { name: /^Undo/ });

  await test.step('issue the RMA and look at its label', async () => {
    await visit(window, desk, '#/order/W-100888');
    await take(window, 'r');
    await window.keyboard.press('p');
    await expect(window.getByRole('img', { name: /Return label/ })).toBeVisible();
    await expect(undo).toBeVisible();
    await expect(window.getByText(/^9:\d\d left$/)).toBeVisible();
  });

  await test.step('back at the order, the panel is as it was left', async () => {
    await window.keyboard.press('Escape');
    await expect(outcome(window)).toContainText('done');
    await expect(window.getByTestId('rma')).toBeVisible();
    await expect(undo).toHaveCount(1);
  });

  await test.step('without the panel, and after a look elsewhere, it is offered below', async () => {
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    await expect(window.getByText(/^Done: Return 2 Siren/)).toBeVisible();
    await window.keyboard.press('u');
    await expect(undo).toHaveCount(0);
    await window.keyboard.press('[');
    await expect(undo).toHaveCount(1);
    await expectAccessible(window, 'what can be undone');
    expect(await returning()).toBe(2);
    await window.keyboard.press('z');
    await expect(window.getByText('Undone. The order is as it was.')).toBeVisible();
    expect(await returning()).toBe(0);
  });
});

test('when the time to undo is over, the offer goes and nothing moves', async ({ window, desk }) => {
  await window.clock.install();
  await visit(window, desk, '#/order/W-101010');
  await take(window, 'c');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('button', { name: /^Undo/ })).toBeVisible();
  const heading = window.getByRole('heading', { name: 'History' });
  const before = await heading.boundingBox();
  await window.clock.fastForward('10:05');
  await expect(window.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  expect(await heading.boundingBox()).toEqual(before);
});

test('a paper is in the customer’s language first, whatever the agent’s', async ({ window, desk }) => {
  await settle(desk, 'en', 'light');
  // W-100234, Hélène Marchand: she speaks French.
  await visit(window, desk, '#/order/W-100234');
  await window.getByRole('link', { name: 'Invoice' }).click();
  const french = window.getByRole('button', { name: 'Français' });
  const english = window.getByRole('button', { name: 'English' });
  await expect(french).toHaveAttribute('aria-pressed', 'true');
  await english.click();
  await expect(english).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(window, 'a paper');
  await window.getByRole('link', { name: 'Order W-100234' }).click();
  await window.getByRole('link', { name: 'Invoice' }).click();
  // Nothing is remembered.
  await expect(french).toHaveAttribute('aria-pressed', 'true');
  // By its address alone, too.
  await visit(window, desk, new URL(window.url()).hash);
  await expect(french).toHaveAttribute('aria-pressed', 'true');
  await expect(window.getByRole('link', { name: 'Order W-100234' })).toBeVisible();
});

test('a paper is saved and opened by keys', async ({ window, desk, context }) => {
  await visit(window, desk, '#/order/W-100234');
  await window.getByRole('link', { name: 'Invoice' }).click();
  await expect(window.getByRole('img').first()).toBeVisible();
  const saved = window.waitForEvent('download');
  await window.keyboard.press('s');
  expect((await saved).suggestedFilename()).toMatch(/\.pdf$/);
  for (const key of ['p', 'o']) {
    const opened = context.waitForEvent('page');
    await window.keyboard.press(key);
    await (await opened).close();
  }
});
