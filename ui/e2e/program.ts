import type { Page } from '@playwright/test';

import type { Args, CommandName } from '../src/ipc/host';
import type { Desk } from './desk';

/** What the program answers to a command of its window: a value, or a fault with a code. */
type Answer = (args: Record<string, unknown>) => unknown;

/** The program around the page, as Tauri makes it, with its replica behind the loopback. */
export type Program = {
  /** Tells the page that something was written. */
  changed: () => Promise<void>;
};

type Inside = { emit: (event: string, payload: unknown) => void };

/** Puts the page into the program's own window from the next load on. */
export async function inProgram(page: Page, desk: Desk, answers: Record<string, Answer> = {}): Promise<Program> {
  const all: Record<string, Answer> = {
    startup: () => ({ ok: true }),
    call: ({ name, args }) => desk.call(name as CommandName, args as Args<CommandName>),
    ...answers,
  };
  await page.exposeFunction('ask', (command: string, args: Record<string, unknown>) => {
    const answer = all[command];
    if (!answer) throw new Error(`no ${command} in this program`);
    return answer(args);
  });
  await page.addInitScript(() => {
    const { ask } = globalThis as unknown as { ask: (command: string, args: object) => Promise<unknown> };
    const callbacks = new Map<number, (event: unknown) => void>();
    const listening: { event: string; handler: number }[] = [];
    const invoke = (command: string, args: { event: string; handler: number }) => {
      if (!command.startsWith('plugin:event|')) return ask(command, args);
      if (command.endsWith('|listen')) listening.push(args);
      return Promise.resolve(args.handler);
    };
    Object.assign(globalThis, {
      __TAURI_INTERNALS__: {
        invoke,
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
  };
}
