import { useSyncExternalStore } from 'react';

/** How large everything may be shown, in hundredths. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export type Zoom = (typeof ZOOMS)[number];

const USUAL: Zoom = 100;
const KEPT = 'guichet.zoom';

/** One step larger or smaller; the same where there is none. */
export function stepped(zoom: Zoom, by: 1 | -1): Zoom {
  return ZOOMS[ZOOMS.indexOf(zoom) + by] ?? zoom;
}

/** A zoom as it was kept; the usual one where that says nothing. */
export const zoomOf = (kept: string | null): Zoom => ZOOMS.find((zoom) => String(zoom) === kept) ?? USUAL;

/** How wide the window is for what is drawn in it. */
export const roomOf = (width: number, zoom: Zoom): number => (width * 100) / zoom;

/** The words by which the style sheets know how much room there is. */
export const roomWords = (room: number): string => [room <= 1100 ? 'narrow' : '', room <= 860 ? 'small' : ''].filter(Boolean).join(' ');

/** A window that may not keep anything shows itself at its usual size. */
function kept(): Zoom {
  try {
    return zoomOf(localStorage.getItem(KEPT));
  } catch {
    return USUAL;
  }
}

let zoom: Zoom = USUAL;
const listeners = new Set<() => void>();

const room = () => roomOf(window.innerWidth, zoom);

function show(): void {
  const { style, dataset } = document.documentElement;
  style.setProperty('zoom', String(zoom / 100));
  style.setProperty('--zoom', String(zoom / 100));
  dataset['room'] = roomWords(room());
  listeners.forEach((changed) => changed());
}

/** Begins as the agent left it, before anything is drawn; follows the window's width, and the other windows' zoom. */
export function beginZoom(): void {
  zoom = kept();
  show();
  window.addEventListener('resize', show);
  window.addEventListener('storage', (event) => {
    if (event.key !== KEPT) return;
    zoom = zoomOf(event.newValue);
    show();
  });
}

/** Shows everything larger or smaller, and keeps that. */
export function setZoom(next: Zoom): void {
  zoom = next;
  try {
    localStorage.setItem(KEPT, String(next));
  } catch {
    // It holds for this window, as long as it is open.
  }
  show();
}

const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => listeners.delete(changed);
};

export const useZoom = (): Zoom => useSyncExternalStore(subscribe, () => zoom);

/** Whether there is no more room than so many pixels of what is drawn. */
export const useRoomUpTo = (width: number): boolean => useSyncExternalStore(subscribe, () => room() <= width);
