import { expect, findAndOpen, outcome, panel, refund, said, test } from './fixtures';

// W-101002, Nadia Benali in Lyon: 3 smart plugs (49.75 net) and a hub, carriage 5.90, paid, nothing shipped.

test('one of three is cancelled from the keyboard, and undone', async ({ window, desk }) => {
  await test.step('find the customer by a misspelt name and the town', async () => {
    await findAndOpen(window, 'benalli lyon', 'Nadia Benali');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Nadia Benali');
  });

  await test.step('open the order', async () => {
    await window.getByRole('link', { name: 'W-101002' }).first().click();
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-101002');
  });

  await test.step('see what cancelling one plug comes to before it is done', async () => {
    await window.keyboard.press('c');
    await expect(outcome(window)).toContainText('allowed');
    await window.getByLabel('Home hub').fill('0');
    await window.getByLabel('Smart plug').fill('1');
    // round(49.75 × 1 / 3) = 16.58, tax 20 % = 3.32; delivery comes back with the last unit only.
    await expect(refund(window)).toHaveText('€19.90');
    await expect(panel(window).getByText('with the last item only')).toBeVisible();
    await expect(panel(window).getByText('CAN-2', { exact: true })).toBeVisible();
    // The customer speaks French, whatever the agent's language.
    await expect(said(window)).toHaveAttribute('lang', 'fr');
    await expect(said(window)).toContainText('19,90');
  });

  await test.step('every figure and every rule opens', async () => {
    await panel(window).getByText('Smart plug, 1 of 3').click();
    await expect(panel(window).getByText(/3 cost 49\.75/)).toBeVisible();
  });

  await test.step('copy what to say', async () => {
    await panel(window).getByRole('heading', { level: 2 }).click();
    await window.keyboard.press('s');
    const clipboard = await window.evaluate(() => navigator.clipboard.readText());
    expect(clipboard).toBe(await said(window).textContent());
  });

  await test.step('take it', async () => {
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText('done');
    // One command, also where its refund has an entry of its own.
    await expect(window.getByRole('link', { name: '1 waits to be sent' })).toBeVisible();
    const page = await desk.call('open_order', { number: 'W-101002' });
    expect(page.ledger[0]?.cancelled).toBe(1);
  });

  await test.step('undo it', async () => {
    await window.keyboard.press('z');
    await expect(panel(window).getByText('Undone. The order is as it was.')).toBeVisible();
    const page = await desk.call('open_order', { number: 'W-101002' });
    expect(page.ledger[0]?.cancelled).toBe(0);
  });

  await test.step('Esc goes one step back each time', async () => {
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    await window.keyboard.press('Escape');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText('Nadia Benali');
  });
});
