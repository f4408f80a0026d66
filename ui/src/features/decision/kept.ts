import { useSyncExternalStore } from 'react';

import type { Action, DocumentKind, OrderCommand, OrderPage, Taken } from '../../ipc/generated/types';

/** A decision that was taken and may still be undone, with all that it takes to show it again. */
export type Kept = {
  commandId: string;
  /** The order as it was when it was decided upon. */
  page: OrderPage;
  action: Action;
  reference: string | null;
  command: OrderCommand;
  taken: Taken;
  /** Milliseconds since the epoch; zero where it cannot be undone. */
  until: number;
  undone: boolean;
};

/** How long it is told that something was undone. */
const TOLD_FOR = 6_000;

// Of each order the last: what came before it can no longer be undone. Gone with the window, like the right to undo.
const kept = new Map<string, Kept>();
const listeners = new Set<() => void>();

const numberOf = (entry: Kept) => entry.page.order.number;

function put(entry: Kept, until: number): void {
  kept.set(numberOf(entry), entry);
  const drop = () => {
    if (kept.get(numberOf(entry)) !== entry) return;
    kept.delete(numberOf(entry));
    listeners.forEach((changed) => changed());
  };
  setTimeout(drop, until - Date.now());
  listeners.forEach((changed) => changed());
}

/** Keeps a decision until it can no longer be undone. */
export function keep(decided: Omit<Kept, 'until' | 'undone'>): Kept {
  const until = decided.taken.undo_until ? Date.parse(decided.taken.undo_until) : 0;
  const entry = { ...decided, until, undone: false };
  put(entry, until);
  return entry;
}

/** Notes that it was undone, which is told for a moment. */
export function noteUndone(entry: Kept): void {
  if (kept.get(numberOf(entry))?.commandId === entry.commandId) put({ ...entry, undone: true }, Date.now() + TOLD_FOR);
}

/** The order that a paper was just made for. */
export function keptWith(kind: DocumentKind, number: string): Kept | undefined {
  return [...kept.values()].find((entry) => entry.taken.documents.some((paper) => paper.kind === kind && paper.number === number));
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => listeners.delete(changed);
};

/** The last decision of an order, while it may be undone. */
export function useKept(order: string | undefined): Kept | undefined {
  return useSyncExternalStore(subscribe, () => (order ? kept.get(order) : undefined));
}
