import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { expect, expectAccessible, outcome, settle, test, visit } from './fixtures';

const picture = () => readFile(resolve(import.meta.dirname, '../../src-tauri/icons/128x128.png'));

const words = {
  en: {
    field: 'Number on the parcel', unknown: 'Nothing here is called “6A-NOBODY”', sender: /^Sender/, units: 'Units, line 1', article: 'Article, line 1', number: 'Order number', note: 'What was found out', order: 'Order W-100234 awaits nothing',
    settled: 'sent back', carrier: 'Carrier', undone: 'Undone', known: 'lies in quarantine already', untaken: 'Say what it is.',
  },
  fr: {
    field: 'Numéro sur le colis', unknown: 'Rien ici ne s’appelle « 6A-NOBODY »', sender: /^Expéditeur/, units: 'Unités, ligne 1', article: 'Article, ligne 1', number: 'Numéro de commande', note: 'Ce qui a été trouvé', order: 'La commande W-100234 n’attend rien',
    settled: 'renvoyé', carrier: 'Transporteur', undone: 'Annulé', known: 'est déjà en quarantaine', untaken: 'Dites de quel article il s’agit.',
  },
};

for (const language of ['en', 'fr'] as const) {
  test(`a parcel that nobody knows is put aside, found out about and sent back, with the keyboard alone: ${language}`, async ({ window, desk, complaints }) => {
    const say = words[language];
    await settle(desk, language, 'light');
    await visit(window, desk, '#/receiving');
    await expect(window.getByLabel(say.field)).toBeFocused();
    await window.keyboard.type('6A-NOBODY');
    await window.keyboard.press('Enter');
    await expect(window.locator('.note strong')).toContainText('6A-NOBODY');
    await window.keyboard.press('Tab');
    await window.keyboard.press('q');
    // What was scanned stands there already.
    await expect(window.getByLabel(say.field)).toHaveValue('6A-NOBODY');
    await window.getByLabel(say.sender).focus();
    await window.keyboard.type('Somebody <b>in</b> Lyon');
    await window.keyboard.press('Tab');
    await expect(window.getByLabel(say.units)).toBeFocused();
    await window.keyboard.press('Tab');
    await window.keyboard.press('Tab');
    await window.keyboard.type('SN-77');
    await window.keyboard.press('Control+Enter');
    await expect(window.getByText(say.untaken)).toBeVisible();
    await window.keyboard.press('Shift+Tab');
    await window.keyboard.type('Outdoor camera');
    await window.keyboard.press('Control+Enter');
    const page = window.getByRole('main');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(/Q-LOCAL-000001-./);
    const number = (await window.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await expect(page).toContainText('SN-77');
    await expect(page).toContainText('Somebody <b>in</b> Lyon');

    await window.keyboard.press('o');
    await expect(window.getByLabel(say.number)).toBeFocused();
    await window.keyboard.type('W-0');
    await window.keyboard.press('Enter');
    await expect(window.getByLabel(say.number)).toHaveAttribute('aria-invalid', 'true');
    // The browser tells of the refusal too.
    expect(complaints.splice(0)).toHaveLength(1);
    await window.keyboard.press('Control+a');
    await window.keyboard.type('W-100234');
    await window.keyboard.press('Enter');
    await expect(page).toContainText(say.order);

    await window.keyboard.press('n');
    await expect(window.getByLabel(say.note)).toBeFocused();
    await window.keyboard.type('The sender called.');
    await window.getByLabel(say.note).press('Tab');
    await window.keyboard.press('Tab');
    await window.keyboard.press('Enter');
    await expect(page.locator('.case-log')).toContainText('The sender called.');

    // The same number again is known.
    await visit(window, desk, '#/receiving');
    await window.keyboard.type('6a nobody');
    await window.keyboard.press('Enter');
    await expect(window.getByText(say.known)).toBeVisible();
    await visit(window, desk, `#/order/W-100234`);
    await expect(page.getByRole('link', { name: number })).toBeVisible();

    await visit(window, desk, '#/quarantine');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(number);
    await window.keyboard.press('s');
    await expect(window.getByRole('radio').first()).toBeFocused();
    await window.keyboard.press('ArrowDown');
    await window.getByLabel(say.carrier).focus();
    await window.keyboard.type('Colissimo');
    await window.keyboard.press('Enter');
    await expect(page.locator('.title-row')).toContainText(say.settled);
    await window.keyboard.press('z');
    await expect(window.locator('.undo-bar')).toContainText(say.undone);
    await expect(page.locator('.title-row')).not.toContainText(say.settled);
  });
}

test('a parcel is known again by its own number and by its order’s, and a wrong order stands at its field', async ({ window, desk, complaints }) => {
  await settle(desk, 'en', 'light');
  await visit(window, desk, '#/quarantine/new?scanned=6A-2');
  const order = window.getByLabel('Order', { exact: true });
  await order.fill('W-0');
  await order.press('Enter');
  await expect(order).toHaveAttribute('aria-invalid', 'true');
  await expect(window.getByText('There is no such order at this desk.')).toBeVisible();
  await expect(window.getByRole('alert')).toHaveCount(0);
  expect(complaints.splice(0)).toHaveLength(1);
  await order.fill('W-100234');
  await window.getByLabel('Number on the parcel').fill('W-100234');
  await order.press('Enter');
  const heading = window.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText(/Q-LOCAL/);
  const number = (await heading.textContent()) ?? '';

  await visit(window, desk, '#/receiving');
  const scan = window.getByLabel('Number on the parcel');
  await scan.fill('W-100234');
  await scan.press('Enter');
  const answer = window.getByRole('status').filter({ hasText: 'Nothing is awaited of order W-100234' });
  await expect(answer.getByRole('link', { name: number })).toBeVisible();
  await scan.fill(number.toLowerCase().replaceAll('-', ' '));
  await scan.press('Enter');
  await expect(heading).toHaveText(number);

  // In the box for everything, too, and a case the same way.
  const { case: opened } = await desk.call('start_case', { command_id: crypto.randomUUID(), customer: 'c-1001', channel: 'phone', subject: 'Where is it?', orders: [], services: [], note: 'Called.', drafts: [] });
  for (const one of [number, opened]) {
    await visit(window, desk, '#/');
    await window.locator('#find').fill(one.toLowerCase());
    await expect(window.getByRole('option')).toHaveCount(1);
    await window.keyboard.press('Enter');
    await expect(window.getByRole('main')).toContainText(one);
    await expect(heading).toBeVisible();
  }
});

test('photos show how goods came, in quarantine and with a return', async ({ window, desk }) => {
  await settle(desk, 'en', 'light');
  await visit(window, desk, '#/quarantine/new?scanned=6A-1');
  await window.getByTestId('files').setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer: await picture() });
  await expect(window.getByLabel('What box.png shows')).toHaveValue('goods');
  await window.getByLabel('Number on the parcel').press('Enter');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText(/Q-LOCAL/);
  await expect(window.getByRole('img', { name: /goods/ })).toBeVisible();
  await window.getByRole('button', { name: /goods/ }).click();
  const large = window.getByRole('dialog').getByRole('img');
  expect(await large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(128);
  await window.keyboard.press('Escape');

  await visit(window, desk, '#/order/W-100120?do=receive_return');
  await expect(outcome(window)).toContainText('allowed');
  await window.getByTestId('files').setInputFiles({ name: 'scratch.png', mimeType: 'image/png', buffer: await picture() });
  await expect(window.getByLabel('What scratch.png shows')).toHaveValue('goods');
  await window.locator('.panel-foot .primary').click();
  await expect(outcome(window)).toContainText('done');
  await expect(window.getByRole('heading', { name: 'What came back, as it came' })).toBeVisible();
  const { order } = await desk.call('open_order', { number: 'W-100120' });
  expect(order.rmas[0]?.photos).toHaveLength(1);
});

