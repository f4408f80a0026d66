import { startDesk } from './desk';
import { expect, expectAccessible, findAndOpen, settle, test, visit, type Language, type Theme } from './fixtures';

const words = {
  en: { title: 'New case', about: 'What it is about', first: /First note/, note: 'Note', waiting: 'waiting for the customer', closed: 'closed', open: 'open', undone: 'Undone', kept: /Kept on this desk/, team: /^Team/ },
  fr: { title: 'Nouveau dossier', about: 'De quoi il s’agit', first: /Première note/, note: 'Note', waiting: 'en attente du client', closed: 'clos', open: 'ouvert', undone: 'Défait', kept: /Gardé à ce poste/, team: /^Équipe/ },
};

for (const language of ['en', 'fr'] as const) {
  test(`a contact is written down, noted, moved and closed, with the keyboard alone: ${language}`, async ({ window, desk }) => {
    const say = words[language];
    await settle(desk, language, 'light');
    await visit(window, desk, '#/');
    await findAndOpen(window, 'h.marchand@example.fr', /Marchand/);
    await expect(window.getByRole('heading', { level: 1 })).toContainText('Marchand');
    await window.keyboard.press('w');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(say.title);
    await expect(window.getByLabel(say.about)).toBeFocused();
    // What is missing is said when it is tried.
    await window.keyboard.press('Enter');
    await expect(window.getByLabel(say.about)).toHaveAttribute('aria-invalid', 'true');
    const subject = `Camera dark at night, ${language}`;
    await window.keyboard.type(subject);
    await window.getByLabel(say.first).focus();
    await window.keyboard.type('Called twice.\nWill send <b>a photo</b>.');
    await window.keyboard.press('Control+Enter');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(subject);
    const page = window.getByRole('main');
    await expect(page).toContainText(/K-LOCAL-\d{6}-/);
    // What somebody wrote is only ever text.
    await expect(page).toContainText('Will send <b>a photo</b>.');

    await window.keyboard.press('n');
    await expect(window.getByLabel(say.note, { exact: true })).toBeFocused();
    await window.keyboard.type('Photo came.');
    await expect(page.getByText(say.kept)).toBeVisible();
    await window.keyboard.press('Control+Enter');
    await expect(page.locator('.case-log')).toContainText('Photo came.');
    await expect(window.getByLabel(say.note, { exact: true })).toHaveValue('');
    await window.keyboard.press('Escape');

    const status = page.locator('.title-row .tag').first();
    await window.keyboard.press('w');
    await expect(status).toHaveText(say.waiting);
    await window.keyboard.press('o');
    await expect(status).toHaveText(say.open);
    await window.keyboard.press('c');
    await expect(status).toHaveText(say.closed);
    await window.keyboard.press('z');
    await expect(window.getByText(say.undone, { exact: true })).toBeVisible();
    await expect(status).toHaveText(say.open);

    // It stands on the customer's page, and in the list of one's own.
    await window.keyboard.press('u');
    await expect(page.getByRole('table').filter({ hasText: subject })).toBeVisible();
    await visit(window, desk, '#/cases');
    await expect(page.getByRole('row').filter({ hasText: subject })).toBeVisible();
    await window.keyboard.press('3');
    await expect(page.getByRole('row').filter({ hasText: subject })).toHaveCount(0);
    await window.keyboard.press('2');
    await expect(window.getByRole('button', { name: say.team })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByRole('row').filter({ hasText: subject })).toBeVisible();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
  });
}

