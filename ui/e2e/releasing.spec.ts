import { expect, expectAccessible, outcome, panel, said, settle, test, visit, type Language } from './fixtures';

const words = {
  en: { carrier: 'Carrier', plug: 'Smart plug', hub: 'Home hub', done: 'done', refused: 'refused', all: '€249.00', missing: '198.00' },
  fr: { carrier: 'Transporteur', plug: 'Smart plug', hub: 'Home hub', done: 'fait', refused: 'refusé', all: '249,00 €', missing: '198,00' },
} satisfies Record<Language, Record<string, string>>;

const ready = (window: Parameters<typeof panel>[0]) => expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');

for (const language of ['en', 'fr'] as const) {
  const told = words[language];

  test(`an order leaves in two parcels, and the first arrives (${language})`, async ({ window, desk }) => {
    await settle(desk, language, language === 'fr' ? 'dark' : 'light');
    // W-101002: three plugs and a hub, paid, nothing shipped. W-101010: a thermostat, paid by cheque.
    await visit(window, desk, '#/order/W-101002');
    await window.keyboard.press('o');
    await expect(window.getByLabel(told.plug)).toHaveValue('3');
    // Nobody carries it yet: it cannot be released.
    await expect(panel(window).locator('.panel-foot .primary')).toHaveCount(0);
    await window.keyboard.press('Tab');
    await expect(window.getByLabel(told.plug)).toBeFocused();
    await window.keyboard.type('1');
    await window.keyboard.press('Tab');
    await window.keyboard.type('0');
    await window.keyboard.press('Tab');
    await expect(window.getByLabel(told.carrier)).toBeFocused();
    await window.keyboard.type('colissimo');
    await window.keyboard.press('Tab');
    await window.keyboard.type('6A777');
    await ready(window);
    await expect(panel(window).getByText('ORD-4', { exact: true })).toBeVisible();
    await expect(panel(window).getByText('ORD-5', { exact: true })).toBeVisible();
    // The customer speaks French, whatever the agent's language.
    await expect(said(window)).toHaveText('Je fais partir 1 Smart plug avec Colissimo, numéro 6A777. Le reste suit dans un autre colis.');
    await expectAccessible(window, `release ${language}`);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    const first = await desk.call('open_order', { number: 'W-101002' });
    expect(first.ledger.map(({ open, in_transit }) => [open, in_transit])).toEqual([[2, 1], [1, 0]]);
    expect(first.timeline.find(({ kind }) => kind === 'shipped')).toMatchObject({ reference: '6A777', carrier: 'colissimo' });

    await window.keyboard.press('Escape');
    await window.keyboard.press('a');
    await expect(panel(window).getByText('DEL-1', { exact: true })).toBeVisible();
    await ready(window);
    await expectAccessible(window, `arrived ${language}`);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    const there = await desk.call('open_order', { number: 'W-101002' });
    expect(there.ledger[0]?.delivered).toBe(1);

    // The last parcel's carrier stands there for the next one, which holds what is left.
    await window.keyboard.press('Escape');
    await window.keyboard.press('o');
    await expect(window.getByLabel(told.carrier)).toHaveValue('colissimo');
    await ready(window);
    await expect(panel(window).getByText('ORD-5', { exact: true })).toHaveCount(0);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    // What has not left the building can be undone, the last first.
    await window.keyboard.press('z');
    await expect.poll(async () => (await desk.call('open_order', { number: 'W-101002' })).ledger.map(({ open }) => open)).toEqual([2, 1]);
    for (const kind of ['delivered', 'shipped']) {
      const { timeline } = await desk.call('open_order', { number: 'W-101002' });
      const command = timeline.find((entry) => entry.kind === kind && entry.waiting)?.command;
      await desk.call('undo', { command_id: command ?? '' });
    }
  });

  test(`what is not paid stays, and says what is missing (${language})`, async ({ window, desk }) => {
    await settle(desk, language, language === 'fr' ? 'dark' : 'light');
    // W-101044: two indoor cameras by bank transfer that has not come.
    await visit(window, desk, '#/order/W-101044');
    await window.keyboard.press('o');
    await window.getByLabel(told.carrier).fill('colissimo');
    await expect(outcome(window)).toContainText(told.refused);
    await expect(panel(window).getByText('ORD-4', { exact: true })).toBeVisible();
    await expect(panel(window)).toContainText(told.missing);
    await expectAccessible(window, `not paid ${language}`);
  });
}

