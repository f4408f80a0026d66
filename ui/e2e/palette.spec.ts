import type { Page } from '@playwright/test';

import { expect, expectAccessible, panel, settle, test, visit } from './fixtures';

const words = {
  en: { field: 'What do you want to do', queue: 'Queue', dark: 'dark', terms: 'terms', refused: 'cancel', return: 'return', send: 'send', here: 'On this page' },
  fr: { field: 'Que voulez-vous faire', queue: 'File', dark: 'sombre', terms: 'conditions', refused: 'annuler', return: 'retour', send: 'envoyer', here: 'Sur cette page' },
};

const field = (page: Page) => page.getByRole('dialog').getByRole('combobox');
const chosen = (page: Page) => page.getByRole('dialog').locator('[role=option][aria-selected=true]');

async function ask(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type(typed);
}

for (const [language, theme] of [
  ['en', 'light'],
  ['fr', 'dark'],
] as const) {
  test(`everything is done from the palette, with the keyboard alone: ${language}, ${theme}`, async ({ window, desk }) => {
    const say = words[language];
    await settle(desk, language, theme);
    await visit(window, desk, '#/customer/c-1001');
    await window.getByRole('main').focus();
    // What this page offers stands first, and all of it is told by its words.
    await ask(window, '');
    await expect(field(window)).toHaveAccessibleName(say.field);
    await expect(window.getByRole('dialog').getByRole('group').first()).toHaveAccessibleName(say.here);
    await expectAccessible(window, 'the palette');
    // The focus is where it was.
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    await expect(window.getByRole('main')).toBeFocused();
    // A dialog of the page, by its words.
    await ask(window, say.terms);
    await expect(chosen(window).locator('mark')).toHaveText(new RegExp(say.terms, 'i'));
    await expect(chosen(window).locator('kbd')).toHaveText('T');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('dialog')).toContainText(/2017/);
    await window.keyboard.press('Escape');
    await expect(window.getByRole('dialog')).toHaveCount(0);
    // A place.
    await ask(window, say.queue.slice(0, 3));
    await window.keyboard.press('Enter');
    await expect(window).toHaveURL(/#\/queue/);
    await expect(window.getByRole('dialog')).toHaveCount(0);
    // An order's decision, and what it cannot do with the reason.
    await visit(window, desk, '#/order/W-100234');
    await ask(window, say.return);
    await expect(chosen(window).locator('kbd')).toHaveText('R');
    await window.keyboard.press('Enter');
    await expect(panel(window)).toBeVisible();
    await expect(panel(window).getByRole('heading').first()).toBeFocused();
    await visit(window, desk, '#/order/W-099511');
    await ask(window, say.refused);
    await expect(chosen(window).locator('.palette-why')).toContainText(/\p{L}{4,}.*\.$/u);
    await expect(chosen(window).locator('kbd')).toHaveText('C');
    await window.keyboard.press('Enter');
    await expect(panel(window)).toBeVisible();
    // What is not possible at all does nothing but say so.
    await visit(window, desk, '#/queue');
    await ask(window, say.send);
    await expect(chosen(window)).toHaveAttribute('aria-disabled', 'true');
    await expect(chosen(window).locator('.palette-why')).toContainText(/\p{L}{4,}/u);
    await expectAccessible(window, 'what is not possible');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('dialog')).toBeVisible();
    await window.keyboard.press('Escape');
    // Nothing answers.
    await ask(window, 'qqqzzz');
    await expect(window.getByRole('dialog').getByRole('option')).toHaveCount(0);
    await expectAccessible(window, 'nothing answers');
    await window.keyboard.press('Escape');
  });
}

test('settings and what was opened last are in the palette', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1001');
  await visit(window, desk, '#/order/W-100234');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await window.keyboard.press('u');
  await expect(window).toHaveURL(/#\/customer\//);
  await expect(window.getByRole('heading', { level: 1 })).not.toHaveText('W-100234');
  await ask(window, 'w-1002');
  await expect(chosen(window)).toContainText('W-100234');
  await window.keyboard.press('Enter');
  await expect(window).toHaveURL(/#\/order\/W-100234/);
  await ask(window, 'theme dark');
  await window.keyboard.press('Enter');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  await ask(window, 'lang fran');
  await window.keyboard.press('Enter');
  await expect(window.locator('html')).toHaveAttribute('lang', 'fr');
});

test('the help tells the keys of what is there now, and no others', async ({ window, desk }) => {
  await visit(window, desk, '#/customer/c-1001');
  await window.keyboard.press('?');
  const help = window.getByRole('dialog');
  const line = (does: string) => help.locator('.keys-list > div').filter({ hasText: does });
  await expect(line('Note which terms were accepted').locator('kbd')).toHaveText(['T']);
  await expect(line('All actions').locator('kbd')).toHaveText(['Ctrl Shift P']);
  await expect(line('Copy what to say')).toHaveCount(0);
  await window.keyboard.press('Escape');
  await visit(window, desk, '#/order/W-100234?do=request_return');
  await window.keyboard.press('?');
  await expect(line('Copy what to say').locator('kbd')).toHaveText(['S']);
  await expect(line('Issue RMA').locator('kbd')).toHaveText(['Enter']);
});
