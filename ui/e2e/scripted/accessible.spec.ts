import type { Page } from '@playwright/test';

import { Fault } from '../program';
import { expect, expectAccessible, test } from './fixtures';
import { local, online, script, type Script } from './host';
import { items, offline } from './story';

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const sync = (changed: Partial<Script['sync']>): Script => script({ sync: { ...online(), ...changed } });
const press = (key: string) => (page: Page) => page.keyboard.press(key);
const fails = (play: Script, name: 'sign_in' | 'enrol' | 'resolve', fault: Fault): Script => ({
  ...play,
  on: {
    [name]: () => {
      throw fault;
    },
  },
});
const typed = async (page: Page) => {
  for (const field of await page.locator('form').first().locator('input.input:visible').all()) await field.fill('something');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first().waitFor({ state: 'attached' });
};

/** Every state of the pages about the centre. */
const states: [name: string, hash: string, play: () => Script, act?: (page: Page) => Promise<unknown>][] = [
  ['40 waiting, offline', '#/queue', () => offline(40, now)],
  ['5,000 waiting', '#/queue', () => offline(5000, now), press('End')],
  ['nothing waits', '#/queue', () => script()],
  ...items(now).map((item, index): [string, string, () => Script] => [`attention ${index + 1}`, `#/attention?item=${item.command}`, () => offline(40, now)]),
  ['asked again in vain', '#/attention', () => fails(offline(40, now), 'resolve', new Fault('refused')), press('a')],
  ['nothing needs anybody', '#/attention', () => script()],
  ['an order that needs somebody', '#/order/W-100660', () => offline(40, now)],
  ['enrolment', '#/enrol', () => script({ sync: local() })],
  ['enrolment with a wrong code', '#/enrol', () => fails(script({ sync: local() }), 'enrol', new Fault('enrol_code_invalid')), typed],
  ['enrolment over local orders', '#/enrol', () => fails(script({ sync: local() }), 'enrol', new Fault('holds_local_data', { orders: '133' })), typed],
  ['must be enrolled anew', '#/enrol', () => sync({ standing: { is: 'must_enrol' }, waiting: 12 })],
  ['sign-in', '#/', () => sync({ agent: null, can_lock: false, waiting: 3 })],
  ['sign-in that failed', '#/', () => fails(sync({ agent: null, can_lock: false }), 'sign_in', new Fault('sign_in_failed')), typed],
  ['sign-in too often', '#/', () => fails(sync({ agent: null, can_lock: false }), 'sign_in', new Fault('too_many_attempts', { retry_after: '300' })), typed],
  ['sign-in offline', '#/', () => sync({ agent: null, can_lock: false, standing: { is: 'offline', since: ago(18) } })],
  ['locked', '#/', () => sync({ locked: true, waiting: 2 })],
  ['revoked', '#/', () => sync({ standing: { is: 'revoked' }, waiting: 7 })],
  ['too old', '#/queue', () => sync({ standing: { is: 'must_upgrade' }, waiting: 4 })],
  ['the lease ends soon', '#/queue', () => sync({ standing: { is: 'offline', since: ago(4000) }, lease_until: new Date(now + 3_600_000).toISOString() })],
  ['the lease is over', '#/order/W-100888?do=request_return', () => sync({ standing: { is: 'offline', since: ago(9000) }, last_sync: ago(9000), lease_over: true })],
  ['bootstrapping', '#/', () => sync({ standing: { is: 'bootstrapping', done: 1_284_200, total: 4_001_800, filing: false } })],
  ['settings', '#/settings', () => script()],
  ['settings of a desk that is not enrolled', '#/settings', () => script({ sync: local() })],
  ['signing out', '#/settings', () => offline(40, now), (page) => page.getByRole('button', { name: /Sign out|Se déconnecter/ }).click()],
  ['nothing found here', '#/', () => script(), (page) => page.getByRole('combobox').fill('qqqq zzzz')],
  ['keys of the queue', '#/queue', () => offline(3, now), press('?')],
];

for (const language of ['en', 'fr'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, hash, play, act] of states) {
      test(`no accessibility violation: ${name}, ${language}, ${theme}`, async ({ page, open }) => {
        await open(play(), hash, language, theme);
        await expect(page.locator('html')).toHaveAttribute('lang', language);
        await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
        await act?.(page);
        await expectAccessible(page, name);
      });
    }
  }
}

for (const [width, height] of [[1024, 700], [512, 350], [2560, 1440]] as const) {
  test(`nothing is cut off at ${width} × ${height}`, async ({ page, open, desk }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height });
    const play = script();
    await open(play, '#/', 'fr');
    for (const [name, hash, state] of states) {
      Object.assign(play, state());
      await page.goto('about:blank');
      await page.goto(`${desk.url}${hash}`);
      await page.getByRole('main').locator('h1, h2').first().waitFor({ state: 'attached' });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(over, name).toBeLessThanOrEqual(0);
    }
  });
}