test('a case is opened from an order, about it; a task holds it open until it is done', async ({ window, desk, complaints }) => {
  await visit(window, desk, '#/order/W-100234');
  await window.keyboard.press('w');
  await expect(window.getByRole('checkbox', { name: 'W-100234' })).toBeChecked();
  await window.getByLabel(words.en.about).focus();
  await window.keyboard.type('Parcel asked for');
  await window.keyboard.press('Enter');
  const page = window.getByRole('main');
  await expect(window.getByRole('complementary').getByRole('link', { name: 'W-100234' })).toBeVisible();
  await window.keyboard.press('t');
  const dialog = window.getByRole('dialog');
  await expect(dialog.getByLabel('What is to be done')).toBeFocused();
  await window.keyboard.type('Call the carrier');
  await window.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const tasks = window.getByRole('complementary').locator('.case-tasks');
  await expect(tasks).toContainText('Call the carrier');
  await window.keyboard.press('c');
  await expect(window.getByRole('alert')).toContainText('finish the tasks');
  expect(complaints.splice(0)).toHaveLength(1);
  await window.keyboard.press('f');
  await expect(tasks).toContainText('done by');
  await window.keyboard.press('c');
  await expect(page.locator('.title-row .tag').first()).toHaveText('closed');
  await window.keyboard.press('o');
  await expect(page.locator('.title-row .tag').first()).toHaveText('open');
  await window.keyboard.press('h');
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await dialog.getByRole('combobox').selectOption('');
  await dialog.getByRole('textbox').focus();
  await window.keyboard.type('They speak German.');
  await dialog.getByRole('button', { name: /Hand over/ }).press('Enter');
  await expect(page.locator('.case-log')).toContainText('They speak German.');
  await expect(page.getByText('nobody has it yet')).toBeVisible();
  await window.keyboard.press('m');
  await expect(page.getByText('nobody has it yet')).toHaveCount(0);
});

test('what is typed outlives the program that is killed', async ({ page }) => {
  const desk = await startDesk();
  try {
    const taken = await desk.call('start_case', {
      command_id: crypto.randomUUID(),
      customer: 'c-1001',
      channel: 'chat',
      subject: 'Nothing is recorded',
      orders: [],
      services: [],
      note: null,
      drafts: [],
    });
    await visit(page, desk, `#/case/${taken.case}`);
    const field = page.getByLabel('Note', { exact: true });
    await page.keyboard.press('n');
    await page.keyboard.type('She says that the recorder\nblinks red');
    await expect(page.getByText(/Kept on this desk/)).toBeVisible();
    await desk.crash();
    await visit(page, desk, `#/case/${taken.case}`);
    await expect(field).toHaveValue('She says that the recorder\nblinks red');
    await page.keyboard.press('n');
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.case-log')).toContainText('blinks red');
    await desk.crash();
    await visit(page, desk, `#/case/${taken.case}`);
    await expect(page.locator('.case-log')).toContainText('blinks red');
    await expect(field).toHaveValue('');
  } finally {
    await desk.stop();
  }
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`cases are accessible: ${language}, ${theme}`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/cases?scope=closed');
    await expectAccessible(window, 'closed');
    const taken = await desk.call('start_case', {
      command_id: crypto.randomUUID(),
      customer: 'c-1001',
      channel: 'counter',
      subject: 'Nothing is recorded',
      orders: [],
      services: [],
      note: 'A note.',
      drafts: [],
    });
    const { today } = await desk.call('app_info', {});
    await desk.call('on_case', { command_id: crypto.randomUUID(), case: taken.case, command: { type: 'add_task', text: 'Call back', due: today }, drafts: [] });
    await visit(window, desk, '#/cases');
    await expectAccessible(window, 'mine');
    await visit(window, desk, `#/case/${taken.case}`);
    await expectAccessible(window, 'a case');
    for (const key of ['h', 't', 'g', 'l']) {
      await window.keyboard.press(key);
      await expect(window.getByRole('dialog')).toBeVisible();
      await expectAccessible(window, `dialog ${key}`);
      await window.keyboard.press('Escape');
      await expect(window.getByRole('dialog')).toHaveCount(0);
    }
    await visit(window, desk, '#/customer/c-1001/case');
    await expectAccessible(window, 'a new case');
    await visit(window, desk, '#/customer/c-1001');
    await expectAccessible(window, 'a customer with cases');
  });
}
