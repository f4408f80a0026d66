import { expect, outcome, panel, refund, said, settle, test, visit } from './fixtures';

// W-100655, Karl Brandt in Berlin: one outdoor camera (165.83 net, 10.00 off the order), a microSD card with it,
// carriage 9.90 (ground 4.90), tax 19 %.

test('a camera goes back: RMA, label, then worn and without its gift', async ({ window, desk }) => {
  let rma = '';

  await test.step('issue the RMA', async () => {
    await visit(window, desk, '#/order/W-100655');
    await window.keyboard.press('r');
    await expect(outcome(window)).toContainText('allowed');
    // (155.83 + 4.90) × 1.19: all of it, delivery at the ground price.
    await expect(refund(window)).toHaveText('€191.27');
    await expect(said(window)).toContainText('You can send 1 Outdoor camera back until');
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText('done');
    rma = (await window.getByTestId('rma').textContent()) ?? '';
    expect(rma).toMatch(/^R-LOCAL-\d{6}-/);
    await expect(said(window)).toContainText(rma);
  });

  await test.step('look at its label', async () => {
    await window.keyboard.press('p');
    await expect(window.getByRole('img').first()).toBeVisible();
    // Pages are pictures: no markup of theirs becomes the window's.
    await expect(window.locator('main svg text')).toHaveCount(0);
    const shown = await window.getByRole('img').first().evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(shown).toBeGreaterThan(0);
    await window.keyboard.press('Escape');
  });

  await test.step('the parcel is back: 10 % worn, the gift kept', async () => {
    await visit(window, desk, '#/order/W-100655');
    await window.keyboard.press('b');
    // Nobody has said that the gift is in the parcel: it is kept, and what it would add is told.
    await expect(window.getByLabel('microSD 64 GB')).not.toBeChecked();
    await window.getByLabel('Worth less through use').fill('10');
    await expect(window.getByTestId('gift-more')).toHaveText('If it comes back too: +€14.88, €172.73 in all');
    await window.getByLabel('microSD 64 GB').check();
    await expect(refund(window)).toHaveText('€172.73');
    await window.getByLabel('microSD 64 GB').uncheck();
    // 155.83 + 4.90 − 15.58 − 12.50 = 132.65, and 19 % of it.
    await expect(refund(window)).toHaveText('€157.85');
    await expect(panel(window).getByText('Wear, Outdoor camera')).toBeVisible();
    await expect(panel(window).getByText('Gift microSD 64 GB')).toBeVisible();
    await panel(window).getByRole('button', { name: /^Refund/ }).click();
    await expect(outcome(window)).toContainText('done');
  });

  await test.step('its credit note', async () => {
    await panel(window).getByRole('button', { name: /Credit note/ }).click();
    await expect(window.getByRole('img').first()).toBeVisible();
    const page = await desk.call('open_order', { number: 'W-100655' });
    expect(page.documents.find((paper) => paper.kind === 'credit_note')?.total).toBe('-157.85');
  });
});

test('the same words in French', async ({ window, desk }) => {
  await settle(desk, 'fr', 'dark');
  await visit(window, desk, '#/order/W-100234?do=request_return');
  await expect(window.locator('html')).toHaveAttribute('lang', 'fr');
  await window.getByLabel('Door sensor').fill('0');
  await window.getByLabel('Outdoor camera').fill('2');
  // 477.50 × 2 / 3 = 318.33 and 20 %; the gift and delivery stay while one camera is kept.
  await expect(refund(window)).toHaveText('382,00\u00a0€');
  await expect(said(window)).toContainText('2 Outdoor camera');
  await window.keyboard.press('Escape');
  await expect(panel(window)).toHaveCount(0);
});
