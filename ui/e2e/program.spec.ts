import { expect, expectAccessible, settle, test, visit } from './fixtures';
import { inProgram } from './program';

test('what somebody else wrote is shown when the program says so', async ({ window, desk }) => {
  const program = await inProgram(window, desk);
  await visit(window, desk, '#/settings');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await settle(desk, 'fr', 'dark');
  await program.changed();
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Réglages');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a start that takes long says so, calmly', async ({ window, desk }) => {
  let open = (): void => undefined;
  const opened = new Promise<void>((done) => (open = done));
  await inProgram(window, desk, { startup: () => opened.then(() => ({ ok: true })) });
  await window.goto('about:blank');
  await window.goto(desk.url);
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('Opening the customers’ data');
  await expect(window.getByText('Your system may be asking')).toBeVisible();
  await expectAccessible(window, 'opening');
  open();
  await expect(window.getByRole('combobox')).toBeFocused();
});

test('what keeps the data closed is told, with what to do', async ({ window, desk }) => {
  let code = 'key_missing';
  await window.emulateMedia({ colorScheme: 'dark' });
  await inProgram(window, desk, { startup: () => ({ error: { code } }) });
  for (const [asked, title, next] of [
    ['key_missing', 'The key is not in the keychain', 'Ask your supervisor to bring the key back.'],
    ['replica_newer', 'This data needs a newer Guichet', 'Bring Guichet up to date'],
    ['never_heard_of', 'Guichet could not open its data', 'tell your supervisor the code'],
  ] as const) {
    code = asked;
    await visit(window, desk, '');
    await expect(window.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(window.getByRole('main')).toContainText(next);
    await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(window.getByRole('main')).toContainText(`Code: ${asked}`);
    await expect(window.getByRole('main')).toContainText('Nothing in the customers’ data was changed.');
    await expectAccessible(window, asked);
  }
});

test('a passphrase opens what it locks', async ({ window, desk }) => {
  let answer: object = { error: { code: 'passphrase_needed' } };
  const typed: unknown[] = [];
  await inProgram(window, desk, {
    startup: () => answer,
    unlock_with_passphrase: ({ passphrase }) => {
      typed.push(passphrase);
      answer = passphrase === 'correct horse battery' ? { ok: true } : { error: { code: 'wrong_key' } };
      return answer;
    },
  });
  await visit(window, desk, '');
  await expect(window.getByLabel('Passphrase')).toBeFocused();
  await expectAccessible(window, 'a passphrase is asked for');
  await window.keyboard.type('wrong horse');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('alert')).toHaveText('This passphrase does not open the data.');
  await expect(window.getByLabel('Passphrase')).toHaveValue('');
  await window.keyboard.type('correct horse battery');
  await window.keyboard.press('Enter');
  await expect(window.getByRole('combobox')).toBeFocused();
  expect(typed).toEqual(['wrong horse', 'correct horse battery']);
});

test('where no keychain answers, a passphrase can be chosen', async ({ window, desk }) => {
  let answer: object = { error: { code: 'keychain_missing_at_first' } };
  let refusal: string | null = 'passphrase_too_short';
  await inProgram(window, desk, {
    startup: () => answer,
    unlock_with_passphrase: () => {
      if (refusal) return { error: { code: refusal } };
      answer = { ok: true };
      return answer;
    },
  });
  await visit(window, desk, '');
  await expect(window.getByRole('heading', { level: 1 })).toHaveText('This computer’s keychain does not answer');
  await window.getByText('Use a passphrase instead of the keychain').click();
  await expectAccessible(window, 'a passphrase is chosen');
  const choose = async (first: string, second: string) => {
    await window.getByLabel('Passphrase').fill(first);
    await window.getByLabel('The same again').fill(second);
    await window.keyboard.press('Enter');
  };
  await choose('correct horse battery', 'correct horse');
  await expect(window.getByRole('alert')).toHaveText('The two are not the same.');
  await choose('short', 'short');
  await expect(window.getByRole('alert')).toHaveText('It needs at least ten characters.');
  refusal = null;
  await choose('correct horse battery', 'correct horse battery');
  await expect(window.getByRole('combobox')).toBeFocused();
});
