import { useLayoutEffect, useRef } from 'react';

/** What a key does: false where it does nothing after all, so that the next layer may have it. */
export type Keys = Record<string, (event: KeyboardEvent) => void | false>;
export type Layer = 'window' | 'page' | 'panel' | 'dialog';
type Entry = { layer: number; keys: { current: Keys } };

const layers: Layer[] = ['window', 'page', 'panel', 'dialog'];
const entries: Entry[] = [];

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, select, textarea'));
const isControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('button, a[href], summary, [role="option"], [role="menuitem"]') !== null;

/** `k`, `Mod+k`, `Mod+Shift+k`, `Enter`, `field:Enter` (also while typing). */
function names(event: KeyboardEvent): string[] {
  const mod = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of writing a sign or a capital letter; beside Ctrl or ⌘ it makes another key of a letter.
  const shift = mod && event.shiftKey && /^[a-z]$/.test(key) ? 'Shift+' : '';
  const name = mod ? `Mod+${shift}${key}` : key;
  // On a French keyboard the digits take Shift: beside Ctrl or ⌘ it is their place that counts.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (mod && digit !== undefined && !/^[a-z0-9+=-]$/.test(key)) return [`field:Mod+${digit}`, `Mod+${digit}`];
  if (isField(event.target)) return mod || key === 'Escape' ? [`field:${name}`, name] : [`field:${name}`];
  // Enter on a focused button is that button's own.
  if (key === 'Enter' && isControl(event.target)) return [];
  return [name, `field:${name}`];
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const dialogOpen = document.querySelector('[role="dialog"][aria-modal="true"], .overlay') !== null;
  const open = [...entries].reverse().sort((a, b) => b.layer - a.layer);
  for (const entry of open) {
    if (dialogOpen && entry.layer < layers.indexOf('dialog')) continue;
    for (const name of names(event)) {
      const act = entry.keys.current[name];
      if (act && act(event) !== false) {
        event.preventDefault();
        return;
      }
    }
  }
}

if (typeof window !== 'undefined') window.addEventListener('keydown', pressed);

/** Binds keys while the component is on the screen: before it is painted, so that a key never acts on what stood there before. */
export function useKeys(keys: Keys, layer: Layer = 'page'): void {
  const current = useRef(keys);
  useLayoutEffect(() => {
    current.current = keys;
  });
  useLayoutEffect(() => {
    const entry: Entry = { layer: layers.indexOf(layer), keys: current };
    entries.push(entry);
    return () => {
      entries.splice(entries.indexOf(entry), 1);
    };
  }, [layer]);
}
