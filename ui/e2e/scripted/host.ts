import type { Page } from '@playwright/test';

import type { AttentionItem, CentreSettings, FindAnswer, Queue, SyncState } from '../../src/ipc/generated/types';
import type { Answer, Args, CommandName } from '../../src/ipc/host';
import type { Desk } from '../desk';
import { inProgram, type Program } from '../program';

/** What the desk says of the centre, by script; everything else is the real desk's. Not end to end. */
export type Script = {
  sync: SyncState;
  queue: Queue;
  attention: AttentionItem[];
  settings: CentreSettings;
  found: FindAnswer['groups'];
  /** What a command does instead of what it does by itself; it may throw a `Fault`. */
  on: { [Name in CommandName]?: (args: Args<Name>, script: Script) => Answer<Name> };
  /** The link from outside that waits for the window. */
  link?: string;
  /** What was asked for, in order. */
  asked: { name: string; args: unknown }[];
};

export const online = (now = Date.now()): SyncState => ({
  standing: { is: 'online' },
  waiting: 0,
  attention: 0,
  last_sync: new Date(now - 20_000).toISOString(),
  server: 'https://centre.maison-claire.example',
  device_name: 'Comptoir 2',
  agent: { name: 'Camille Faure', login: 'camille', role: 'agent', refund_limit: '500', company: false },
  lease_until: new Date(now + 7 * 86_400_000).toISOString(),
  lease_over: false,
  locked: false,
  can_lock: true,
  hold_seconds: 8,
  orders_months: 0,
});

/** A desk that was never enrolled. */
export const local = (): SyncState => ({
  ...online(),
  standing: { is: 'local' },
  last_sync: null,
  server: null,
  device_name: null,
  agent: null,
  lease_until: null,
  can_lock: false,
});

export const script = (changed: Partial<Script> = {}): Script => ({
  sync: online(),
  queue: { commands: [], waiting: 0 },
  attention: [],
  settings: { hold_seconds: 8, lock_after_minutes: 15, ca_file: null, orders_months: 0 },
  found: [],
  on: {},
  asked: [],
  ...changed,
});

type Handlers = { [Name in CommandName]?: (args: Args<Name>) => Answer<Name> };

function handlers(play: Script): Handlers {
  const signedOut = (): SyncState => ({ ...play.sync, agent: null, can_lock: false, locked: false });
  return {
    sync_state: () => play.sync,
    queue: () => play.queue,
    attention: () => play.attention,
    centre_settings: () => play.settings,
    set_centre_settings: ({ settings }) => (play.settings = settings),
    sync_now: () => play.sync,
    present: () => play.sync,
    lock: () => (play.sync = { ...play.sync, locked: true }),
    unlock: () => (play.sync = { ...play.sync, locked: false }),
    sign_in_ways: () => ({ company: false }),
    sign_out: () => (play.sync = signedOut()),
    sign_in: () => (play.sync = { ...online(), waiting: play.sync.waiting }),
    enrol: ({ server, device_name }) => (play.sync = { ...online(), agent: null, can_lock: false, server, device_name }),
    resolve: ({ command }) => {
      play.attention = play.attention.filter((item) => item.command !== command);
      play.sync = { ...play.sync, attention: play.attention.length };
      return { asked: null };
    },
    search_at_centre: ({ text }) => ({ query: text, micros: 41_000, customers_total: 1_000_000, readings: [], groups: play.found }),
  };
}

/** Puts the page into a program whose centre is a script. */
export async function playing(page: Page, desk: Desk, play: Script): Promise<Program> {
  const scripted = handlers(play) as Record<string, ((args: unknown) => unknown) | undefined>;
  const instead = play.on as Record<string, ((args: unknown, script: Script) => unknown) | undefined>;
  return inProgram(page, desk, {
    take_link: () => {
      const taken = play.link ?? null;
      delete play.link;
      return taken;
    },
    call: ({ name, args }) => {
      const asked = String(name);
      if (!['sync_state', 'sign_in_ways', 'app_info'].includes(asked)) play.asked.push({ name: asked, args });
      const other = instead[asked];
      if (other) return other(args, play);
      const answer = scripted[asked];
      return answer ? answer(args) : desk.call(asked as CommandName, args as Args<CommandName>);
    },
  });
}
