import { describe, expect, test } from 'vitest';

import en from './en.json';
import fr from './fr.json';

type Catalogue = { [key: string]: string | Catalogue };

/** Every text of a catalogue under its dotted key. */
function texts(catalogue: Catalogue, before = ''): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${before}${key}`, value] as [string, string]] : texts(value, `${before}${key}.`),
  );
}

const english = new Map(texts(en));
const french = new Map(texts(fr));
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]).sort();
/** What stands outside of the placeholders. */
const words = (text: string) => text.replace(/\{\{[^}]*\}\}/g, 'x');
const offending = (all: Map<string, string>, fault: RegExp) =>
  [...all].filter(([, text]) => fault.test(words(text))).map(([key, text]) => `${key}: ${text}`);

describe('both languages', () => {
  test('have the same texts', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('fill in the same facts', () => {
    const differing = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(french.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  test.each([
    ['exclamation marks', /!/],
    ['straight apostrophes or quotes', /['"]/],
    ['“successfully”', /success|succès/i],
    ['spaces at an end, or two together', /^ | $| {2}/],
  ])('have no %s', (_, fault) => {
    expect([...offending(english, fault), ...offending(french, fault)]).toEqual([]);
  });
});

describe('French', () => {
  // U+202F before ; : ? and inside « »: a line must not break there, and the gap is narrow.
  test('has narrow no-break spaces before high punctuation', () => {
    expect(offending(french, /[^\u202f\s][;?»]|[ \u00a0][;?!»]|«[^\u202f]/)).toEqual([]);
  });

  test('has a no-break space before a colon', () => {
    expect(offending(french, /[^\u202f\u00a0\d]:(?!\/)(?:\s|$)/)).toEqual([]);
  });
});
