// node walk.mjs PATH_TO_guichet FOLDER
//
// The main job in the real window, on the demonstration shop: find a customer, open an order, issue an RMA, see its
// label; a parcel is received, and one that nobody knows put aside; damage is reported with a photo; the last service is ended by
// choice; what is due. Leaves screenshots and papers in the folder. Needs a display, a D-Bus and a keyring (tests/private-desktop).
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { Window, asked, eventually, keys } from './webdriver.mjs';

const CUSTOMER = 'Hélène Marchand';
const TYPED = 'helene march';
const ORDER = 'W-100234';
const PHOTO = join(import.meta.dirname, '../../src-tauri/icons/128x128.png');

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

/** Whether a picture is there and has been decoded. */
const painted = (css) =>
  window.run('const image = document.querySelector(arguments[0]); return image !== null && image.complete && image.naturalWidth > 0;', css);

/** Whether a computed colour is one of a style sheet's, written in hexadecimal. */
function sameColour([computed, written]) {
  const parts = written.trim().slice(1).match(/../g) ?? [];
  return computed === `rgb(${parts.map((part) => parseInt(part, 16)).join(', ')})`;
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
  await step('quarantine', async () => {
    await window.type(await window.find('.receiving .input'), '6A-NOBODY');
    await window.press(keys.enter);
    await window.click(await window.find('.receiving .note .button'));
    await window.type(await window.find('.stray-sort .input[placeholder="Article"]'), 'Outdoor camera');
    await window.press(keys.enter);
    await window.find('h1', 'Q-LOCAL-000001-');
    await window.find('.stray-written', '6A-NOBODY');
  });
  await step('damage', async () => {
    await window.run('location.hash = arguments[0]', '#/order/W-100955?do=report_damage');
    await window.find('.panel-foot .primary[aria-disabled=false]');
    // Chosen by the system's dialog otherwise, which no driver can answer.
    await window.run(
      `const bytes = Uint8Array.from(atob(arguments[0]), (c) => c.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'camera.png', { type: 'image/png' }));
      document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));`,
      await readFile(PHOTO, 'base64'),
    );
    await eventually('the photo', () => painted('.laid img'));
    await window.click(await window.find('.panel-foot .primary[aria-disabled=false]'));
    await window.find('.claim', 'reported');
    await eventually('the photo of the claim', () => painted('.claim .tile img'));
  });
  await step('last service', async () => {
    await window.run('location.hash = arguments[0]', '#/customer/c-1001/services?do=cancel_service&of=video');
    // Nothing is taken before the customer has chosen.
    await window.find('.panel label', 'At the end of the period');
    if (await window.run('return document.querySelector(".panel-foot .primary") !== null')) throw new Error('it can be taken without the choice');
    await window.press('2');
    await window.click(await window.find('.panel-foot .primary[aria-disabled=false]'));
    const stops = await window.find('.stops', '20');
    const red = await window.run('return [getComputedStyle(arguments[0]).color, getComputedStyle(document.documentElement).getPropertyValue("--refused")]', stops);
    if (!sameColour(red)) throw new Error(`the day on which it stops is ${red[0]}, not ${red[1]}`);
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