test('a pre-order is charged as it leaves, and can be withdrawn before', async ({ window, desk }) => {
  // W-100871: a lock, authorised, planned in five days.
  await visit(window, desk, '#/order/W-100871');
  await window.keyboard.press('c');
  await expect(panel(window).getByText('PRE-4', { exact: true }).first()).toBeVisible();
  await expect(panel(window)).toContainText('Authorisation released');
  // By the merchant for any reason (PRE-5), and the customer is told (CAN-8).
  await window.getByLabel('Cancelled by').selectOption({ label: 'us' });
  await window.getByLabel('Reason').selectOption({ label: 'something else' });
  await expect(panel(window).getByText('PRE-5', { exact: true })).toBeVisible();
  await expect(panel(window).getByText('CAN-8', { exact: true })).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(panel(window)).toHaveCount(0);
  // What is authorised covers it: there is nothing to ask for.
  await window.keyboard.press('t');
  await expect(outcome(window)).toContainText('refused');
  await expect(panel(window)).toContainText('What is authorised covers the order.');
  await window.keyboard.press('Escape');
  await expect(panel(window)).toHaveCount(0);
  await window.keyboard.press('o');
  await window.getByLabel('Carrier').fill('colissimo');
  await ready(window);
  await expect(window.getByTestId('captured')).toHaveText('€249.00');
  await expect(panel(window).getByText('PRE-2', { exact: true })).toBeVisible();
  await expectAccessible(window, 'pre-order leaves');
  await window.getByLabel('Carrier').press('Enter');
  await expect(outcome(window)).toContainText('done');
  const page = await desk.call('open_order', { number: 'W-100871' });
  expect(page.amounts.captured).toBe('249.00');
  expect(page.order.accepted_on).not.toBeNull();
});

for (const [language, allowed, done, refusal] of [
  ['en', 'allowed', 'done', 'It was asked for today already.'],
  ['fr', 'possible', 'fait', 'C’est déjà demandé aujourd’hui.'],
] as const) {
  test(`what an authorisation does not cover is asked for, once a day (${language})`, async ({ window, desk }) => {
    await settle(desk, language, language === 'fr' ? 'dark' : 'light');
    // W-100902: two smart locks, of which one was authorised.
    await visit(window, desk, '#/order/W-100902');
    await window.keyboard.press('t');
    await expect(outcome(window)).toContainText(allowed);
    // The customer speaks French, whatever the agent’s language.
    await expect(said(window)).toContainText('249,00');
    await ready(window);
    await expectAccessible(window, `authorisation ${language}`);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(done);
    const { order } = await desk.call('open_order', { number: 'W-100902' });
    expect(order.asked_authorisations).toMatchObject([{ amount: '249.00' }]);
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    await window.keyboard.press('t');
    await expect(panel(window)).toContainText(refusal);
  });
}

test('an order that cannot be fulfilled is refunded whole', async ({ window, desk }) => {
  await visit(window, desk, '#/order/W-101010');
  await window.keyboard.press('c');
  await window.getByLabel('Cancelled by').selectOption({ label: 'us' });
  await window.getByLabel('Reason').selectOption({ label: 'cannot be supplied' });
  await expect(panel(window).getByText('CAN-9', { exact: true })).toBeVisible();
  await expect(window.getByTestId('refund-total')).toHaveText('€138.90');
});
