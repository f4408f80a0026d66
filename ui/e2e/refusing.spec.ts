import { expect, expectAccessible, outcome, panel, said, test, visit } from './fixtures';

test('after the period a return is refused, with the reason and who may decide otherwise', async ({ window, desk }) => {
  // W-099511: a thermostat, bought in the United States 48 days ago.
  await visit(window, desk, '#/order/W-099511');
  await expect(window.getByText(/30 days/)).toBeVisible();
  await window.keyboard.press('r');
  await expect(outcome(window)).toContainText('refused');
  await expect(panel(window).getByText('A supervisor may make an exception.')).toBeVisible();
  await expect(panel(window).getByText('RET-4', { exact: true })).toBeVisible();
  await expect(said(window)).toContainText('I am sorry, the 30 days to ask for a return ended on');
  // Nothing can be taken.
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('refused');
});

test('a refusal without an alternative offers what is possible now', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-099511?do=request_return');
  await expect(panel(window).getByRole('heading', { name: 'What can be done instead' })).toBeVisible();
  await panel(window).getByRole('button', { name: /Damaged parcel/ }).click();
  await expect(panel(window).getByRole('button', { name: /Report the damage/ })).toBeEnabled();
  await expect(outcome(window)).toContainText('allowed');
});

test('an exception is asked for in words that a supervisor can decide upon', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-099511?do=request_return');
  await expect(outcome(window)).toContainText('refused');
  await window.keyboard.press('x');
  const request = panel(window).getByRole('region', { name: 'Request for an exception' });
  const why = request.getByLabel('Why it should be made');
  await expect(why).toBeFocused();
  await window.keyboard.press('Control+Enter');
  await expect(request.getByRole('alert')).toHaveText('Say why in a few words.');
  await expectAccessible(window, 'a request for an exception');
  await window.keyboard.type('In hospital until last week.');
  // Enter is a new line here, and takes nothing.
  await window.keyboard.press('Enter');
  const told = (await request.innerText()).replaceAll('\u00a0', ' ');
  expect(told).toMatch(/Order\s+W-099511, .*, \$126\.02/);
  expect(told).toMatch(/Asked for\s+Return 1 Thermostat/);
  // Ordered 48 days before the shop's day; counted where the order is, and in New York it may still be yesterday.
  const { today } = await desk.call('app_info', {});
  const there = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format(new Date());
  expect(told).toMatch(/Refused under\s+RET-4 \(Terms §8\)\. The 30 days to ask for a return ended on .*; this is day \d+\./);
  expect(told).toContain(`this is day ${there === today ? 48 : 47}.`);
  // Esc goes one step back: the request, then the panel.
  await window.keyboard.press('Escape');
  await expect(request).toHaveCount(0);
  await expect(panel(window).getByRole('button', { name: /Ask for an exception/ })).toBeFocused();
  await window.keyboard.press('Escape');
  await expect(panel(window)).toHaveCount(0);
});

test('what was delivered cannot be cancelled: the alternative is one button away', async ({ window, desk }) => {
  // W-100811: a doorbell, delivered 9 days ago.
  await visit(window, desk, '#/order/W-100811');
  await window.keyboard.press('c');
  await expect(outcome(window)).toContainText('refused');
  await panel(window).getByRole('button', { name: 'Return instead' }).click();
  await expect(panel(window).getByRole('button', { name: /Issue RMA/ })).toBeEnabled();
  await expect(outcome(window)).toContainText('allowed');
});

test('a parcel refused at the door is refunded when it is back', async ({ window, desk }) => {
  // W-100980: on its way.
  await visit(window, desk, '#/order/W-100980');
  await window.keyboard.press('f');
  await expect(panel(window).getByText('DEL-2', { exact: true })).toBeVisible();
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  await window.keyboard.press('Escape');
  await window.keyboard.press('b');
  await expect(panel(window).getByRole('button', { name: /^Refund/ })).toBeVisible();
  await expect(outcome(window)).toContainText('allowed');
});

test('a damaged parcel: a replacement, or the money where there is none', async ({ window, desk }) => {
  // W-100955: two indoor cameras, delivered yesterday.
  await visit(window, desk, '#/order/W-100955');
  await window.keyboard.press('d');
  await expect(panel(window).getByText('DMG-3', { exact: true })).toBeVisible();
  await expect(window.getByTestId('refund-total')).toHaveCount(0);
  await window.getByLabel('Replacement').selectOption({ label: 'not in stock' });
  await expect(window.getByTestId('refund-total')).toHaveText('€198.00');
});

test('a hostile name is only ever text', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1015');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('<img src=x onerror=alert(1)>');
});
