import { expect, expectAccessible, outcome, panel, said, settle, test, visit, type Language } from './fixtures';

const ready = (window: Parameters<typeof panel>[0]) => expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');

const words = {
  en: { done: 'done', letter: 'Remind by letter', calls: 'Letters', yours: 'not your role', interrupt: 'Interrupt paid services', resume: 'Resume paid services' },
  fr: { done: 'fait', letter: 'Relancer par courrier', calls: 'Lettres de rappel', yours: 'pas votre rôle', interrupt: 'Interrompre les services payants', resume: 'Reprendre les services payants' },
} satisfies Record<Language, Record<string, string>>;

for (const language of ['en', 'fr'] as const) {
  const told = words[language];

  test(`who does not pay is reminded, which is counted; more is a supervisor’s (${language})`, async ({ window, desk }) => {
    await settle(desk, language, language === 'fr' ? 'dark' : 'light');
    // c-1004: 11.99 that was due 46 days ago.
    await visit(window, desk, '#/customer/c-1004/services');
    await window.keyboard.press('s');
    await expect(panel(window).getByRole('heading', { level: 2 })).toHaveText(told.letter);
    await ready(window);
    await expect(panel(window).getByText('NPY-2', { exact: true })).toBeVisible();
    await expect(panel(window).getByText('NPY-1', { exact: true })).toBeVisible();
    await expect(said(window)).toContainText('ce courrier coûte 4,00');
    await expectAccessible(window, `a reminder ${language}`);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    const { account, owed } = await desk.call('open_account', { id: 'c-1004' });
    expect(account?.measures?.map(({ kind }) => kind)).toEqual(['reminder_letter']);
    expect(owed[0]?.happened).toEqual({ reminder_letter: 1 });
    // The costs count it from now on.
    await window.keyboard.press('Escape');
    await window.keyboard.press('o');
    await expect(window.getByLabel(told.calls)).toHaveValue('1');
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    // An agent goes no further against who does not pay.
    await window.getByRole('button', { name: told.interrupt }).press('Enter');
    await expect(panel(window).getByTestId('outcome')).toHaveText(new RegExp(told.yours));
    await expect(panel(window).locator('.panel-foot .primary')).toHaveCount(0);
    await expectAccessible(window, `not the agent’s ${language}`);
    const { timeline } = await desk.call('open_account', { id: 'c-1004' });
    await desk.call('undo', { command_id: timeline.find(({ kind, waiting }) => kind === 'reminded' && waiting)?.command ?? '' });
  });

  test(`what was interrupted resumes once all is paid (${language})`, async ({ window, desk }) => {
    await settle(desk, language, language === 'fr' ? 'dark' : 'light');
    // c-1016: interrupted twelve days ago, paid since.
    await visit(window, desk, '#/customer/c-1016/services');
    await window.keyboard.press('l');
    await expect(panel(window).getByRole('heading', { level: 2 })).toHaveText(told.resume);
    await ready(window);
    await expectAccessible(window, `resuming ${language}`);
    await window.keyboard.press('Enter');
    await expect(outcome(window)).toContainText(told.done);
    const { account, timeline } = await desk.call('open_account', { id: 'c-1016' });
    expect(account?.measures?.[0]?.lifted_on).toBeTruthy();
    await desk.call('undo', { command_id: timeline.find(({ kind, waiting }) => kind === 'measure_lifted' && waiting)?.command ?? '' });
  });
}

test('a supervisor interrupts, and ends an account for good', async ({ window, chief }) => {
  await settle(chief, 'en', 'light');
  await visit(window, chief, '#/customer/c-1004/services?do=take_measure&of=interruption');
  await ready(window);
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  await window.keyboard.press('Escape');
  // It stands while something is owed.
  await visit(window, chief, '#/customer/c-1004/services?do=lift_measure&of=interruption');
  await expect(outcome(window)).toContainText('refused');
  await expect(panel(window)).toContainText('11.99 are still owed.');
  await visit(window, chief, '#/customer/c-1004/services?do=take_measure&of=end_of_account');
  await ready(window);
  await expect(panel(window).getByText('NPY-3', { exact: true })).toBeVisible();
  await expect(panel(window).getByText('SUB-8', { exact: true })).toBeVisible();
  await expectAccessible(window, 'the end of an account');
  await window.keyboard.press('Enter');
  await expect(outcome(window)).toContainText('done');
  const { account, owed_total } = await chief.call('open_account', { id: 'c-1004' });
  expect(account?.services.map(({ status }) => status)).toEqual(['ended']);
  expect(owed_total).toBe('11.99');
});
