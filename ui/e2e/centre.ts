import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { guichetctl, startDesk, type Desk } from './desk';

const run = promisify(execFile);
const central = process.env['GUICHET_CENTRAL'] ?? join(dirname(guichetctl), 'guichet-central');

export const admin = { login: 'camille', name: 'Camille Faure', password: 'a password for tests only' };

/** A centre of its own, with its own PostgreSQL and the demo shop. */
export type Centre = {
  url: string;
  /** Adds somebody who works there, in this role. */
  agent: (who: { login: string; name: string; password: string }, role: 'agent' | 'supervisor' | 'warehouse') => Promise<void>;
  /** A code by which a desk enrols. */
  code: () => Promise<string>;
  /** Sets what an operator sets for the shop. */
  configure: (settings: object) => Promise<void>;
  /** Takes it off the network, as a crash would. */
  cut: () => Promise<void>;
  /** Puts it back where it was. */
  back: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Where Debian puts PostgreSQL's programs, the newest first: as ./dev finds them. */
function programsOfPostgres(): string {
  const all = '/usr/lib/postgresql';
  const versions = existsSync(all) ? readdirSync(all).sort((a, b) => Number(b) - Number(a)) : [];
  if (versions[0] === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  return join(all, versions[0], 'bin');
}

/** Runs one of PostgreSQL's programs, which refuse to run as root. */
async function postgres(program: string, ...args: string[]): Promise<void> {
  const path = join(programsOfPostgres(), program);
  const root = process.getuid?.() === 0;
  await run(root ? 'runuser' : path, root ? ['-u', 'postgres', '--', path, ...args] : args, { cwd: '/' });
}

async function startPostgres(folder: string): Promise<{ url: string; query: (sql: string) => Promise<void>; stop: () => Promise<void> }> {
  const data = join(folder, 'data');
  if (process.getuid?.() === 0) {
    const { stdout } = await run('id', ['-u', 'postgres']);
    await chown(folder, Number(stdout), 0);
  }
  await postgres('initdb', '--encoding=UTF8', '--locale=C', '--auth=trust', '-U', 'guichet', '-D', data);
  const options = `-k ${folder} -c listen_addresses= -c fsync=off`;
  await postgres('pg_ctl', 'start', '--wait', '-D', data, '-l', join(folder, 'log'), '-o', options);
  return {
    url: `postgres://guichet@${encodeURIComponent(folder)}/postgres`,
    query: (sql) => postgres('psql', '-q', '-h', folder, '-U', 'guichet', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', sql),
    stop: () => postgres('pg_ctl', 'stop', '--mode=immediate', '-D', data),
  };
}

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`guichet-central ended (${child.exitCode})`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error('guichet-central does not answer');
}

/** Starts it in a folder that is removed afterwards. */
export async function startCentre(): Promise<Centre> {
  if (!existsSync(central)) throw new Error(`${central} is not built: cargo build -p guichet-central`);
  const folder = await mkdtemp(join(tmpdir(), 'guichet-centre-'));
  const database = await startPostgres(folder);
  const env = { ...process.env, DATABASE_URL: database.url, GUICHET_ADMIN_PASSWORD: admin.password };
  const ask = async (...args: string[]) => (await run(central, args, { env })).stdout.trim();
  await ask('migrate');
  await ask('create-admin', '--merchant', 'demo', '--merchant-name', 'Lueur Maison', '--login', admin.login, '--name', admin.name);
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}`;
  let serving: ChildProcess | null = null;
  const back = async () => {
    serving = spawn(central, ['serve', '--listen', listen], { env, stdio: 'ignore' });
    await answering(url, serving);
  };
  const cut = async () => {
    const child = serving;
    serving = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGKILL');
    await ended;
  };
  await back();
  const key = await ask('api-key', '--merchant', 'demo', '--name', 'tests');
  await run(guichetctl, ['import', 'demo', '--central', url], { env: { ...env, GUICHET_API_KEY: key } });
  return {
    url,
    agent: async (who, role) => {
      const asked = ['create-admin', '--merchant', 'demo', '--merchant-name', 'Lueur Maison', '--login', who.login, '--name', who.name];
      await run(central, asked, { env: { ...env, GUICHET_ADMIN_PASSWORD: who.password } });
      await database.query(`UPDATE agent SET role = '${role}' WHERE login = '${who.login}'`);
    },
    configure: async (settings) => {
      const configuring = run(central, ['configure', '--merchant', 'demo'], { env });
      configuring.child.stdin?.end(JSON.stringify(settings));
      await configuring;
    },
    code: () => ask('enrol-code', '--merchant', 'demo'),
    cut,
    back,
    stop: async () => {
      await cut();
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A real centre for each worker. */
export const realCentre = [
  async ({}: object, use: (centre: Centre) => Promise<void>): Promise<void> => {
    const centre = await startCentre();
    await use(centre);
    await centre.stop();
  },
  { scope: 'worker', timeout: 120_000 },
] as const;

/** A desk for each worker on which nothing is yet. */
export const emptyDesk = [
  async ({}: object, use: (desk: Desk) => Promise<void>): Promise<void> => {
    const desk = await startDesk({ demo: false });
    await use(desk);
    await desk.stop();
  },
  { scope: 'worker', timeout: 60_000 },
] as const;
