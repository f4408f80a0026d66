import { expect, test } from 'vitest';

import { difference } from './difference';

test.each([
  ['172.73', '157.85', '14.88'],
  ['157.85', '172.73', '-14.88'],
  ['100', '99.50', '0.50'],
  ['1200', '1000', '200'],
  ['0.05', '-0.05', '0.10'],
  ['9007199254740993.07', '0.01', '9007199254740993.06'],
  ['12.00', '12', '0.00'],
])('%s is above %s by %s', (amount, other, by) => {
  expect(difference(amount, other)).toBe(by);
});
