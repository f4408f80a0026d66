// node paint.mjs PATH_TO_guichet [ROUNDS]
//
// How long the real window takes from the key that is pressed to the picture that shows what was asked for, on a replica of
// 50,000 orders of 100 customers: each has 500. Needs a display, a D-Bus and a keyring (tests/private-desktop). Times are of the
// page's own clock (milliseconds): from the key's event to the task after the frame in which the answer was drawn.
import { cpus } from 'node:os';

import { eventually, keys, onSeeded } from './webdriver.mjs';

const CUSTOMERS = 100;
const ORDERS = 50_000;

const [program, asked = '60'] = process.argv.slice(2);
const rounds = Number(asked);
if (!program || !Number.isInteger(rounds) || rounds < 1) {
  console.error('usage: node paint.mjs PATH_TO_guichet [ROUNDS]');
  process.exit(2);
}

let window;

/** Presses a key, and waits until the page has painted what makes these expressions true; how long each took. */
async function measured(pressed, ...awaited) {
  await window.run(
    `const awaited = [${awaited.map((done) => `() => ${done}`).join(', ')}];
    window.measured = [];
    addEventListener('keydown', (event) => {
      const look = (at) => {
        if (!awaited[at]()) return requestAnimationFrame(() => look(at));
        requestAnimationFrame(() => setTimeout(() => { window.measured[at] = performance.now() - event.timeStamp; }));
      };
      requestAnimationFrame(() => awaited.forEach((_, at) => look(at)));
    }, { capture: true, once: true });`,
  );
  await window.press(pressed);
  return eventually('what the key asks for', async () => {
    const times = await window.run('return window.measured');
    return awaited.every((_, at) => times[at] > 0) && times;
  });
}

const folded = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const FOLD = `((text) => text.normalize('NFKD').replace(/\\p{M}/gu, '').toLowerCase())`;

/** Names that are there: as many as are found by one letter or another. */
async function names() {
  const found = new Set();
  for (const letter of 'abcdefghijlmnprst') {
    await typed(letter);
    for (const name of await window.run(`return [...document.querySelectorAll('[role=option] .strong')].map((one) => one.textContent)`)) found.add(name);
  }
  return [...found].filter((name) => /^\p{L}{4}/u.test(name));
}

async function typed(text) {
  const box = await window.find('#find');
  await window.run('const box = arguments[0]; box.focus(); box.select();', box);
  await window.press(keys.backspace);
  await window.type(box, text);
  await eventually('an answer', () => window.run(`const mark = document.querySelector('[role=option] mark'); return mark !== null && ${FOLD}(mark.textContent) === arguments[0];`, folded(text)));
}

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
function told(name, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const ms = (time) => `${Math.round(time)} ms`.padStart(8);
  // Of fewer than a hundred the p99 is the slowest of all, and is called so.
  const slow = sorted.length < 100 ? '(max)' : '';
  console.log(`| ${`${name} (${sorted.length})`.padEnd(42)} | ${ms(at(sorted, 0.5))} | ${ms(at(sorted, 0.99))} ${slow.padEnd(5)} |`);
}

/** What a customer of the bench must have: the seed deals the orders out evenly. */
const OF_EACH = ORDERS / CUSTOMERS;

async function bench() {
  const times = { find: [], customer: [], history: [], order: [], decision: [] };
  const known = await names();
  for (let round = 0; round < rounds; round += 1) {
    const name = known[round % known.length];
    const begun = folded(name).slice(0, 3);
    await typed(begun.slice(0, 2));
    const found = `(() => { const mark = document.querySelector('[role=option] mark'); return mark !== null && ${FOLD}(mark.textContent) === ${JSON.stringify(begun)}; })()`;
    times.find.push(...(await measured(begun[2], found)));
    const page = `location.hash.startsWith('#/customer/') && document.querySelectorAll('.table a[href^="#/order/"]').length > 10`;
    const [customer, history] = await measured(keys.enter, page, `${page} && document.querySelectorAll('.side .timeline li').length > 10`);
    times.customer.push(customer);
    times.history.push(history);
    const shown = await window.run(`return document.querySelector('.section-head .muted:last-child')?.textContent ?? ''`);
    if (Math.abs(Number(shown.replaceAll(/\D/gu, '')) - OF_EACH) > OF_EACH / 4) throw new Error(`a customer with “${shown}” orders is not what is measured: ${OF_EACH}`);
    await window.run('document.getElementById("page").focus()');
    times.order.push(...(await measured(keys.enter, `location.hash.startsWith('#/order/') && document.querySelector('.actions') !== null`)));
    times.decision.push(...(await recomputed()));
    await window.run('location.hash = "#/"');
    await window.find('#find');
  }
  const [processor] = cpus();
  console.log(`${ORDERS} orders of ${CUSTOMERS} customers; ${cpus().length} × ${processor?.model ?? 'unknown'}; ${program.includes('/release/') ? 'release' : 'not the release'} profile`);
  console.log(`| ${'from the key to the picture'.padEnd(42)} | ${'p50'.padStart(8)} | ${'p99'.padStart(14)} |`);
  told('find: the third letter of a name', times.find);
  told('open a customer with 500 orders', times.customer);
  told('… with what was done for them', times.history);
  told('open an order', times.order);
  if (times.decision.length > 0) told('decide again', times.decision);
}

/** Where something can still be cancelled: fewer units, and the amounts that follow. */
async function recomputed() {
  const may = await window.run(`return [...document.querySelectorAll('.actions kbd')].some((cap) => cap.textContent === 'C')`);
  if (!may) return [];
  await window.press('c');
  await window.find('.panel-foot');
  const field = await window.run(`return [...document.querySelectorAll('.panel .units input')].find((one) => Number(one.value) > 1) ?? null`);
  if (field === null) return [];
  const said = `[...document.querySelector('.panel-body').children].slice(2).map((one) => one.textContent).join('|')`;
  const before = await window.run(`return ${said}`);
  await window.run('arguments[0].focus(); arguments[0].select();', field);
  return measured('1', `${said} !== ${JSON.stringify(before)}`);
}

await onSeeded(program, { customers: CUSTOMERS, orders: ORDERS }, async (opened) => {
  window = opened;
  await window.resize(1440, 900);
  await bench();
});
