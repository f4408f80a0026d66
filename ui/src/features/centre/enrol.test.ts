import { expect, test } from 'vitest';

import { addressOf } from './address';
import { isIdle } from './idle-time';

test.each([
  ['centre.example', 'https://centre.example'],
  [' https://centre.example/ ', 'https://centre.example'],
  ['http://centre.example', 'http://centre.example'],
  ['centre.example:8443/shop/', 'https://centre.example:8443/shop'],
  ['', ''],
])('the address “%s” is asked as %s: the desk says what is wrong with it', (typed, address) => {
  expect(addressOf(typed)).toBe(address);
});

test('nobody is away where no minutes are set', () => {
  const minute = 60_000;
  expect(isIdle(0, 15 * minute, 15)).toBe(true);
  expect(isIdle(0, 15 * minute - 1, 15)).toBe(false);
  expect(isIdle(0, 10_000 * minute, 0)).toBe(false);
});
