import { type Desk } from './desk';
import { expect, expectAccessible, outcome, panel, settle, test, visit, type Language, type Theme } from './fixtures';

/** The latest version of an order, for a command past the window. */
async function ask(desk: Desk, number: string, reason: string): Promise<void> {
  const { version } = await desk.call('open_order', { number });
  const command = { type: 'ask_exception', command: { type: 'goodwill', amount: '12.00' }, reason } as const;
  await desk.call('take', { command_id: crypto.randomUUID(), order: number, version, command });
}

test('an agent asks for an exception with the keyboard alone; it waits, and says what it would pay', async ({ window, desk }) => {
  // W-099511: a thermostat, bought in the United States 48 days ago.
  await visit(window, desk, '#/order/W-099511');
  await window.keyboard.press('r');
  await expect(outcome(window)).toContainText('refused');
  await window.keyboard.press('x');
  const request = panel(window).getByRole('region', { name: 'Request for an exception' });
  await expect(request.getByLabel('Why it should be made')).toBeFocused();
  await window.keyboard.press('Control+Enter');
  await expect(request.getByRole('alert')).toHaveText('Say why in a few words.');
  await window.keyboard.type('In hospital until last week.');
  await expect(request).toContainText('By the terms');
  await window.keyboard.press('Control+Enter');
  await expect(outcome(window)).toContainText('asked for');
  await expect(panel(window).getByTestId('rma')).toHaveCount(0);
  const list = window.getByRole('region', { name: 'Exceptions' });
  await expect(list).toContainText('waits for approval');
  await expect(list).toContainText('In hospital until last week.');
  await expect(list).toContainText('sets aside RET-4');
  // An agent sees it in the rail without a count, and answers nothing.
  await visit(window, desk, '#/approvals');
  await expect(window.getByText('A supervisor answers it.')).toBeVisible();
  await expect(window.getByRole('button', { name: /Approve/ })).toHaveCount(0);
});

test('the desk refuses an agent who would grant it past the window', async ({ desk }) => {
  await ask(desk, 'W-100811', 'A week without heating.');
  const { version, order } = await desk.call('open_order', { number: 'W-100811' });
  const exception = order.exceptions?.at(-1)?.id ?? '';
  const command = { type: 'grant_exception', exception, reason: '' } as const;
  await expect(desk.call('take', { command_id: crypto.randomUUID(), order: 'W-100811', version, command })).rejects.toThrow(/role/);
});

test('a supervisor approves and declines with the keyboard, and the count follows', async ({ page, chief }) => {
  await settle(chief, 'en', 'light');
  await ask(chief, 'W-100811', 'A week without heating.');
  await ask(chief, 'W-100955', 'Third parcel that came late.');
  await visit(page, chief, '#/approvals');
  await expect(page.getByRole('navigation', { name: 'Places' })).toContainText('2 wait for approval');
  await expect(page.getByRole('heading', { level: 2, name: /Goodwill €12\.00/ })).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('alert')).toHaveText('Say why you decline it.');
  await page.keyboard.type('Twice this year already.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('navigation', { name: 'Places' })).toContainText('1 waits for approval');
  // Only what was seen can be approved.
  await expect(page.getByRole('button', { name: /Approve/ })).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('a');
  await expect(page.getByText('Nothing waits for approval')).toBeVisible();
  const answered = await Promise.all(['W-100811', 'W-100955'].map((number) => chief.call('open_order', { number })));
  const states = answered.flatMap(({ order }) => (order.exceptions ?? []).map((known) => [known.state, known.answer ?? '']));
  expect(states.sort()).toEqual([
    ['declined', 'Twice this year already.'],
    ['granted', ''],
  ]);
  const given = answered.flatMap(({ order }) => order.goodwill ?? []);
  expect(given.map((known) => known.amount)).toEqual(['12.00']);
});

test('a supervisor makes an exception at once, and gives goodwill apart from every credit', async ({ page, chief }) => {
  await settle(chief, 'en', 'light');
  await visit(page, chief, '#/order/W-099511');
  await page.keyboard.press('r');
  await expect(outcome(page)).toContainText('refused');
  await page.keyboard.press('x');
  await expect(panel(page).getByLabel('Why it should be made')).toBeFocused();
  await page.keyboard.type('In hospital until last week.');
  await expect(panel(page)).toContainText('By the terms');
  await page.keyboard.press('Control+Enter');
  await expect(outcome(page)).toContainText('done');
  await expect(panel(page).getByTestId('rma')).toContainText(/^R-/);
  await expect(panel(page)).toContainText('Rules set aside');
  await page.keyboard.press('Escape');
  await expect(panel(page).getByTestId('rma')).toHaveCount(0);
  await page.keyboard.press('g');
  await expect(panel(page).getByRole('textbox').first()).toBeFocused();
  await page.keyboard.type('5');
  await panel(page).getByLabel('Why it should be made').fill('Waited twice for the carrier.');
  await page.keyboard.press('Control+Enter');
  await expect(outcome(page)).toContainText('done');
  const { order, amounts } = await chief.call('open_order', { number: 'W-099511' });
  expect(order.goodwill?.map((known) => known.amount)).toEqual(['5.00']);
  expect([order.credits.length, amounts.refunded]).toEqual([0, '5.00']);
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`exceptions are accessible (${language}, ${theme})`, async ({ page, chief }) => {
    await ask(chief, 'W-100980', 'Patientez, dit-elle.');
    await settle(chief, language, theme);
    await visit(page, chief, '#/approvals');
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    await expectAccessible(page, 'approvals');
    await visit(page, chief, '#/order/W-100980?do=goodwill');
    await page.keyboard.type('3');
    await expect(panel(page).locator('textarea')).toBeVisible();
    await expectAccessible(page, 'goodwill');
  });
}
