import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import type { Answer, Args, CommandName } from '../src/ipc/host';

const root = resolve(import.meta.dirname, '../..');
export const guichetctl = process.env['GUICHETCTL'] ?? join(root, 'target/debug/guichetctl');
const pages = process.env['GUICHET_PAGES'] ?? resolve(import.meta.dirname, '../dist');

/** A desk of its own for a worker's tests, with the demo shop, whose days are counted from today. */
export type Desk = {
  /** Where a browser begins, token included. */
  url: string;
  /** Asks the desk directly, past the window. */
  call: <Name extends CommandName>(name: Name, args: Args<Name>) => Promise<Answer<Name>>;
  /** Kills the program as a power cut would, and starts it again on the same replica, under another address. */
  crash: () => Promise<void>;
  stop: () => Promise<void>;
};

type Asked = { demo?: boolean; supervisor?: boolean; /** A made-up shop of this size in place of the demo one. */ seed?: { customers: number; orders: number } };

/** Starts the real loopback host on a new replica, with the demo shop or empty, in a folder that is removed afterwards. */
export async function startDesk({ seed, demo = !seed, supervisor = false }: Asked = {}): Promise<Desk> {
  for (const needed of [guichetctl, join(pages, 'index.html')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is not built: cargo build -p guichetctl, npm run build`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'guichet-e2e-'));
  const passphrase = join(folder, 'passphrase');
  await writeFile(passphrase, 'a passphrase for tests only');
  const replica = ['--replica', join(folder, 'replica.db'), '--passphrase-file', passphrase];
  if (seed) await promisify(execFile)(guichetctl, ['seed', '--customers', String(seed.customers), '--orders', String(seed.orders), ...replica]);
  const begin = () =>
    spawn(guichetctl, ['serve', '--loopback', '--ui', pages, ...(demo ? ['--demo'] : []), ...(supervisor ? ['--supervisor'] : []), ...replica], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let child = begin();
  const desk: Desk = {
    url: await addressOf(child),
    call: (name, args) => call(desk.url, name, args),
    crash: async () => {
      await end(child, 'SIGKILL');
      child = begin();
      desk.url = await addressOf(child);
    },
    stop: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

/** The first line that the host prints. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let printed = '';
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
    child.stdout?.on('data', (text: Buffer) => {
      printed += text.toString();
      const url = /^(http:\/\/\S+)\s/m.exec(printed)?.[1];
      if (url) found(url);
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`guichetctl ended (${String(code)}): ${complaint}`)));
  });
}

async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill(signal);
  await ended;
}

async function call<Name extends CommandName>(url: string, name: Name, args: Args<Name>): Promise<Answer<Name>> {
  const { origin, searchParams } = new URL(url);
  const answer = await fetch(`${origin}/call/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${searchParams.get('token') ?? ''}` },
    body: JSON.stringify(args),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return body as Answer<Name>;
}
