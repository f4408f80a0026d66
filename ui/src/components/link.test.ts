import { describe, expect, test } from 'vitest';

import { readLink, writeLink, type DeskLink } from './link';

describe('a link', () => {
  test.each<[string, DeskLink]>([
    ['guichet://order/W-100234', { to: 'order', number: 'W-100234' }],
    ['GUICHET://order/W-100234/', { to: 'order', number: 'W-100234' }],
    ['guichet://customer/c-1001', { to: 'customer', id: 'c-1001' }],
    ['guichet://customer/b%C3%A9a.2', { to: 'customer', id: 'béa.2' }],
    ['guichet://find?q=helene%20march', { to: 'find', query: 'helene march' }],
    ['guichet://find/?q=helene+march', { to: 'find', query: 'helene march' }],
    [`guichet://find?q=${'x'.repeat(200)}`, { to: 'find', query: 'x'.repeat(200) }],
  ])('%s', (text, link) => {
    expect(readLink(text)).toEqual(link);
  });

  test.each([
    '',
    'guichet:',
    'guichet://',
    'guichet:///order/W-1',
    'https://order/W-1',
    'guichet://order',
    'guichet://order/',
    'guichet://order/W-1/more',
    'guichet://order/W-1?do=cancel_order',
    'guichet://order/W-1#x',
    'guichet://order/../settings',
    'guichet://order/..%2Fsettings',
    'guichet://order/%0AW-1',
    'guichet://order/%E0%A4%A',
    'guichet://order/%3Cscript%3E',
    `guichet://order/${'1'.repeat(65)}`,
    'guichet://settings',
    'guichet://erase/c-1',
    'guichet://find',
    'guichet://find?q=',
    'guichet://find?q=%20',
    'guichet://find?q=a&do=b',
    'guichet://find?p=a',
    'guichet://find/x?q=a',
    'guichet://find?q=a%00b',
    `guichet://find?q=${'x'.repeat(201)}`,
    `guichet://find?q=${'%20'.repeat(200)}x`,
    ' guichet://order/W-1',
  ])('leads nowhere: %j', (text) => {
    expect(readLink(text)).toBeNull();
  });

  test('is written as it is read', () => {
    const links: DeskLink[] = [
      { to: 'order', number: 'W-1-D1-K7' },
      { to: 'customer', id: 'c-1001' },
      { to: 'find', query: 'h.marchand@example.fr & “co” 100 %' },
    ];
    expect(links.map((link) => readLink(writeLink(link)))).toEqual(links);
  });
});
