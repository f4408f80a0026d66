import { useSyncExternalStore } from 'react';

/** Something that was taken and may still be undone. */
export type Undoable = {
  commandId: string;
  /** Milliseconds since the epoch; zero where it cannot be undone. */
  until: number;
  undone: boolean;
};

/** How long it is told that something was undone. */
const TOLD_FOR = 6_000;

/** Until when a taken command can be undone, as `Undoable` has it. */
export const untilOf = (instant: string | null): number => (instant ? Date.parse(instant) : 0);

/**
 * What was taken, by what it is about, until it can no longer be undone. Of each the last: what came before it can no
 * longer be undone. Gone with the window, like the right to undo.
 */
export function keeping<Entry extends Undoable>(aboutOf: (entry: Entry) => string) {
  const kept = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const told = () => listeners.forEach((changed) => changed());

  function put(entry: Entry, until: number): void {
    kept.set(aboutOf(entry), entry);
    setTimeout(() => {
      if (kept.get(aboutOf(entry)) !== entry) return;
      kept.delete(aboutOf(entry));
      told();
    }, until - Date.now());
    told();
  }

  const subscribe = (changed: () => void) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  };
  return {
    /** Keeps what was taken until it can no longer be undone. */
    keep(entry: Entry): Entry {
      put(entry, entry.until);
      return entry;
    },
    /** Notes that it was undone, which is told for a moment. */
    noteUndone(entry: Entry): void {
      if (kept.get(aboutOf(entry))?.commandId === entry.commandId) put({ ...entry, undone: true }, Date.now() + TOLD_FOR);
    },
    all: (): Entry[] => [...kept.values()],
    subscribe,
    get: (about: string | undefined): Entry | undefined => (about ? kept.get(about) : undefined),
  };
}

type Keeping<Entry> = { subscribe: (changed: () => void) => () => boolean; get: (about: string | undefined) => Entry | undefined };

/** The last that was taken of something, while it may be undone. */
export const useKeeping = <Entry>(store: Keeping<Entry>, about: string | undefined): Entry | undefined =>
  useSyncExternalStore(store.subscribe, () => store.get(about));
