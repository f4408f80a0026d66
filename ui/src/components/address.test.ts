import { describe, expect, test } from 'vitest';

import { locationOf, parseSearch, stringifySearch } from './address';

describe('an address', () => {
  test('is what stands behind the #', () => {
    expect(locationOf('#/order/W-100234?do=request_return', null)).toMatchObject({
      pathname: '/order/W-100234',
      search: '?do=request_return',
    });
  });

  test.each(['', '#', '#/', '#//'])('that says nothing (%j) is the first page', (hash) => {
    expect(locationOf(hash, null)).toMatchObject({ href: '/', pathname: '/', search: '' });
  });

  test('never leaves the window', () => {
    expect(locationOf('#//elsewhere.example/x', null).pathname).toBe('/elsewhere.example/x');
  });

  test('keeps what is written with signs of its own', () => {
    expect(locationOf('#/customer/c%2F1%20%C3%A9', null).pathname).toBe('/customer/c%2F1%20%C3%A9');
  });
});

describe('what stands behind the ?', () => {
  test('is text in both directions', () => {
    const search = { do: 'receive_return', of: '000231' };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  test('is left out where there is nothing', () => {
    expect(stringifySearch({ do: undefined })).toBe('');
  });
});
