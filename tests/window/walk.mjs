// node walk.mjs PATH_TO_guichet FOLDER
//
// The main job in the real window, on the demonstration shop: find a customer, open an order, issue an RMA, see its
// label; a parcel is received; what is due. Leaves screenshots and papers in the folder. Needs a display, a D-Bus and a keyring (tests/private-desktop).
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { Window, asked, eventually, keys } from './webdriver.mjs';

const CUSTOMER = 'Hélène Marchand';
const TYPED = 'helene march';
const ORDER = 'W-100234';

const { program, folder } = await asked('walk.mjs');
const guichetctl = join(dirname(program), 'guichetctl');

let window;
let pictures = 0;

/** One step: what it is called, what is done, and how it then looks. */
async function step(name, done) {
  const started = Date.now();
  try {
    const result = await done();
    await window.picture(join(folder, `${String(++pictures).padStart(2, '0')}-${name.replaceAll(' ', '-')}.png`));
    console.log(`  ${name} (${Date.now() - started} ms)`);
    return result;
  } catch (thrown) {
    await window?.picture(join(folder, 'failed.png')).catch(() => {});
    const page = await window?.run('return document.body.innerText').catch(() => '');
    throw new Error(`step “${name}”: ${thrown.message}\n--- the page said:\n${page}`);
  }
}

/** The number of the RMA that is on the page and was not there before. */
async function newRma(before) {
  const all = await window.run('return document.body.innerText.match(/\\bR-[A-Z0-9]+-[0-9A-Z]+-[0-9A-Z]+/g) ?? []');
  return all.find((number) => !before.includes(number));
}

async function walk(replica) {
  window = await Window.open(program, ['--demo', '--data', replica]);
  await window.resize(1440, 900);
  await step('find', async () => window.type(await window.find('#find'), TYPED).then(() => window.find('[role=option]', CUSTOMER)));
  await step('customer', async () => {
    await window.press(keys.enter);
    await window.find('h1', CUSTOMER);
    await window.find(`a[href^="#/order/${ORDER}"]`);
  });
  await step('order', async () => {
    await window.click(await window.find(`a[href^="#/order/${ORDER}"]`));
    await window.find('.actions');
  });
  await step('decision', async () => {
    await window.press('r');
    await window.find('.panel-foot .primary[aria-disabled=false]');
  });
  const rma = await step('rma', async () => {
    const before = await window.run('return document.body.innerText.match(/\\bR-[A-Z0-9]+-[0-9A-Z]+-[0-9A-Z]+/g) ?? []');
    await window.click(await window.find('.panel-foot .primary[aria-disabled=false]'));
    return eventually('the RMA', () => newRma(before));
  });
  await step('label', async () => {
    await window.run('location.hash = arguments[0]', `#/document/rma_label/${encodeURIComponent(rma)}`);
    await window.find('h1', rma);
    await eventually('the label', () => window.run(`const page = document.querySelector('.papers img');
      return page !== null && page.complete && page.naturalWidth > 0;`));
  });
  // A parcel that the demonstration awaits, as a scanner types it.
  await step('receiving', async () => {
    await window.run('location.hash = arguments[0]', '#/receiving');
    await window.type(await window.find('.receiving .input'), 'RK70002312');
    await window.press(keys.enter);
    await window.find('.panel-foot .primary[aria-disabled=false]');
    // Until then Enter is still the scanner's.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await window.press(keys.enter);
    await window.find('.receiving .timeline', 'W-100120');
  });
  await step('deadlines', async () => {
    await window.run('location.hash = arguments[0]', '#/deadlines');
    await window.find('.due-row[aria-selected=true]');
  });
  // A link that somebody follows is a second start of the program: the window that is there opens what it leads to.
  await step('link', async () => {
    await promisify(execFile)(program, ['--demo', '--data', replica, `guichet://order/${ORDER}`]);
    await window.find('h1', ORDER);
    await eventually('its title', () => window.run('return document.title.startsWith(arguments[0])', ORDER));
  });
  await window.close();
  return rma;
}

/** The papers that the agent would print, as files. */
async function papers(rma, replica) {
  for (const [kind, number] of [['rma', rma], ['slip', rma]]) {
    const path = join(folder, `${kind}-${number}.pdf`);
    await promisify(execFile)(guichetctl, ['render', kind, number, '-o', path, '--replica', replica]);
    if ((await stat(path)).size < 1000) throw new Error(`${path} is no paper`);
    console.log(`  ${kind} ${number}`);
  }
}

const replica = await mkdtemp(join(tmpdir(), 'guichet-walk-'));
try {
  const rma = await walk(replica);
  await papers(rma, join(replica, 'replica.db'));
} catch (thrown) {
  console.error(thrown.message);
  process.exitCode = 1;
} finally {
  await window?.close();
  await rm(replica, { recursive: true, force: true });
}
