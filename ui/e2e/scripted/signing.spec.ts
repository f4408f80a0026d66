import type { SyncState } from '../../src/ipc/generated/types';
import { Fault } from '../program';
import { expect, test } from './fixtures';
import { local, online, script, type Script } from './host';

const signedOut = (changed: Partial<SyncState> = {}): Script => script({ sync: { ...online(), agent: null, can_lock: false, ...changed } });

test('a desk is enrolled: what is wrong is said at its field, and local orders are not replaced unasked', async ({ page, open }) => {
  const play = script({ sync: local() });
  let failing: Fault | null = new Fault('enrol_code_invalid');
  play.on.enrol = ({ server, device_name, replace_local }) => {
    if (failing) throw failing;
    if (!replace_local) throw new Fault('holds_local_data', { orders: '133' });
    return (play.sync = { ...online(), agent: null, can_lock: false, server, device_name });
  };
  await open(play, '#/settings');
  await page.getByRole('link', { name: 'Enrol this desk' }).click();
  await page.getByLabel('Address of the centre').fill('centre.example/');
  await page.getByLabel('Enrolment code').fill(' K7QX-22MD ');
  await page.getByLabel('Name of this desk').fill('Counter 2');

  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Enrolment code')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Enrolment code')).toHaveAccessibleDescription(/This code does not count\./);

  failing = new Fault('certificate_untrusted');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('File with the certificates (PEM)')).toHaveAccessibleDescription(/is not trusted here/);

  failing = null;
  await page.keyboard.press('Enter');
  const take = page.getByRole('button', { name: /^Replace and enrol/ });
  await expect(take).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await page.getByRole('checkbox', { name: /in the place of the 133/ }).check();
  await take.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  expect(play.asked.filter(({ name }) => name === 'enrol').at(-1)?.args).toEqual({
    server: 'https://centre.example',
    code: 'K7QX-22MD',
    device_name: 'Counter 2',
    replace_local: true,
  });
  expect(play.asked.filter(({ name }) => name === 'enrol')).toHaveLength(4);
});

test('signing in: wrong, too often, then in', async ({ page, open }) => {
  const play = signedOut({ waiting: 3 });
  let failing: Fault | null = new Fault('sign_in_failed');
  play.on.sign_in = () => {
    if (failing) throw failing;
    return (play.sync = online());
  };
  await page.clock.install();
  await open(play, '#/');
  await expect(page.getByLabel('Login')).toBeFocused();
  // Nobody's data is in the page before somebody is signed in.
  await expect(page.getByRole('combobox')).toHaveCount(0);
  await page.keyboard.type('camille');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/Login or password are wrong/);
  await expect(page.getByLabel('Password')).toHaveValue('');

  failing = new Fault('too_many_attempts', { retry_after: '90' });
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText(/Too many attempts\. You can try again in 1:\d\d/);
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  expect(play.asked.filter(({ name }) => name === 'sign_in')).toHaveLength(2);

  failing = null;
  await page.clock.fastForward('01:35');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox')).toBeFocused();
});

test('a link waits until somebody is signed in, and is opened then', async ({ page, open }) => {
  const play = signedOut();
  play.link = 'guichet://find?q=helene%20march';
  play.on.sign_in = () => (play.sync = online());
  const program = await open(play, '#/');
  await expect(page.getByLabel('Login')).toBeFocused();
  expect(play.link).toBeDefined();
  await page.keyboard.type('camille');
  await page.keyboard.press('Tab');
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox')).toHaveValue('helene march');
  expect(play.link).toBeUndefined();
  // Another one, while the window is open.
  play.link = 'guichet://order/W-100234';
  await program.linked();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  // And one while the desk is locked.
  play.sync = { ...online(), locked: true };
  play.on.unlock = () => (play.sync = online());
  await program.changed();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Locked');
  play.link = 'guichet://customer/c-1001';
  await program.linked();
  await page.getByLabel('Password').fill('right');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hélène Marchand');
});

test('without the centre nobody signs in, and it says why', async ({ page, open }) => {
  await open(signedOut({ standing: { is: 'offline', since: new Date(Date.now() - 600_000).toISOString() } }), '#/order/W-100234');
  await expect(page.getByRole('status')).toContainText('Nobody can sign in without the centre.');
  await expect(page.getByText('W-100234')).toHaveCount(0);
});

test('a desk that nobody touches locks itself; the page is there again after the password', async ({ page, open }) => {
  const play = script({ settings: { hold_seconds: 8, lock_after_minutes: 15, ca_file: null, orders_months: 0 } });
  play.on.unlock = ({ password }) => {
    if (password !== 'right') throw new Fault('wrong_password');
    return (play.sync = { ...play.sync, locked: false });
  };
  await page.clock.install();
  await open(play, '#/order/W-100234');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await page.clock.fastForward('14:00');
  await page.keyboard.press('Shift');
  await page.clock.fastForward('14:00');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('W-100234');
  await page.clock.fastForward('02:00');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Locked');
  await expect(page.getByText('Marchand')).toHaveCount(0);
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('This is not the password.');
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('W-100234');
});

test('signing out while offline is warned of', async ({ page, open }) => {
  const play = script({ sync: { ...online(), standing: { is: 'offline', since: null }, waiting: 4 } });
  await open(play, '#/settings');
  await page.getByRole('button', { name: 'Sign out' }).click();
  const dialog = page.getByRole('alertdialog');
  await expect(dialog).toContainText('4 commands wait to be sent.');
  await expect(dialog).toContainText('nobody can sign in here until it does');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
});

test('a desk that was taken out of use says what becomes of what waited', async ({ page, open }) => {
  await open(script({ sync: { ...online(), standing: { is: 'revoked' }, waiting: 7 } }), '#/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This desk was taken out of use');
  await expect(page.getByRole('main')).toContainText('7 commands that waited here are being handed over');
});

test('when the lease is over nothing can be taken, and reading goes on', async ({ page, open }) => {
  const since = new Date(Date.now() - 8 * 86_400_000).toISOString();
  await open(script({ sync: { ...online(), standing: { is: 'offline', since }, last_sync: since, lease_until: since, lease_over: true } }), '#/order/W-100888?do=request_return');
  await expect(page.getByText('Nothing can be decided here until the centre answers.')).toBeVisible();
  await expect(page.getByTestId('outcome')).toContainText('allowed');
  await expect(page.getByRole('button', { name: /Issue RMA/ })).toHaveCount(0);
});

test('how long a command is held and when the desk locks are kept', async ({ page, open }) => {
  const play = script();
  await open(play, '#/settings');
  await page.getByLabel('Send what was decided').selectOption({ label: 'after 2 minutes' });
  await expect(page.getByText('Kept.')).toBeVisible();
  await page.getByLabel('Lock when nobody is there').selectOption({ label: 'never' });
  await expect.poll(() => play.settings).toEqual({ hold_seconds: 120, lock_after_minutes: 0, ca_file: null, orders_months: 0 });
});
