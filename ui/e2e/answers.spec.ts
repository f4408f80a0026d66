import { expect, expectAccessible, settle, test, visit, type Language, type Theme } from './fixtures';
import type { Desk } from './desk';

const words = {
  en: { search: 'Filter', note: 'Note', gap: '[[RMA number]]', still: 'Still to be written', lines: /^Dear Hélène Marchand,/, clause: 'within 30 days', french: 'French' },
  fr: { search: 'Filtrer', note: 'Note', gap: '[[numéro de RMA]]', still: 'Restent à écrire', lines: /^Bonjour Hélène Marchand,/, clause: '30 jours', french: 'Français' },
};

async function caseOf(desk: Desk): Promise<string> {
  const { customer } = await desk.call('open_order', { number: 'W-100234' });
  const asked = { command_id: crypto.randomUUID(), customer: customer.id, channel: 'email', subject: 'A return', orders: ['W-100234'], services: [], note: null, drafts: [] } as const;
  return (await desk.call('start_case', { ...asked, orders: [...asked.orders], services: [], drafts: [] })).case;
}

for (const language of ['en', 'fr'] as const) {
  test(`an answer is begun from a template, its gaps are filled in, and it is noted, with the keyboard alone: ${language}`, async ({ window, desk }) => {
    const say = words[language];
    await settle(desk, language, 'light');
    const number = await caseOf(desk);
    await visit(window, desk, `#/case/${number}`);
    const page = window.getByRole('main');
    await expect(page).toContainText('A return');
    await window.keyboard.press('a');
    const dialog = window.getByRole('dialog');
    await expect(window.getByLabel(say.search)).toBeFocused();
    await window.keyboard.type(language === 'en' ? 'send back' : 'renvoyer');
    // The customer speaks French: so does the answer, whatever the window speaks.
    await expect(dialog.locator('.case-words')).toContainText('Bonjour Hélène Marchand');
    await expect(dialog.locator('.case-words')).toContainText('W-100234');
    if (language === 'en') {
      await dialog.getByRole('radio', { name: 'English' }).focus();
      await window.keyboard.press('Space');
    }
    await expect(dialog.locator('.case-words')).toContainText(say.lines);
    await expect(dialog.locator('.case-words')).toContainText(say.clause);
    await expect(dialog).toContainText(say.gap);
    await window.getByLabel(say.search).focus();
    await window.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    const note = window.getByLabel(say.note, { exact: true });
    await expect(note).toBeFocused();
    await expect(note).toHaveValue(say.lines);
    await expect(page).toContainText(say.still);
    // It is not noted while something is still to be written.
    await window.keyboard.press('Control+Enter');
    await expect(note).toHaveValue(say.lines);
    const text = await note.inputValue();
    await note.fill(text.replaceAll(/\[\[[^\]]+\]\]/gu, 'R-1'));
    await expect(page).not.toContainText(say.still);
    await window.keyboard.press('Control+Enter');
    await expect(page.locator('.case-log')).toContainText('R-1');
    await expect(note).toHaveValue('');
  });
}

test('a template is chosen by the arrows, comes after what was written, and one that is not there is told', async ({ window, desk }) => {
  await settle(desk, 'en', 'light');
  await visit(window, desk, `#/case/${await caseOf(desk)}`);
  await window.keyboard.press('n');
  await window.keyboard.type('She called twice.');
  await window.keyboard.press('Escape');
  await window.keyboard.press('a');
  const dialog = window.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: 'We have your message' })).toBeChecked();
  await window.keyboard.press('ArrowDown');
  await expect(dialog.getByRole('radio', { name: 'How to send goods back' })).toBeChecked();
  await window.keyboard.press('ArrowUp');
  await window.keyboard.type('zzzz');
  await expect(dialog).toContainText('No answer is called that.');
  await window.keyboard.press('Control+a');
  await window.keyboard.press('Delete');
  await expect(dialog.locator('.case-words')).toContainText('Bonjour');
  await window.keyboard.press('Enter');
  await expect(window.getByLabel('Note', { exact: true })).toHaveValue(/^She called twice\.\n\nBonjour/);
});

const looks: [Language, Theme][] = [
  ['en', 'light'],
  ['fr', 'dark'],
];
for (const [language, theme] of looks) {
  test(`answers are accessible (${language}, ${theme})`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, `#/case/${await caseOf(desk)}`);
    await window.keyboard.press('a');
    await expect(window.getByRole('dialog').locator('.case-words')).toContainText('Bonjour');
    await expectAccessible(window, 'choosing an answer');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    await expectAccessible(window, 'an answer in the note');
  });
}
