import { useLayoutEffect, useRef } from 'react';

import { useKeys, type Keys, type Layer } from './keys';

/** What it does: false where it does nothing after all. It is asked for by a key, or from the palette without one. */
export type Act = (event?: KeyboardEvent) => void | false;

/** Under which heading the palette has it. */
export type DeedGroup = 'here' | 'places' | 'window' | 'settings';

/**
 * Something that can be done here, declared once: the keyboard, the help, the palette and the buttons read the same
 * entry. Its words are `keys.list.<name>.does`, unless it has a title of its own.
 */
export type Deed = {
  name: string;
  title?: string | undefined;
  group?: DeedGroup;
  /** As `useKeys` names them; the first is the one that a button shows. */
  keys?: string[];
  /** Null where it is not possible now. */
  act: Act | null;
  /** Why it is not possible, or not without an exception; asked only where somebody looks. */
  why?: (() => string) | undefined;
};

/** Keys that make sense only with the list before one's eyes: the help tells them, the palette does not. */
export type InPlace = { name: string; inPlace: Keys };

type Declared = Deed | InPlace;

type Entry = { layer: Layer; declared: { current: Declared[] } };

const entries: Entry[] = [];

/** The keys of what is declared; of two that want the same key the first has it, unless it does nothing. */
export function keysOf(declared: Declared[]): Keys {
  const keys: Keys = {};
  const bind = (key: string, act: Keys[string]) => {
    const before = keys[key];
    keys[key] = before ? (event) => (before(event) === false ? act(event) : undefined) : act;
  };
  for (const one of declared) {
    if ('inPlace' in one) for (const [key, act] of Object.entries(one.inPlace)) bind(key, act);
    else if (one.act) for (const key of one.keys ?? []) bind(key, one.act);
  }
  return keys;
}

/** Declares what can be done while the component is on the screen, and binds its keys. */
export function useActions(declared: Declared[], layer: Layer = 'page'): void {
  useKeys(keysOf(declared), layer);
  const current = useRef(declared);
  useLayoutEffect(() => {
    current.current = declared;
  });
  useLayoutEffect(() => {
    const entry: Entry = { layer, declared: current };
    entries.push(entry);
    return () => {
      entries.splice(entries.indexOf(entry), 1);
    };
  }, [layer]);
}

const nearest: Layer[] = ['dialog', 'panel', 'page', 'window'];

/** What can be done now, what is nearest to the agent first. Nothing keeps this up to date: it is asked when it is shown. */
export const declaredNow = (): { layer: Layer; declared: Declared }[] =>
  nearest.flatMap((layer) => entries.filter((entry) => entry.layer === layer).flatMap((entry) => entry.declared.current.map((declared) => ({ layer, declared }))));
