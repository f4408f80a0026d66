import { expect, expectAccessible, findAndOpen, outcome, panel, settle, test, visit, type Language, type Theme } from './fixtures';

const words = {
  en: { title: 'New customer', name: 'Name', email: 'E-mail address', town: 'Town', country: 'Country', undone: 'Undone', save: /Save/ },
  fr: { title: 'Nouveau client', name: 'Nom', email: 'Adresse e-mail', town: 'Ville', country: 'Pays', undone: 'Défait', save: /Enregistrer/ },
};

for (const language of ['en', 'fr'] as const) {
  test(`somebody who is not found is registered and corrected, with the keyboard alone: ${language}`, async ({ window, desk }) => {
    const say = words[language];
    await settle(desk, language, 'light');
    await visit(window, desk, '#/');
    const name = language === 'en' ? 'Ondine Marchetti' : 'Théodule Quenneville';
    await window.keyboard.press('Control+k');
    await window.keyboard.type(name);
    await expect(window.getByText(say.title)).toBeVisible();
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(say.title);
    // What was searched for is what was said first.
    await expect(window.getByLabel(say.name, { exact: true })).toHaveValue(name);
    await expect(window.getByRole('combobox', { name: say.country })).toHaveValue('FR');
    await window.keyboard.press('Tab');
    await window.keyboard.type('nobody');
    await expect(window.getByLabel(say.email)).toHaveAttribute('aria-invalid', 'true');
    await window.keyboard.type('.yet@example.org');
    await expect(window.getByLabel(say.email)).not.toHaveAttribute('aria-invalid', 'true');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(name);
    const queue = await desk.call('queue', {});
    const asked = queue.commands.filter((entry) => entry.asked.name === 'new_customer' && entry.state === 'waiting');
    expect(asked.length).toBeGreaterThan(0);
    // Corrected, found under what is new, and taken back.
    await window.keyboard.press('m');
    await window.getByLabel(say.town).focus();
    await window.keyboard.type('Villefranche');
    await expect(window.getByRole('button', { name: say.save })).not.toHaveAttribute('aria-disabled', 'true');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    await expect(window.getByRole('main')).toContainText('Villefranche');
    await window.keyboard.press('z');
    await expect(window.getByText(say.undone, { exact: true })).toBeVisible();
    await expect(window.getByRole('main')).not.toContainText('Villefranche');
  });
}

test('who is known by the same address is shown before somebody is registered twice', async ({ window, desk }) => {
  await visit(window, desk, '#/new-customer?said=h.marchand@example.fr');
  await expect(window.getByLabel('E-mail address')).toHaveValue('h.marchand@example.fr');
  await expect(window.locator('.alike').getByRole('link').first()).toContainText('Marchand');
  await window.keyboard.press('Enter');
  await expect(window.getByText('Enter the customer’s full name')).toBeVisible();
});

test('an acceptance of the terms is noted with its day, and rules', async ({ window, desk }) => {
  await findAndOpen(window, 'h.marchand@example.fr', /Marchand/);
  // Find has a heading too: the key is the customer's.
  await expect(window.getByRole('heading', { level: 1 })).toContainText('Marchand');
  await window.keyboard.press('t');
  const dialog = window.getByRole('dialog');
  const accepted = async (day: string) => {
    await dialog.getByRole('group', { name: 'Accepted on' }).getByRole('spinbutton').first().focus();
    await window.keyboard.type(day.split('-').toReversed().join(''));
  };
  await accepted('2016-05-01');
  await expect(dialog.getByText(/takes effect on/)).toBeVisible();
  const { today } = await desk.call('app_info', {});
  await accepted(today);
  await window.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const { customer } = await desk.call('open_customer', { id: 'c-1001' });
  expect(customer.accepted_terms.map(({ on }) => on)).toContain(today);
  await window.keyboard.press('z');
  await expect(window.getByText('Undone', { exact: true })).toBeVisible();
});

test('a first service opens an account', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1005/services');
  await expect(window.getByText('No service account exists yet.')).toBeVisible();
  await window.keyboard.press('a');
  await expect(outcome(window)).toContainText('allowed');
  await panel(window).getByText('Direct debit').click();
  await window.keyboard.press('t');
  await expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');
  await window.keyboard.press('Enter');
  await expect(panel(window).getByText('Z', { exact: true })).toBeVisible();
  const { account } = await desk.call('open_account', { id: 'c-1005' });
  expect(account?.payment_method).toMatchObject({ kind: 'sepa_debit' });
  await window.keyboard.press('z');
  await expect(panel(window).getByText(/undone|taken back/i)).toBeVisible();
  expect((await desk.call('open_account', { id: 'c-1005' })).account).toBeNull();
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`a customer’s forms are accessible: ${language}, ${theme}`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/new-customer?said=h.marchand@example.fr');
    await expect(window.locator('.alike')).toBeVisible();
    await expectAccessible(window, 'new customer');
    await visit(window, desk, '#/customer/c-1001');
    await window.keyboard.press('m');
    await expect(window.getByRole('dialog').getByRole('textbox').first()).toBeVisible();
    await expectAccessible(window, 'correcting');
    await window.keyboard.press('Escape');
    await window.keyboard.press('t');
    await expect(window.getByRole('dialog').getByRole('radio').first()).toBeVisible();
    await expectAccessible(window, 'terms');
  });
}
