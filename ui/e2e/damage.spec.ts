import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Page } from '@playwright/test';

import type { Desk } from './desk';
import { expect, expectAccessible, outcome, panel, refund, said, settle, test, visit } from './fixtures';

// W-100955, delivered yesterday: two indoor cameras. W-100710: one of two outdoor cameras was reported a week ago.

const picture = () => readFile(resolve(import.meta.dirname, '../../src-tauri/icons/128x128.png'));

/** Puts a file on the page as a paste or a drop does. */
async function give(window: Page, how: 'paste' | 'drop', name: string, type: string, bytes: Buffer): Promise<void> {
  await window.evaluate(
    ({ how, name, type, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
      const target = document.querySelector('.drop');
      if (!target) throw new Error('there is nowhere to put a file');
      const options = { bubbles: true, cancelable: true };
      target.dispatchEvent(how === 'paste' ? new ClipboardEvent('paste', { ...options, clipboardData: data }) : new DragEvent('drop', { ...options, dataTransfer: data }));
    },
    { how, name, type, text: bytes.toString('base64') },
  );
}

const claim = async (desk: Desk, number: string) => {
  const { order } = await desk.call('open_order', { number });
  return order.claims[0];
};

for (const theme of ['light', 'dark'] as const) {
  test(`claims are accessible: ${theme}`, async ({ window, desk }) => {
    await settle(desk, 'en', theme);
    for (const action of ['move_claim', 'ship_replacement', 'refund_claim', 'add_evidence']) {
      await visit(window, desk, `#/order/W-100710?do=${action}`);
      await expectAccessible(window, action);
    }
  });
}

test('a damaged parcel: photos, the report, and its claim to the end', async ({ window, desk, complaints }) => {
  await test.step('photos come in by every way, and nothing else does', async () => {
    await visit(window, desk, '#/order/W-100955');
    await window.keyboard.press('d');
    await expect(outcome(window)).toContainText('allowed');
    await window.getByTestId('files').setInputFiles({ name: 'camera.png', mimeType: 'image/png', buffer: await picture() });
    await expect(window.getByRole('img', { name: 'camera.png' })).toBeVisible();
    const wide = await window.getByRole('img', { name: 'camera.png' }).evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(wide).toBe(128);
    // The same picture again lies there once; a paper is taken, a drawing with scripts in it is not.
    await give(window, 'paste', 'again.png', 'image/png', await picture());
    await give(window, 'drop', 'slip.pdf', 'application/pdf', Buffer.from('%PDF-1.7 a slip'));
    await expect(window.getByLabel('What slip.pdf shows')).toHaveValue('paper');
    await give(window, 'drop', 'drawing.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await expect(panel(window).getByText('drawing.png is no photo')).toBeVisible();
    await expect(panel(window).locator('.laid li')).toHaveCount(2);
    // The browser tells of the refusal too.
    expect(complaints.splice(0)).toHaveLength(1);
    await window.getByLabel('What camera.png shows').selectOption('packaging');
    await window.getByLabel('Reserves on the carrier’s slip').fill('box crushed on one side');
    await expectAccessible(window, 'a report with photos');
  });

  await test.step('the report', async () => {
    await window.getByLabel('Indoor camera').fill('1');
    // The customer speaks French.
    await expect(said(window)).toContainText('transporteur');
    // Only what was seen can be taken: a figure that is still on its way is not.
    await expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText('done');
    const known = await claim(desk, 'W-100955');
    expect(known).toMatchObject({ number: 'W-100955-D1-LOCAL', status: 'reported', remedy: 'replacement', reserves: 'box crushed on one side' });
    expect(known?.evidence?.map((file) => [file.sort, file.kind])).toEqual([['png', 'packaging'], ['pdf', 'paper']]);
    const card = window.getByRole('article', { name: 'Claim W-100955-D1-LOCAL' });
    await expect(card.getByText(/tell the carrier by/)).toBeVisible();
    const tile = card.getByRole('img', { name: 'Evidence 1: packaging' });
    await expect.poll(() => tile.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  });

  const step = async (key: string, fill: () => Promise<void> = () => Promise.resolve()) => {
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    await window.keyboard.press(key);
    await expect(outcome(window)).toContainText('allowed');
    await fill();
    await expect(panel(window).getByRole('button', { name: /Enter/ })).toBeEnabled();
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText('done');
  };

  await test.step('the claim runs its course by the keyboard', async () => {
    await step('l', async () => {
      await window.getByLabel('Carrier’s reference').fill('LP-2026-77');
    });
    await step('l');
    await window.keyboard.press('Escape');
    await window.keyboard.press('l');
    // What was paid has to be said.
    await expect(panel(window).getByText('Say what the carrier paid.')).toBeVisible();
    await window.getByLabel('Paid by the carrier').fill('49,90');
    await expect(outcome(window)).toContainText('allowed');
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText('done');
    await step('l');
    const known = await claim(desk, 'W-100955');
    expect(known).toMatchObject({ status: 'closed', reference: 'LP-2026-77', recovered: '49.90' });
    expect(known?.steps?.map((taken) => taken.to)).toEqual(['filed', 'accepted', 'paid', 'closed']);
  });

  await test.step('the replacement leaves and arrives', async () => {
    await step('x', async () => {
      await window.getByLabel('Tracking number').fill('6A990');
      await expect(said(window)).toContainText('numéro 6A990');
    });
    await step('x');
    const { ledger } = await desk.call('open_order', { number: 'W-100955' });
    expect(ledger[0]).toMatchObject({ kept: 2, claimed: 0 });
  });
});

test('no replacement after all: the refund, in French', async ({ window, desk }) => {
  await settle(desk, 'fr', 'dark');
  await visit(window, desk, '#/order/W-100710');
  await expect(window.getByText(/délai du transporteur échu le/)).toBeVisible();
  await window.keyboard.press('m');
  await expect(refund(window)).toContainText('€');
  await expect(said(window)).toContainText('nous n’avons plus en stock');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('fait');
  const known = await claim(desk, 'W-100710');
  expect(known?.remedy).toBe('refund');
  await window.keyboard.press('Escape');
  await window.keyboard.press('e');
  await window.getByTestId('files').setInputFiles({ name: 'carton.png', mimeType: 'image/png', buffer: await picture() });
  await expect(outcome(window)).toContainText('possible');
  await expectAccessible(window, 'evidence in French');
});
