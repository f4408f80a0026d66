import { useEffect } from 'react';

import { useTitle } from './title';

/** A page that was opened: a customer's, or an order's with whose it is. */
export type Opened = { kind: 'customer' | 'order'; id: string; name: string };

/** How many are remembered. */
const MOST = 12;

let opened: Opened[] = [];

/** Adds one to what was opened, the newest first, each once. */
export const openedNext = (before: Opened[], next: Opened): Opened[] =>
  [next, ...before.filter((one) => one.kind !== next.kind || one.id !== next.id)].slice(0, MOST);

/** What was opened in this window, the newest first. */
export const lastOpened = (): Opened[] => opened;

/** Names of people: gone when nobody may look at them. */
export function forgetOpened(): void {
  opened = [];
}

/** Remembers the page that is shown, for the palette, and names the window by it. */
export function useOpened(kind: Opened['kind'], id: string, name: string): void {
  useTitle('page', kind === 'order' ? `${id} · ${name}` : name);
  useEffect(() => {
    opened = openedNext(opened, { kind, id, name });
  }, [kind, id, name]);
}
