import { expect, test } from 'vitest';

import { wantsElsewhere } from './pressed';
import { titleOf } from './title';

test('a window is named by its page, else by its place, on one line', () => {
  expect(titleOf('W-1 · Hélène\nMarchand', 'Find')).toBe('W-1 · Hélène Marchand · Guichet');
  expect(titleOf(undefined, 'Queue')).toBe('Queue · Guichet');
  expect(titleOf(undefined, 'Guichet')).toBe('Guichet');
  expect(titleOf(undefined, undefined)).toBe('Guichet');
});

test('Ctrl or ⌘ asks for another window', () => {
  expect([{ ctrlKey: true, metaKey: false }, { ctrlKey: false, metaKey: true }, { ctrlKey: false, metaKey: false }, undefined].map(wantsElsewhere)).toEqual([true, true, false, false]);
});
