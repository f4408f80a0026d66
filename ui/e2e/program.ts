import type { Page } from '@playwright/test';

import type { Args, CommandName } from '../src/ipc/host';
import type { Desk } from './desk';

/** What the program answers to a command of its window: a value, or a `Fault` that it throws. */
type Answer = (args: Record<string, unknown>) => unknown;

/** Why a command of the window fails, as the desk tells it. */
export class Fault extends Error {
  constructor(
    readonly code: string,
    readonly facts: Record<string, string> = {},
  ) {
    super(code);
  }
}

/** The program around the page, as Tauri makes it, with its replica behind the loopback. */
export type Program = {
  /** Tells the page that something was written. */
  changed: () => Promise<void>;
  /** Tells the page that a link waits for it. */
  linked: () => Promise<void>;
};

type Inside = { emit: (event: string, payload: unknown) => void };

/** Puts the page into the program's own window from the next load on. */
export async function inProgram(page: Page, desk: Desk, answers: Record<string, Answer> = {}): Promise<Program> {
  const all: Record<string, Answer> = {
    startup: () => ({ ok: true }),
    take_link: () => null,
    call: ({ name, args }) => desk.call(name as CommandName, args as Args<CommandName>),
    ...answers,
  };
  // An error loses its code on the way into the page: both travel as values.
  await page.exposeFunction('ask', async (command: string, args: Record<string, unknown>) => {
    const answer = all[command];
    if (!answer) throw new Error(`no ${command} in this program`);
    try {
      return { value: await answer(args) };
    } catch (thrown) {
      if (thrown instanceof Fault) return { fault: { code: thrown.code, facts: thrown.facts } };
      throw thrown;
    }
  });
  await page.addInitScript(() => {
    type Asked = { value: unknown } | { fault: unknown };
    const { ask } = globalThis as unknown as { ask: (command: string, args: object) => Promise<Asked> };
    const callbacks = new Map<number, (event: unknown) => void>();
    const listening: { event: string; handler: number }[] = [];
    const asked = async (command: string, args: object) => {
      const answer = await ask(command, args);
      // As Tauri does: a fault is thrown as it is.
      if ('fault' in answer) throw answer.fault;
      return answer.value;
    };
    const invoke = (command: string, args: { event: string; handler: number }) => {
      if (!command.startsWith('plugin:event|')) return asked(command, args);
      if (command.endsWith('|listen')) listening.push(args);
      return Promise.resolve(args.handler);
    };
    Object.assign(globalThis, {
      __TAURI_INTERNALS__: {
        invoke,
        metadata: { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } },
        transformCallback: (callback: (event: unknown) => void) => callbacks.set(callbacks.size + 1, callback).size,
      },
      __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: (_: string, handler: number) => callbacks.delete(handler) },
      emit: (event: string, payload: unknown) => {
        for (const known of listening) if (known.event === event) callbacks.get(known.handler)?.({ event, payload });
      },
    });
  });
  return {
    changed: () => page.evaluate(() => (globalThis as unknown as Inside).emit('guichet://changed', ['settings'])),
    linked: () => page.evaluate(() => (globalThis as unknown as Inside).emit('guichet://link', null)),
  };
}
