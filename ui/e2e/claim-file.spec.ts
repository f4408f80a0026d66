import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { expect, expectAccessible, outcome, panel, settle, test, visit } from './fixtures';

// W-100710: one of two outdoor cameras was reported a week ago.

/** One of its own for each: where both share a desk the same picture would lie there already. */
const picture = (language: 'en' | 'fr') => readFile(resolve(import.meta.dirname, `../../src-tauri/icons/${language === 'en' ? '128x128' : '128x128@2x'}.png`));

for (const [language, theme, title, opens, allowed] of [
  ['en', 'light', 'Claim file', 'File for the carrier', 'allowed'],
  ['fr', 'dark', 'Dossier de réclamation', 'Dossier pour le transporteur', 'possible'],
] as const) {
  test(`the file of a claim, for its carrier: ${language}`, async ({ window, desk }) => {
    await settle(desk, language, theme);
    await visit(window, desk, '#/order/W-100710');
    await expect(window.getByRole('link', { name: opens })).toBeVisible();
    await window.keyboard.press('e');
    await window.getByTestId('files').setInputFiles({ name: 'box.png', mimeType: 'image/png', buffer: await picture(language) });
    await expect(outcome(window)).toContainText(allowed);
    await expect(panel(window).locator('.panel-foot .primary')).toHaveAttribute('aria-disabled', 'false');
    await window.keyboard.press('Enter');
    await expect(window.getByRole('article').getByRole('img')).toBeVisible();
    await window.keyboard.press('Escape');
    await expect(panel(window)).toHaveCount(0);
    await window.keyboard.press('p');
    await expect(window.getByRole('heading', { name: title })).toBeVisible();
    const page = window.locator('img.paper').first();
    await expect.poll(() => page.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    await expectAccessible(window, `the claim's file in ${language}`);
    // What is saved is one PDF, whose name says what it is.
    const saved = window.waitForEvent('download');
    await window.keyboard.press('s');
    const bytes = await readFile(await (await saved).path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  });
}
