import { describe, expect, test } from 'vitest';

import centreProblems from '../../../crates/central/src/problem.rs?raw';
import deskErrors from '../../../crates/desk/src/error.rs?raw';
import windowFaults from '../../../src-tauri/src/fault.rs?raw';
import generated from '../ipc/generated/types.ts?raw';
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
/** Words that stand between others carry their spaces along. */
const BETWEEN = ['say.and'];
const offending = (all: Map<string, string>, fault: RegExp) =>
  [...all]
    .filter(([key, text]) => !BETWEEN.includes(key) && fault.test(words(text)))
    .map(([key, text]) => `${key}: ${text}`);

describe('both languages', () => {
  test('have the same texts', () => {
    // Each language has its own plurals: French says “un million de”.
    const keys = (all: Map<string, string>) => [...new Set([...all.keys()].map((key) => key.replace(/_many$/, '_other')))].sort();
    expect(keys(french)).toEqual(keys(english));
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
  // A line must not break there, and before ; and ? the gap is narrow.
  test('has no-break spaces before high punctuation and inside guillemets', () => {
    expect(offending(french, /[^\u202f][;?]|[^\u00a0\u202f]»|«[^\u00a0\u202f]/)).toEqual([]);
  });

  test('has a no-break space before a colon', () => {
    expect(offending(french, /[^\u202f\u00a0\d]:(?!\/)(?:\s|$)/)).toEqual([]);
  });
});

describe('every reason why the data is not open', () => {
  const codes = [...deskErrors.matchAll(/=> "(\w+)"/g)].map(([, code]) => code ?? '');

  test('is known', () => {
    expect(codes).toContain('keychain_missing');
  });

  test.each(codes)('has words and a next step: %s', (code) => {
    expect(['title', 'text', 'next'].map((part) => english.get(`startup.${code}.${part}`))).not.toContain(undefined);
  });
});

describe('every reason why a call failed', () => {
  const declared = /^export type CallCode = (.*);$/m.exec(generated)?.[1] ?? '';
  const faults = /pub enum WindowFault \{([^}]*)\}/.exec(windowFaults)?.[1] ?? '';
  const snake = (name: string) => name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  const codes = [
    ...[...declared.matchAll(/"(\w+)"/g)].map(([, code]) => code ?? ''),
    ...[...faults.matchAll(/^ +([A-Z]\w+),$/gm)].map(([, name]) => snake(name ?? '')),
  ];

  test('is known', () => {
    expect(codes).toEqual(expect.arrayContaining(['stale_version', 'no_viewer']));
  });

  test.each(codes)('has words: %s', (code) => {
    expect(['title', 'text'].map((part) => english.get(`errors.${code}.${part}`))).not.toContain(undefined);
  });
});

describe('every problem of the centre', () => {
  const codes = [...centreProblems.matchAll(/^ {4}[A-Z]\w+ "(\w+)" [A-Z_]+ "/gm)].map(([, code]) => code ?? '');

  test('is known', () => {
    expect(codes).toEqual(expect.arrayContaining(['malformed_body', 'unavailable']));
  });

  test.each(codes)('has words: %s', (code) => {
    expect(english.get(`problems.${code}`)).toBeDefined();
  });
});

describe('everything that the exchange can say', () => {
  const named = (type: string) => [...(new RegExp(`^export type ${type} = (.*);$`, 'm').exec(generated)?.[1] ?? '').matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '');
  const standing = [...(/^export type Standing = ([\s\S]*?};)$/m.exec(generated)?.[1] ?? '').matchAll(/"is": "(\w+)"/g)].map(([, name]) => name ?? '');
  const texts: [string, string[]][] = [
    ...named('ConflictKind').map((kind): [string, string[]] => [kind, [`conflicts.${kind}.name`, `conflicts.${kind}.reason`]]),
    ...named('NextStep')
      // It has its own place, beside the words.
      .filter((step) => step !== 'tell_customer')
      .map((step): [string, string[]] => [step, [`steps.${step}.name`, `steps.${step}.does`]]),
    ...named('QueueState').map((state): [string, string[]] => [state, [`queue.states.${state}`]]),
    ...named('AboutKind').map((kind): [string, string[]] => [kind, [`about.${kind}`]]),
    ...named('Role').map((role): [string, string[]] => [role, [`rail.roles.${role}`]]),
    ...standing.map((is): [string, string[]] => [is, [`standing.${is}`]]),
  ];

  test('is known', () => {
    expect(texts.map(([name]) => name)).toEqual(expect.arrayContaining(['competing', 'ask_again', 'sealed', 'account', 'warehouse', 'bootstrapping']));
  });

  test.each(texts)('has words: %s', (_, keys) => {
    expect(keys.filter((key) => !english.has(key))).toEqual([]);
  });
});
