import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { ordersOf } from './orders';

const root = resolve(import.meta.dirname, '../..');
const guichetctl = process.env['GUICHETCTL'] ?? join(root, 'target/debug/guichetctl');
const pages = resolve(import.meta.dirname, '../dist');

/** A desk of its own for a test: the demo shop and some orders whose dates are counted from today. */
export type Desk = {
  /** Where a browser begins, token included. */
  url: string;
  call: <T>(name: string, args: object) => Promise<T>;
  stop: () => Promise<void>;
};

/** Starts the real loopback host on a new replica in a folder that is removed afterwards. */
export async function startDesk(): Promise<Desk> {
  for (const needed of [guichetctl, join(pages, 'index.html')]) {
    if (!existsSync(needed)) throw new Error(`${needed} is not built: cargo build -p guichetctl, npm run build`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'guichet-e2e-'));
  const passphrase = join(folder, 'passphrase');
  await writeFile(passphrase, 'a passphrase for tests only');
  const replica = ['--replica', join(folder, 'replica.db'), '--passphrase-file', passphrase];

  // The shop's customers exist only once the replica does: orders are given to them, then the host starts anew.
  const first = await serve(replica);
  const customers = await customersOf(first);
  await first.stop();
  const file = join(folder, 'orders.jsonl');
  await writeFile(file, ordersOf(customers).map((order) => JSON.stringify(order)).join('\n'));
  await promisify(execFile)(guichetctl, ['import', 'orders', file, ...replica]);

  const host = await serve(replica);
  return {
    ...host,
    stop: async () => {
      await host.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function serve(replica: string[]): Promise<Desk> {
  const child = spawn(guichetctl, ['serve', '--loopback', '--ui', pages, '--demo', ...replica], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await addressOf(child);
  return { url, call: (name, args) => call(url, name, args), stop: () => stop(child) };
}

/** The first line that the host prints. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let printed = '';
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => (complaint += text.toString()));
    child.stdout?.on('data', (text: Buffer) => {
      printed += text.toString();
      const url = /http:\/\/\S+/.exec(printed)?.[0];
      if (url && printed.includes('\n')) found(url);
    });
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`guichetctl ended (${code}): ${complaint}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGINT');
  await ended;
}

async function call<T>(url: string, name: string, args: object): Promise<T> {
  const { origin, searchParams } = new URL(url);
  const answer = await fetch(`${origin}/call/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${searchParams.get('token') ?? ''}` },
    body: JSON.stringify(args),
  });
  const body = (await answer.json()) as T;
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
  return body;
}

type Hit = { target: { kind: string; id: string } };

/** One customer of the shop for each language. */
async function customersOf(desk: Desk): Promise<{ english: string; french: string }> {
  const recent = await desk.call<Hit[]>('recent_customers', {});
  const speaks = async (language: string) => {
    for (const { target } of recent) {
      const page = await desk.call<{ contact: { language: string } }>('open_customer', { id: target.id });
      if (page.contact.language === language) return target.id;
    }
    throw new Error(`no recent customer speaks ${language}`);
  };
  return { english: await speaks('en'), french: await speaks('fr') };
}
