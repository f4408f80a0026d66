import { expect, expectAccessible, findAndOpen, outcome, panel, said, settle, test, visit } from './fixtures';

const ORDER = '#/customer/c-1001/order';

test('an order on the phone, with the keyboard alone', async ({ window, desk }) => {
  await findAndOpen(window, 'h.marchand@example.fr', /Marchand/);
  await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
  await window.keyboard.press('n');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('New order');
  // Two of the first article, one of the second.
  await window.keyboard.press('2');
  await expect(outcome(window)).toContainText('allowed');
  const ofTwo = await window.getByTestId('order-total').textContent();
  await window.keyboard.press('j');
  await window.keyboard.press('+');
  await expect(window.getByTestId('order-total')).not.toHaveText(ofTwo ?? '');
  await expect(outcome(window)).toContainText('allowed');
  const total = await window.getByTestId('order-total').textContent();
  expect(total).toMatch(/€\d/);
  // The e-mail that goes is read before it goes, in the customer's language.
  await expect(window.getByTestId('letter')).toHaveAttribute('lang', 'fr');
  await expect(window.getByTestId('letter')).toContainText('Ce message est votre bon de commande.');
  await expect(window.getByTestId('letter')).toContainText(/Le total est de [\d ]+,\d\d EUR TTC\./);
  await expect(window.getByTestId('letter-state')).toHaveText('goes by e-mail with the order');
  // Nobody may forget to tell what the customer needs (ORD-6).
  await window.keyboard.press('Enter');
  await expect(panel(window).getByRole('alert')).toContainText('Tell the customer first');
  await window.keyboard.press('t');
  await window.keyboard.press('Enter');
  await expect(panel(window).getByText('Placed as')).toBeVisible();
  const number = await panel(window).getByRole('link').first().textContent();
  expect(number).toMatch(/^O-LOCAL-\d{6}-[0-9A-Z]$/);
  await expect(said(window)).toContainText(number ?? 'no number');
  await expect(window.getByTestId('letter')).toContainText(`Votre commande ${number}`);
  await expect(window.getByTestId('letter-state')).toHaveText('goes once the order is at the centre');
  // Where it lies in the queue, and what it is there.
  const queue = await desk.call('queue', {});
  const command = queue.commands.find((entry) => entry.about.id === number);
  expect(command?.asked).toMatchObject({ name: 'new_order' });
  // Enter opens it: it is an order like any other.
  await window.keyboard.press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toContainText(number ?? 'no number');
  const page = await desk.call('open_order', { number: number ?? '' });
  expect(page.amounts.total).toBe(total?.replaceAll(/[^\d.]/g, ''));
  await expect(window.getByTestId('letter-state')).toHaveText('goes once the order is at the centre');
});

test('an order that was placed can be taken back', async ({ window, desk }) => {
  await visit(window, desk, ORDER);
  await window.keyboard.press('1');
  await expect(outcome(window)).toContainText('allowed');
  await window.keyboard.press('t');
  await window.keyboard.press('Enter');
  await expect(panel(window).getByText('Placed as')).toBeVisible();
  const number = (await panel(window).getByRole('link').first().textContent()) ?? '';
  await window.keyboard.press('z');
  await expect(panel(window).getByText('The order was taken back.')).toBeVisible();
  const { orders } = await desk.call('open_customer', { id: 'c-1001' });
  expect(orders.map((order) => order.number)).not.toContain(number);
});

test('what was begun is found again, and what was placed is changed no more', async ({ window, desk }) => {
  await visit(window, desk, ORDER);
  await window.keyboard.press('3');
  await expect(outcome(window)).toContainText('allowed');
  await window.keyboard.press('Escape');
  await expect(window.getByRole('heading', { level: 1 })).not.toHaveText('New order');
  await window.keyboard.press('n');
  const units = window.getByRole('spinbutton').first();
  await expect(units).toHaveValue('3');
  await window.keyboard.press('t');
  await expect(outcome(window)).toContainText('allowed');
  await window.keyboard.press('Enter');
  await expect(panel(window).getByText('Placed as')).toBeVisible();
  await window.keyboard.press('7');
  await expect(units).toHaveValue('3');
});

test('gifts come by themselves, and the delivery and a discount change what it comes to', async ({ window, desk, complaints }) => {
  await visit(window, desk, ORDER);
  await window.keyboard.press('1');
  const total = window.getByTestId('order-total');
  const bill = panel(window).getByRole('region', { name: 'What it comes to' });
  await expect(bill).toBeVisible();
  const withDelivery = (await total.textContent()) ?? '';
  await window.getByLabel('The customer comes for it').check();
  await expect(total).not.toHaveText(withDelivery);
  const collected = (await total.textContent()) ?? '';
  await window.getByLabel('Discount, its code or name').fill('SORRY');
  // Beside its field, and where what it comes to would stand.
  await expect(window.getByText('The discount needs an amount such as 10 or 10.50.')).toHaveCount(2);
  await expect(panel(window).getByText('The discount needs an amount such as 10 or 10.50.')).toBeVisible();
  await window.getByLabel(/^Net amount/).fill('10,50');
  await expect(total).not.toHaveText(collected);
  await expect(bill).toContainText('SORRY');
  // More than the goods cost is no discount.
  await window.getByLabel(/^Net amount/).fill('99999');
  await expect(panel(window).getByRole('alert')).toHaveText('The discount is more than the goods cost.');
  await window.getByLabel(/^Net amount/).fill('');
  await window.getByLabel('Discount, its code or name').fill('');
  // What can only be reserved stands alone (PRE-1).
  await window.getByLabel('Units of Outdoor camera 4K').fill('1');
  await expect(panel(window).getByRole('alert')).toContainText('goes into an order of its own');
  await expect(panel(window).getByRole('button', { name: /Place the/ })).toHaveCount(0);
  // The refusal is an answer that a browser complains of.
  expect(complaints.every((complaint) => complaint.includes('status of 400'))).toBe(true);
  complaints.length = 0;
});

test('a dispute and a missing e-mail are grounds to refuse', async ({ window, desk, complaints }) => {
  await visit(window, desk, '#/customer/c-1004/order');
  await window.keyboard.press('1');
  await expect(outcome(window)).toContainText('refused');
  await expect(panel(window)).toContainText('ORD-2');
  await expect(panel(window).getByRole('button', { name: /Place the order/ })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

for (const [language, theme] of [
  ['en', 'light'],
  ['fr', 'dark'],
] as const) {
  test(`a new order is accessible: ${language}, ${theme}`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, ORDER);
    await expectAccessible(window, 'nothing chosen');
    await window.keyboard.press('3');
    await expect(outcome(window)).toBeVisible();
    await expectAccessible(window, 'a new order');
    await window.keyboard.press('t');
    await window.keyboard.press('Enter');
    await expect(panel(window).getByRole('link').first()).toBeVisible();
    await expectAccessible(window, 'placed');
  });
}
