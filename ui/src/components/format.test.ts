import { describe, expect, test } from 'vitest';

import { dayIn, formats } from './format';

const en = formats('en');
const fr = formats('fr');

describe('amounts', () => {
  test('are written as each language does', () => {
    expect(en.money('1204.50', 'EUR')).toBe('€1,204.50');
    expect(fr.money('1204.50', 'EUR')).toBe('1\u202f204,50\u00a0€');
  });

  test('keep every digit of a long decimal string', () => {
    expect(en.figure('9007199254740993.07', 'EUR')).toBe('9,007,199,254,740,993.07');
  });

  test('have the digits of their currency', () => {
    expect(en.figure('1200', 'JPY')).toBe('1,200');
    expect(en.figure('1200', 'USD')).toBe('1,200.00');
  });

  test('of tax rates are percents', () => {
    expect(en.percent('0.08875')).toBe('8.875%');
    expect(fr.percent('0.2')).toMatch(/^20[\u00a0\u202f]%$/);
  });
});

describe('days', () => {
  test('are those of the zone', () => {
    expect(dayIn('Europe/Paris', '2026-11-21T23:30:00Z')).toBe('2026-11-22');
    expect(dayIn('America/New_York', '2026-11-22T03:30:00Z')).toBe('2026-11-21');
  });

  test('do not move with the zone of the computer', () => {
    expect(en.day('2026-11-01')).toBe('1\u00a0Nov\u00a02026');
    expect(fr.day('2026-11-01')).toBe('1\u00a0nov.\u00a02026');
  });

  test('are told from today', () => {
    expect(en.relative('2026-12-06', '2026-11-22')).toBe('in 14 days');
    expect(fr.relative('2026-11-23', '2026-11-22')).toBe('demain');
  });
});
