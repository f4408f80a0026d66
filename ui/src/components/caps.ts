import type { TFunction } from 'i18next';

const apple = typeof navigator !== 'undefined' && /Macintosh|iPhone|iPad/.test(navigator.userAgent);

const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', PageUp: 'PgUp', PageDown: 'PgDn', '-': '−' };

/** What is written on a key that `useKeys` knows as `Mod+Shift+p` or `field:Enter`. */
export function capOf(key: string, t: TFunction, mac = apple): string {
  const plain = key.replace(/^field:/, '');
  // The last part may be a plus itself.
  const parts = plain.split(/\+(?=.)/);
  const words = parts.map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Shift') return mac ? '⇧' : t('keys.shift');
    if (part === 'Enter') return t('keys.enter');
    if (part === 'Escape') return t('keys.esc');
    return arrows[part] ?? (part.length === 1 ? part.toLocaleUpperCase() : part);
  });
  return words.join(' ');
}

/** Each cap once: a key that also counts while typing is the same key. */
export const capsOf = (keys: string[], t: TFunction, mac = apple): string[] => [...new Set(keys.map((key) => capOf(key, t, mac)))];
