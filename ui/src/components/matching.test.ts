import { describe, expect, test } from 'vitest';

import { match } from './matching';

const marked = (typed: string, text: string) =>
  match(typed, text)
    ?.pieces.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');
/** The texts that match, the best first. */
const ranked = (typed: string, texts: string[]) =>
  texts
    .map((text) => ({ text, score: match(typed, text)?.score }))
    .filter((one): one is { text: string; score: number } => one.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map((one) => one.text);

describe('what is typed', () => {
  test.each([
    ['set', 'Settings', '[Set]tings'],
    ['for wai', 'Waiting for approval', '[Wai]ting [for] approval'],
    ['app', 'Waiting for approval', 'Waiting for [app]roval'],
    ['wfa', 'Waiting for approval', '[W]aiting [f]or [a]pproval'],
    ['etiq', 'Réimprimer l’étiquette', 'Réimprimer l’[étiq]uette'],
    ['ÉTIQ', 'Reimprimer l’etiquette', 'Reimprimer l’[etiq]uette'],
    ['oeu', 'Œuvre à refaire', '[Œu]vre à refaire'],
    ['w-1002', 'Open W-100234', 'Open [W-1002]34'],
    ['', 'Find', 'Find'],
  ])('%s marks its letters in %s', (typed, text, expected) => {
    expect(marked(typed, text)).toBe(expected);
  });

  test.each([
    ['x', 'Settings'],
    ['ettings', 'Settings'],
    ['set set', 'Settle'],
    ['tes', 'Settings'],
    ['return cat', 'Return'],
  ])('%s does not match %s', (typed, text) => {
    expect(match(typed, text)).toBeNull();
  });

  test('finds what begins with it before what has its letters, and the earlier word first', () => {
    expect(ranked('re', ['Parcel is refused', 'Rules everywhere', 'Return'])).toEqual(['Return', 'Parcel is refused', 'Rules everywhere']);
  });

  test('may be a pattern or a surrogate pair and stays a text', () => {
    expect(match('.*', 'Settings')).toBeNull();
    expect(marked('smi', '🙂 Smith')).toBe('🙂 [Smi]th');
  });
});
