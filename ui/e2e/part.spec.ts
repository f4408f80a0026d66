import { test as base } from '@playwright/test';

import { admin, realCentre, type Centre } from './centre';
import { startDesk, type Desk } from './desk';
import { expect, expectAccessible, settle, visit, type Language } from './fixtures';

/** A desk that holds a part of the orders, at a real centre that has all of them. */
const test = base.extend<{ desk: Desk }, { centre: Centre }>({
  centre: [...realCentre],
  desk: async ({}, use) => {
    const desk = await startDesk({ demo: false });
    await use(desk);
    await desk.stop();
  },
});

const words = {
  en: { orders: 'Orders on this desk', three: 'Of the last 3 months', part: /^Orders of the last 3 months/, fetch: /^Fetch older ones/, all: 'All of their orders are here now.', figures: /those of the last 3 months/ },
  fr: { orders: 'Commandes sur ce poste', three: 'Des 3 derniers mois', part: /^Les commandes des 3 derniers mois/, fetch: /^Chercher les plus anciennes/, all: 'Toutes ses commandes sont maintenant ici.', figures: /celles des 3 derniers mois/ },
} as const;

const DAY = 86_400_000;

/** An order that nothing is left to do about, placed long ago, and whose it is. */
async function oldOrder(desk: Desk): Promise<{ number: string; customer: string }> {
  for (let n = 1001; n < 1060; n += 1) {
    const page = await desk.call('open_customer', { id: `c-${n}` }).catch(() => null);
    if (!page) continue;
    for (const { number } of page.orders) {
      const { order } = await desk.call('open_order', { number });
      const done = order.lines.every((line) => line.kind !== 'hardware') || order.shipments.every((parcel) => parcel.delivered_on !== null);
      if (done && Date.now() - Date.parse(order.placed_at) > 100 * DAY && order.rmas.every((rma) => rma.status !== 'open') && order.claims.length === 0) {
        return { number, customer: page.customer.id };
      }
    }
  }
  throw new Error('no order is old enough');
}

for (const language of ['en', 'fr'] satisfies Language[]) {
  test(`old orders are left at the centre and fetched where they are asked for: ${language}`, async ({ page, centre, desk }) => {
    test.setTimeout(180_000);
    const said = words[language];
    await settle(desk, language, language === 'en' ? 'light' : 'dark');
    await desk.call('enrol', { server: centre.url, code: await centre.code(), device_name: 'Comptoir 3' });
    await desk.call('sign_in', { login: admin.login, password: admin.password });
    const online = () => expect.poll(async () => (await desk.call('sync_state', {})).standing.is, { timeout: 60_000 }).toBe('online');
    await online();
    const old = await oldOrder(desk);

    await visit(page, desk, '#/settings');
    await page.getByLabel(said.orders).selectOption({ label: said.three });
    await expect.poll(async () => (await desk.call('sync_state', {})).orders_months, { timeout: 60_000 }).toBe(3);
    await online();
    await expectAccessible(page, 'settings');
    await visit(page, desk, `#/order/${old.number}`);
    await expect(page.getByRole('main').getByRole('alert')).toBeVisible();

    await visit(page, desk, `#/customer/${old.customer}`);
    await expect(page.getByText(said.part)).toBeVisible();
    await expect(page.getByText(old.number)).toHaveCount(0);
    await expectAccessible(page, 'customer, older orders elsewhere');
    await page.keyboard.press('l');
    await expect(page.getByText(said.all)).toBeVisible();
    await expect(page.getByText(old.number).first()).toBeVisible();

    await visit(page, desk, '#/figures');
    await expect(page.getByText(said.figures)).toBeVisible();
    await expectAccessible(page, 'figures over a part');
  });
}
