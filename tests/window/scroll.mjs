// node scroll.mjs PATH_TO_guichet
//
// Whether the list of 50,000 orders ever shows an empty line in the real window: it is scrolled by the page, by keys, by the wheel
// and in leaps, while the pixels of the display are looked at again and again. Needs a private desktop with a display
// (tests/private-desktop --display), which says by SHOWN where its pixels lie.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { eventually, keys, onSeeded } from './webdriver.mjs';

const ORDERS = 50_000;
/** A line is 32 pixels high, and its letters stand in the middle: more pixels than that without a letter are an empty line. */
const EMPTY = 32 + 8;
/** How far a letter's colour is from the paper's, at least: the sum over red, green and blue. */
const INK = 120;

const program = process.argv[2] && resolve(process.argv[2]);
if (!program || !process.env.SHOWN) {
  console.error('usage: tests/private-desktop --display node scroll.mjs PATH_TO_guichet');
  process.exit(2);
}

/** The pixels of the display, as the X server keeps them (XWD, version 7). */
class Shown {
  static async open(path) {
    const file = await open(path);
    const head = Buffer.alloc(100);
    await file.read(head, 0, head.length, 0);
    const field = (at) => head.readUInt32BE(at * 4);
    if (field(1) !== 7 || field(11) !== 32) throw new Error(`not a display of 32 bits a pixel: version ${field(1)}, ${field(11)} bits`);
    return Object.assign(new Shown(), { file, line: field(12), start: field(0) + field(19) * 12 });
  }

  /** Whether a letter stands in each line of pixels of a part of the display, whose first column is paper; and a hash of it all. */
  async look({ left, top, right, bottom }) {
    const bytes = Buffer.alloc((bottom - top) * this.line);
    await this.file.read(bytes, 0, bytes.length, this.start + top * this.line);
    const letters = Array.from({ length: bottom - top }, (_, y) => {
      const paper = y * this.line + left * 4;
      for (let at = paper; at < y * this.line + right * 4; at += 4) {
        const far = [0, 1, 2].reduce((sum, colour) => sum + Math.abs(bytes[at + colour] - bytes[paper + colour]), 0);
        if (far > INK) return true;
      }
      return false;
    });
    return { letters, picture: createHash('sha256').update(bytes).digest('base64') };
  }
}

/** The most lines of pixels, one after the other, that have no letter. */
function widestGap(letters) {
  let widest = 0;
  let gap = 0;
  for (const has of letters) {
    gap = has ? 0 : gap + 1;
    widest = Math.max(widest, gap);
  }
  return widest;
}

let window;
let shown;

/** Looks at the list until what moves it has ended: how many different pictures there were, and the widest gap in any. */
async function lookAt(part, moving) {
  let ended = false;
  let looks = 0;
  let widest = 0;
  const pictures = new Set();
  const watching = (async () => {
    while (!ended) {
      const { letters, picture } = await shown.look(part);
      looks += 1;
      pictures.add(picture);
      widest = Math.max(widest, widestGap(letters));
      await pause(2);
    }
  })();
  try {
    await moving();
    // What was moved last is drawn.
    await pause(200);
  } finally {
    ended = true;
    await watching;
  }
  return { looks, pictures: pictures.size, widest };
}

/** Has the page scroll by a step in each frame. */
async function frames(count, step) {
  await window.run(
    `const list = document.querySelector('.orders-scroll');
    let left = arguments[0];
    window.scrolled = false;
    const next = () => {
      if (left-- === 0) return void (window.scrolled = true);
      ${step};
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);`,
    count,
  );
  await eventually('the end of scrolling', () => window.run('return window.scrolled'), 60);
}

async function walk() {
  await window.run('location.hash = "#/orders"');
  const list = await window.find('.orders-scroll');
  await eventually('the first orders', () => window.run(`return document.querySelectorAll('.orders-scroll [role=row]').length > 10`));
  const count = await window.run(`return Number(document.querySelector('[role=grid]').getAttribute('aria-rowcount')) - 1`);
  if (count !== ORDERS) throw new Error(`the list has ${count} orders, and not ${ORDERS}`);
  // The column of numbers, beyond the line that marks the chosen one; the last row may be there in part.
  const part = await window.run(
    `const list = document.querySelector('.orders-scroll').getBoundingClientRect();
    const [left, top] = [screenX + (outerWidth - innerWidth) / 2, screenY + (outerHeight - innerHeight)];
    return { left: Math.round(left + list.left + 6), right: Math.round(left + list.left + 100), top: Math.round(top + list.top + 2), bottom: Math.round(top + list.bottom - 2) };`,
  );
  await eventually('the first picture of it', async () => widestGap((await shown.look(part)).letters) < EMPTY);
  const ways = {
    'a line in each frame': () => frames(120, 'list.scrollBy(0, 32)'),
    'a page and more in each frame': () => frames(120, 'list.scrollBy(0, 1500)'),
    'back, twelve pages in each frame': () => frames(60, 'list.scrollBy(0, -9000)'),
    'leaps anywhere': () => frames(120, 'if (left % 4 === 0) list.scrollTop = ((left * 7919) % 997) / 997 * list.scrollHeight'),
    'the wheel': async () => {
      for (let turn = 0; turn < 60; turn += 1) await window.wheel(list, turn < 40 ? 900 : -1700);
    },
    'End, Home and pages by key': async () => {
      for (let turn = 0; turn < 8; turn += 1) await window.press(turn % 2 === 0 ? keys.end : keys.home, keys.pageDown, keys.pageDown, keys.pageDown);
    },
  };
  for (const [name, moving] of Object.entries(ways)) {
    const { looks, pictures, widest } = await lookAt(part, moving);
    console.log(`${name}: ${pictures} different pictures in ${looks} looks, at most ${widest} pixels without a letter`);
    if (pictures < 3) throw new Error(`${name}: nothing moved`);
    if (widest >= EMPTY) throw new Error(`${name}: ${widest} pixels without a letter: a line was empty`);
  }
  // What could not be seen would never be missed: two lines are taken away for a moment.
  const hide = (how) => window.run(`for (const row of [...document.querySelectorAll('.orders-scroll [role=row]')].slice(5, 7)) row.style.visibility = arguments[0];`, how);
  const { widest } = await lookAt(part, () => hide('hidden'));
  await hide('');
  if (widest < EMPTY) throw new Error('two empty lines were not seen: this looks at nothing');
}

shown = await Shown.open(process.env.SHOWN);
await onSeeded(program, { customers: 500, orders: ORDERS }, async (opened) => {
  window = opened;
  await walk();
});
await shown.file.close();
