import { describe, expect, test } from 'vitest';

import { carriedOut, typedAmount } from './exceptions';

describe('an amount as it is typed', () => {
  test.each([
    ['12', '12'],
    ['12,50', '12.50'],
    ['1\u202f250,00', '1250.00'],
    [' 3.5 ', '3.5'],
    ['', ''],
    ['-3', ''],
    ['1,2,3', ''],
    ['ten', ''],
    ['1e3', ''],
  ])('%j is %j', (typed, read) => expect(typedAmount(typed)).toBe(read));
});

test('what is carried out is what an exception is about', () => {
  const goodwill = { type: 'goodwill', amount: '5.00' } as const;
  expect(carriedOut({ type: 'make_exception', command: goodwill, reason: 'because' })).toBe(goodwill);
  expect(carriedOut(goodwill)).toBe(goodwill);
});
