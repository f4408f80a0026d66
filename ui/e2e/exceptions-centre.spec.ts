import { test as base } from '@playwright/test';

import type { OrderCommand } from '../src/ipc/generated/types';
import { admin, emptyDesk, realCentre, type Centre } from './centre';
import type { Desk } from './desk';
import { expect, visit } from './fixtures';

/** An agent's desk and a supervisor's, of one real centre. */
const test = base.extend<object, { centre: Centre; desk: Desk; chief: Desk }>({
  centre: [...realCentre],
  desk: [...emptyDesk],
  chief: [...emptyDesk],
});

const agent = { login: 'paule', name: 'Paule Agnel', password: 'another password for tests' };

async function joined(desk: Desk, centre: Centre, name: string, who: { login: string; password: string }): Promise<void> {
  await desk.call('enrol', { server: centre.url, code: await centre.code(), device_name: name });
  await desk.call('sign_in', { login: who.login, password: who.password });
  await expect.poll(async () => (await desk.call('sync_state', {})).standing.is, { timeout: 60_000 }).toBe('online');
  // Nothing is sent before somebody says so.
  await desk.call('set_centre_settings', { settings: { hold_seconds: 600, lock_after_minutes: 15, ca_file: null, orders_months: 0 } });
}

test('an exception is asked for at one desk, granted offline at another, and so once the centre agrees', async ({ page, centre, desk, chief }) => {
  test.setTimeout(240_000);
  await centre.agent(agent, 'agent');
  await joined(desk, centre, 'Counter 1', agent);
  await joined(chief, centre, 'Office', admin);

  // W-099511: a thermostat, bought in the United States 48 days ago: too late to come back.
  const { version } = await desk.call('open_order', { number: 'W-099511' });
  const returning: OrderCommand = { type: 'request_return', lines: [{ line: '1', quantity: 1 }], reason: 'change_of_mind' };
  const refused = desk.call('take', { command_id: crypto.randomUUID(), order: 'W-099511', version, command: returning });
  await expect(refused).rejects.toThrow(/refused/);
  const command: OrderCommand = { type: 'ask_exception', command: returning, reason: 'In hospital until last week.' };
  await desk.call('take', { command_id: crypto.randomUUID(), order: 'W-099511', version, command });
  expect((await desk.call('approvals', {})).map((item) => [item.provisional, item.may_answer])).toEqual([[true, false]]);
  expect(await chief.call('approvals', {})).toEqual([]);
  await desk.call('sync_now', {});
  await chief.call('sync_now', {});

  await test.step('it waits at the supervisor’s desk, and is approved while the centre is away', async () => {
    await visit(page, chief, '#/approvals');
    await expect(page.getByRole('navigation', { name: 'Places' })).toContainText('1 waits for approval');
    await expect(page.getByText('In hospital until last week.')).toBeVisible();
    await expect(page.getByText(/asked by Paule Agnel/)).toBeVisible();
    await centre.cut();
    await expect(page.getByRole('button', { name: /Approve/ })).not.toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('a');
    await expect(page.getByText('Nothing waits for approval')).toBeVisible();
    await visit(page, chief, '#/order/W-099511');
    await expect(page.getByRole('region', { name: 'Exceptions' })).toContainText('not confirmed by the centre yet');
  });

  await test.step('once the centre is back both desks say the same', async () => {
    await centre.back();
    await expect.poll(() => chief.call('sync_now', {}).then(() => true, () => false), { timeout: 30_000 }).toBe(true);
    await desk.call('sync_now', {});
    await expect
      .poll(async () => (await chief.call('open_order', { number: 'W-099511' })).provisional, { timeout: 30_000 })
      .toEqual([]);
    for (const seen of [desk, chief]) {
      const { order } = await seen.call('open_order', { number: 'W-099511' });
      const known = order.exceptions?.[0];
      expect([known?.state, known?.asked_by.name, known?.answered_by?.name, known?.rules]).toEqual(['granted', agent.name, admin.name, ['RET-4']]);
      expect([known?.by_terms, known?.granted, order.rmas.length]).toEqual(['0.00', '126.02', 1]);
    }
  });
});
