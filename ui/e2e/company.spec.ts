import { test as base, type Browser, type Page } from '@playwright/test';

import { admin, realCentre, type Centre } from './centre';
import { startCompany, type Company } from './company';
import { startDesk, type Desk } from './desk';
import { expect, expectAccessible, settle, visit, type Language } from './fixtures';

/** A desk, a centre and a company's sign-in service, all real; the browser that the agent is sent to is this one. */
const test = base.extend<{ desk: Desk }, { company: Company; centre: Centre }>({
  company: [
    async ({}, use) => {
      const company = await startCompany();
      await use(company);
      await company.stop();
    },
    { scope: 'worker' },
  ],
  centre: [...realCentre],
  desk: async ({}, use) => {
    const desk = await startDesk({ demo: false });
    await use(desk);
    await desk.stop();
  },
});

const WORD = 'a word for this desk';

const words = {
  en: {
    enrol: { server: 'Address of the centre', by: 'The company’s account', merchant: 'Short name of the shop', name: 'Name of this desk' },
    word: 'A word to unlock this desk',
    unopened: /^No browser opened/,
    copy: 'Copy the address',
    stop: 'Stop waiting',
    online: /^Online/,
    way: 'With the company’s account',
    take: 'Continue in the browser',
    short: /at least 8 characters/,
    nobody: /No agent here has this account/,
    cancelled: /Nobody came back/,
    locked: 'Locked',
    unlock: 'Word for this desk',
    signIn: 'Sign in',
  },
  fr: {
    enrol: { server: 'Adresse du centre', by: 'Le compte de l’entreprise', merchant: 'Nom court de la boutique', name: 'Nom de ce poste' },
    word: 'Un mot pour déverrouiller ce poste',
    unopened: /^Aucun navigateur ne s’est ouvert/,
    copy: 'Copier l’adresse',
    stop: 'Ne plus attendre',
    online: /^En ligne/,
    way: 'Avec le compte de l’entreprise',
    take: 'Continuer dans le navigateur',
    short: /au moins 8 caractères/,
    nobody: /Aucun conseiller d’ici n’a ce compte/,
    cancelled: /Personne n’est revenu/,
    locked: 'Verrouillé',
    unlock: 'Mot de ce poste',
    signIn: 'Se connecter',
  },
} as const;

/** What the agent does in the browser: signs in as this person and agrees. */
async function inTheBrowser(page: Page, other: Browser, copy: string, login: string): Promise<void> {
  const address = await page.getByRole('button', { name: copy }).getAttribute('data-page');
  const browser = await (await other.newContext()).newPage();
  await browser.goto(address ?? 'about:blank');
  await browser.getByPlaceholder('Enter any login').fill(login);
  await browser.getByPlaceholder('and password').fill('the company’s own');
  await browser.getByRole('button', { name: 'Sign-in' }).click();
  await browser.getByRole('button', { name: 'Continue' }).click();
  await expect(browser.getByText('You can close this page and go back to Guichet.')).toBeVisible();
  await expect(browser.getByText('revenir à Guichet')).toBeVisible();
  // A copy of the address that it came back to opens nothing more.
  const again = await browser.request.get(browser.url()).catch(() => null);
  expect(again === null || again.status() === 404).toBe(true);
  await browser.context().close();
}

for (const language of ['en', 'fr'] satisfies Language[]) {
  test(`a desk is enrolled and signed in to with the company’s account: ${language}`, async ({ page, browser, company, centre, desk }) => {
    test.setTimeout(180_000);
    const said = words[language];
    const title = page.getByRole('heading', { level: 1 });
    await centre.configure({ oidc: { issuer: company.issuer, client_id: 'guichet', login: 'preferred_username' } });
    await settle(desk, language, language === 'en' ? 'light' : 'dark');

    await test.step('enrolling', async () => {
      await visit(page, desk, '#/enrol');
      await page.getByLabel(said.enrol.server).fill(centre.url);
      await page.getByRole('radio', { name: said.enrol.by }).check();
      await page.getByLabel(said.enrol.merchant).fill('Nobody');
      await page.getByLabel(said.word).fill('short');
      await page.getByLabel(said.enrol.name).fill('Comptoir 1');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel(said.word)).toHaveAccessibleDescription(said.short);
      await page.getByLabel(said.word).fill(WORD);
      await page.keyboard.press('Enter');
      // The shop’s name is what is wrong: nobody is sent anywhere.
      await expect(page.getByLabel(said.enrol.merchant)).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page, 'enrolling, refused');
      await page.getByLabel(said.enrol.merchant).fill('demo');
      await page.keyboard.press('Enter');
      await expect(page.getByText(said.unopened)).toBeVisible();
      await expectAccessible(page, 'enrolling, in the browser');
      await inTheBrowser(page, browser, said.copy, admin.login);
      await expect(page.getByRole('link', { name: said.online })).toBeVisible({ timeout: 60_000 });
    });

    await test.step('the word unlocks it', async () => {
      await desk.call('lock', {});
      await page.reload();
      await expect(title).toHaveText(said.locked);
      await page.getByLabel(said.unlock).fill('the company’s own');
      await page.keyboard.press('Enter');
      await expect(page.getByLabel(said.unlock)).toHaveAttribute('aria-invalid', 'true');
      await expectAccessible(page, 'unlocking by a word');
      await page.getByLabel(said.unlock).fill(WORD);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('link', { name: said.online })).toBeVisible();
    });

    await test.step('signing in again, by who may and who may not', async () => {
      await desk.call('sign_out', {});
      await page.reload();
      await expect(title).toHaveText(said.signIn);
      const way = page.getByRole('region', { name: said.way });
      await way.getByLabel(said.word).fill(WORD);
      await way.getByRole('button', { name: said.take }).click();
      await page.getByRole('button', { name: said.stop }).click();
      await expect(way.getByRole('alert')).toContainText(said.cancelled);
      await expectAccessible(page, 'signing in, given up');
      await way.getByRole('button', { name: said.take }).click();
      await inTheBrowser(page, browser, said.copy, 'stranger');
      await expect(way.getByRole('alert')).toContainText(said.nobody);
      await way.getByRole('button', { name: said.take }).click();
      await inTheBrowser(page, browser, said.copy, admin.login);
      await expect(page.getByRole('link', { name: said.online })).toBeVisible({ timeout: 60_000 });
      const { agent } = await desk.call('sync_state', {});
      expect(agent).toMatchObject({ login: admin.login, company: true });
    });
  });
}
