// node no-keychain.mjs PATH_TO_guichet FOLDER
//
// The real window where no keychain answers: it says so and makes nothing; a passphrase is chosen and opens a new
// replica; the next start asks for it, refuses a wrong one and takes the right one. Needs a display and a D-Bus without
// a keyring (tests/private-desktop --display --no-keyring).
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Window, asked, keys } from './webdriver.mjs';

const PASSPHRASE = 'correct horse battery';
const WRONG = 'an incorrect donkey';

const { program, folder } = await asked('no-keychain.mjs');

let window;

async function start(replica) {
  window = await Window.open(program, ['--demo', '--data', replica]);
  await window.resize(1200, 800);
}

/** Types into every passphrase field that is shown and presses Enter. */
async function typePassphrase(passphrase) {
  const fields = await window.run(`return [...document.querySelectorAll('input[type=password]')].map((field) => field.id)`);
  for (const id of fields) await window.type(await window.find(`[id="${id}"]`), passphrase);
  await window.press(keys.enter);
}

async function chooses(replica) {
  await start(replica);
  await window.find('main', 'keychain_missing_at_first');
  await window.picture(join(folder, 'no-keychain-01-refused.png'));
  const made = await readdir(replica);
  if (made.length > 0) throw new Error(`without a key there is ${made.join(', ')}`);
  await window.click(await window.find('summary'));
  await typePassphrase(PASSPHRASE);
  await window.find('#find');
  await window.close();
}

async function opensAgain(replica) {
  await start(replica);
  await window.find('input[type=password]');
  await typePassphrase(WRONG);
  await window.find('[role=alert]');
  await window.picture(join(folder, 'no-keychain-02-wrong.png'));
  await typePassphrase(PASSPHRASE);
  await window.find('#find');
  await window.close();
}

const replica = await mkdtemp(join(tmpdir(), 'guichet-no-keychain-'));
try {
  await chooses(replica);
  console.log('  a passphrase is chosen where no keychain answers');
  await opensAgain(replica);
  console.log('  it opens the data again, another does not');
} catch (thrown) {
  await window?.picture(join(folder, 'failed.png')).catch(() => {});
  console.error(thrown.message);
  process.exitCode = 1;
} finally {
  await window?.close();
  await rm(replica, { recursive: true, force: true });
}