test('throwing goods away is a supervisor’s', async ({ window, desk, chief }) => {
  const aside = { arrived_on: '2026-11-20', scanned: '6A-9', carrier: null, tracking: null, sender: null, place: null, goods: [], photos: [], order: null };
  for (const [one, may] of [[desk, false], [chief, true]] as const) {
    const { stray } = await one.call('put_aside', { command_id: crypto.randomUUID(), ...aside });
    await visit(window, one, `#/quarantine/${stray}`);
    await window.keyboard.press('s');
    await expect(window.getByRole('dialog')).toBeVisible();
    await expect(window.getByRole('radio', { name: 'Disposed of' })).toHaveCount(may ? 1 : 0);
    if (!may) await expect(window.getByText('Disposing of goods is a supervisor’s decision.')).toBeVisible();
  }
  await window.getByRole('radio', { name: 'Disposed of' }).check();
  await window.getByLabel('Why').fill('Broken glass.');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('main')).toContainText('Broken glass.');
  await visit(window, chief, '#/quarantine?scope=settled');
  await expect(window.getByRole('main')).toContainText('disposed of');
});

for (const [language, theme] of [['en', 'light'], ['fr', 'dark']] as const) {
  test(`quarantine is accessible: ${language}, ${theme}`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/quarantine');
    await expectAccessible(window, 'an empty quarantine');
    await visit(window, desk, '#/quarantine/new');
    await expectAccessible(window, 'putting aside');
    const sha256 = (await desk.call('lay_file', { base64: (await picture()).toString('base64') })).sha256;
    const { stray } = await desk.call('put_aside', {
      command_id: crypto.randomUUID(), arrived_on: '2026-11-01', scanned: '6A 0099', carrier: 'Colissimo', tracking: '6A0099', sender: 'Jean Dupont\n3 rue de l’Église, Lyon', place: 'B 14',
      goods: [{ what: 'Outdoor camera', quantity: 2, serial: 'SN-77', condition: 'scratched' }, { what: 'microSD card', quantity: 1 }], photos: [{ sha256, sort: 'png', kind: 'goods' }], order: 'W-100120',
    });
    await desk.call('on_stray', { command_id: crypto.randomUUID(), stray, command: { type: 'note_stray', text: 'Nobody answers the telephone.' } });
    for (const [name, hash] of [['quarantine', '#/quarantine'], ['receiving', '#/receiving'], ['a parcel', `#/quarantine/${stray}`]] as const) {
      await visit(window, desk, hash);
      await expectAccessible(window, name);
    }
    for (const key of ['o', 'd', 'p', 'n', 's']) {
      await window.keyboard.press(key);
      await expect(window.getByRole('dialog')).toBeVisible();
      await expectAccessible(window, `the form of ${key}`);
      await window.keyboard.press('Escape');
      await expect(window.getByRole('dialog')).toHaveCount(0);
    }
  });
}
