// A small WebDriver client for the real window: one session, plain HTTP, nothing to install.
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

export const keys = { enter: '\uE007', escape: '\uE00C', down: '\uE015', backspace: '\uE003', end: '\uE010', home: '\uE011', pageDown: '\uE00F' };
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The program that the command line names, and the folder for what is left, which is made. */
export async function asked(script) {
  const [program, folder] = process.argv.slice(2).map((path) => resolve(path));
  if (!program || !folder) {
    console.error(`usage: node ${script} PATH_TO_guichet FOLDER`);
    process.exit(2);
  }
  await mkdir(folder, { recursive: true });
  return { program, folder };
}

/** A port that is free now. */
function freePort() {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Repeats a question until it has an answer. */
export async function eventually(what, ask, seconds = 20) {
  const until = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < until) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = undefined;
    } catch (thrown) {
      last = thrown;
    }
    await pause(50);
  }
  throw new Error(`waited ${seconds} s for ${what}${last ? `: ${last.message}` : ''}`);
}

/** Whether a program runs with exactly this command line. */
async function runs(commandLine) {
  const wanted = [...commandLine, ''].join('\0');
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // One that ends while it is looked at has ended.
  const lines = await Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.includes(wanted);
}

/** The driver, and the window that it started. */
export class Window {
  #commandLine;
  #driver;
  #base;
  #session;

  /** Starts the driver, and the program in it. */
  static async open(program, args) {
    const port = await freePort();
    const env = { ...process.env, TAURI_AUTOMATION: 'true', TAURI_WEBVIEW_AUTOMATION: 'true' };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: ['ignore', 'inherit', 'inherit'] });
    const window = new Window(driver, `http://127.0.0.1:${port}`, [program, ...args]);
    try {
      const missing = new Promise((_, failed) => driver.once('error', failed));
      await Promise.race([missing, eventually('the driver', async () => (await fetch(`${window.#base}/status`)).ok)]);
      const options = { 'webkitgtk:browserOptions': { binary: program, args } };
      const begun = await window.#send('POST', '/session', { capabilities: { alwaysMatch: options } });
      window.#session = `/session/${begun.sessionId}`;
      return window;
    } catch (thrown) {
      await window.close();
      throw thrown;
    }
  }

  constructor(driver, base, commandLine) {
    this.#commandLine = commandLine;
    this.#driver = driver;
    this.#base = base;
  }

  async #send(method, path, body) {
    const answer = await fetch(this.#base + path, {
      method,
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }

  /** Ends the program and the driver. */
  async close() {
    if (this.#session) await this.#send('DELETE', this.#session).catch(() => {});
    this.#session = undefined;
    // It closes its data first. Started again before that is done, it would only call the window that is going.
    await eventually('the program to end', async () => !(await runs(this.#commandLine)));
    const { exitCode, signalCode, pid } = this.#driver;
    if (exitCode === null && signalCode === null && pid !== undefined) {
      const ended = new Promise((done) => this.#driver.once('exit', done));
      this.#driver.kill();
      await ended;
    }
  }

  /** Runs a function's body in the page. */
  run(script, ...args) {
    return this.#send('POST', `${this.#session}/execute/sync`, { script, args });
  }

  /** The first visible element of this CSS selector whose text contains what is wanted. */
  find(css, text = '', seconds) {
    const script = `const [css, text] = arguments;
      return [...document.querySelectorAll(css)].find((e) => e.checkVisibility() && e.textContent.includes(text)) ?? null;`;
    return eventually(`${css} ${text}`.trim(), () => this.run(script, css, text), seconds);
  }

  async text(element) {
    return this.#send('GET', `${this.#session}/element/${element[ELEMENT]}/text`);
  }

  async click(element) {
    await this.#send('POST', `${this.#session}/element/${element[ELEMENT]}/click`, {});
  }

  async type(element, text) {
    await this.#send('POST', `${this.#session}/element/${element[ELEMENT]}/value`, { text });
  }

  /** Presses and lets go of keys, wherever the focus is. */
  async press(...pressed) {
    const actions = pressed.flatMap((value) => ['keyDown', 'keyUp'].map((type) => ({ type, value })));
    await this.#send('POST', `${this.#session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Turns the wheel over an element, by so many pixels. */
  async wheel(element, by) {
    const actions = [{ type: 'scroll', x: 0, y: 0, deltaX: 0, deltaY: by, origin: element }];
    await this.#send('POST', `${this.#session}/actions`, { actions: [{ type: 'wheel', id: 'wheel', actions }] });
  }

  /** Sets the window's size. */
  async resize(width, height) {
    await this.#send('POST', `${this.#session}/window/rect`, { width, height });
  }

  /** A picture of the page. */
  async picture(path) {
    // WebKitGTK answers at the next frame, and a page at rest paints none: a dot in the corner keeps it painting.
    await this.run(`const dot = document.createElement('i');
      dot.style.cssText = 'position:fixed;right:0;bottom:0;width:1px;height:1px';
      document.body.append(dot);
      let frames = 0;
      const beat = setInterval(() => {
        dot.style.background = frames % 2 ? '#000001' : '#000002';
        if (++frames > 120) {
          clearInterval(beat);
          dot.remove();
        }
      }, 16);`);
    await pause(150);
    const picture = await this.#send('GET', `${this.#session}/screenshot`);
    await writeFile(path, Buffer.from(picture, 'base64'));
  }
}

/** Opens the program on a replica of so many customers and orders, and does something there; what fails is told with what the page says. */
export async function onSeeded(program, { customers, orders }, act) {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-seeded-'));
  let window;
  try {
    const seed = ['seed', '--customers', String(customers), '--orders', String(orders), '--replica', join(folder, 'replica.db')];
    await promisify(execFile)(join(dirname(program), 'guichetctl'), seed, { maxBuffer: 1 << 26 });
    window = await Window.open(program, ['--data', folder]);
    await window.find('#find');
    await act(window);
  } catch (thrown) {
    console.error(thrown.message);
    console.error(await window?.run('return document.body.innerText').catch(() => ''));
    process.exitCode = 1;
  } finally {
    await window?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
