import i18next from 'i18next';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import en from '../i18n/en.json';
import fr from '../i18n/fr.json';
import { keysOf } from './actions';
import { capOf, capsOf } from './caps';

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { translation: en }, fr: { translation: fr } } }));

const press = {} as KeyboardEvent;

describe('the keys of what is declared', () => {
  test('do it, where it is possible', () => {
    const act = vi.fn();
    const keys = keysOf([
      { name: 'save', keys: ['s', 'Mod+s'], act },
      { name: 'print', keys: ['p'], act: null },
    ]);
    expect(Object.keys(keys)).toEqual(['s', 'Mod+s']);
    keys['Mod+s']?.(press);
    expect(act).toHaveBeenCalledExactlyOnceWith(press);
  });

  test('belong to the first that does something', () => {
    const second = vi.fn();
    const keys = keysOf([
      { name: 'nothing', inPlace: { x: () => false } },
      { name: 'something', keys: ['x'], act: second },
    ]);
    expect(keys['x']?.(press)).not.toBe(false);
    expect(second).toHaveBeenCalledOnce();
    const third = vi.fn();
    keysOf([
      { name: 'something', keys: ['x'], act: second },
      { name: 'more', keys: ['x'], act: third },
    ])['x']?.(press);
    expect(third).not.toHaveBeenCalled();
  });
});

describe('what stands on a key', () => {
  test.each([
    ['r', 'R', 'R', 'R'],
    ['field:Enter', 'Enter', 'Entrée', 'Enter'],
    ['Mod+Shift+p', 'Ctrl Shift P', 'Ctrl Maj P', '⌘ ⇧ P'],
    ['Mod++', 'Ctrl +', 'Ctrl +', '⌘ +'],
    ['Mod+-', 'Ctrl −', 'Ctrl −', '⌘ −'],
    ['+', '+', '+', '+'],
    ['ArrowDown', '↓', '↓', '↓'],
    ['Escape', 'Esc', 'Échap', 'Esc'],
  ])('%s', (key, english, french, mac) => {
    expect(capOf(key, i18next.getFixedT('en'), false)).toBe(english);
    expect(capOf(key, i18next.getFixedT('fr'), false)).toBe(french);
    expect(capOf(key, i18next.getFixedT('en'), true)).toBe(mac);
  });

  test('stands once', () => {
    expect(capsOf(['s', 'field:s'], i18next.getFixedT('en'), false)).toEqual(['S']);
  });
});

describe('everything that is declared', () => {
  const sources = Object.values(import.meta.glob('../**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })).join('\n');
  // Without a title of its own it has the words of its name.
  const names = [...sources.matchAll(/\{\s*name: '(\w+)',(?! title)[^{}]*?(?:keys: \[|inPlace: \{)/g)].flatMap(([, name]) => (name ? [name] : []));
  const known = Object.keys(en.keys.list);

  test('has words', () => {
    expect(names).toEqual(expect.arrayContaining(['amend', 'rows', 'undo', 'print', 'help']));
    expect([...new Set(names)].filter((name) => !['nothing', 'something', 'more'].includes(name) && !known.includes(name))).toEqual([]);
  });

  test('is all that has words', () => {
    expect(known.filter((name) => !sources.includes(`name: '${name}'`))).toEqual([]);
  });
});
