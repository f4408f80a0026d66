import { expect, expectAccessible, settle, test, visit } from './fixtures';

const rows = '.orders-scroll [role="row"]';

for (const language of ['en', 'fr'] as const) {
  test(`the list of 50,000 orders is walked through with the keyboard: ${language}`, async ({ window, desks }) => {
    test.setTimeout(180_000);
    const desk = await desks({ seed: { customers: 500, orders: 50_000 } });
    await settle(desk, language, 'light');
    await visit(window, desk, '#/orders');
    const grid = window.getByRole('grid');
    await expect(grid).toHaveAttribute('aria-rowcount', '50001');
    const numbers = () => window.locator(`${rows} .orders-order`).allTextContents();
    await expect(window.locator(rows).first()).toHaveAttribute('aria-rowindex', '2');
    const first = await numbers();
    // Only what is in sight is drawn.
    expect(first.length).toBeLessThan(60);
    await window.keyboard.press('End');
    await expect(window.locator(rows).last()).toHaveAttribute('aria-rowindex', '50001');
    await expect(window.locator(`${rows}[aria-selected="true"]`)).toHaveAttribute('aria-rowindex', '50001');
    const { rows: last } = await desk.call('orders', { scope: 'all', from: 49_990, count: 10 });
    await expect.poll(async () => (await numbers()).slice(-10)).toEqual(last.map(({ order }) => order.number));
    await window.keyboard.press('PageUp');
    await expect(window.locator(`${rows}[aria-selected="true"]`)).toHaveAttribute('aria-rowindex', '49991');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(/./);
    expect(window.url()).toContain('#/order/');
    await window.goBack();
    // Who comes back goes on where they were.
    await expect(window.locator(`${rows}[aria-selected="true"]`)).toHaveAttribute('aria-rowindex', '49991');
    await expect.poll(async () => (await numbers()).slice(-10)).toEqual(last.map(({ order }) => order.number));
    await window.keyboard.press('Home');
    await expect.poll(numbers).toEqual(first);
  });
}

test('orders on which something waits are a list of their own, and an empty one says so', async ({ window, desk, desks }) => {
  await settle(desk, 'en', 'light');
  await visit(window, desk, '#/orders');
  await expect(window.getByRole('button', { name: /^All/ })).toHaveAttribute('aria-pressed', 'true');
  await window.keyboard.press('2');
  await expect(window.getByRole('grid', { name: 'RMA open' })).toBeVisible();
  const { counts, rows: awaited } = await desk.call('orders', { scope: 'open_rma', from: 0, count: 500 });
  await expect(window.locator(`${rows} .orders-order`)).toHaveText(awaited.map(({ order }) => order.number));
  expect(awaited).toHaveLength(counts.open_rma);
  await window.locator(rows).first().click();
  await expect(window).toHaveURL(new RegExp(`#/order/${awaited[0]?.order.number}`));

  const empty = await desks({ seed: { customers: 3, orders: 0 } });
  await visit(window, empty, '#/orders');
  await expect(window.getByText('There are no orders')).toBeVisible();
});

for (const [language, theme] of [['en', 'light'], ['fr', 'dark']] as const) {
  test(`the list of orders is accessible (${language}, ${theme})`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/orders');
    await expect(window.locator(rows).first()).toBeVisible();
    await expectAccessible(window, `orders ${language} ${theme}`);
  });
}
