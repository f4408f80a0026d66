import { describe, expect, test } from 'vitest';

import type { Route } from './route';

// The module reads the address when it is loaded.
globalThis.location = { hash: '' } as Location;
const { href, parse } = await import('./route');

const routes: Route[] = [
  { name: 'find' },
  { name: 'customer', id: 'c/1 é' },
  { name: 'order', number: 'W-100234' },
  { name: 'order', number: 'W-100234', action: 'receive_return', reference: 'R-LOCAL-000231-M' },
  { name: 'document', kind: 'rma_label', number: 'R-LOCAL-000231-M' },
  { name: 'history' },
  { name: 'settings' },
];

describe('addresses', () => {
  test.each(routes)('lead back to where they came from: $name', (route) => {
    expect(parse(href(route))).toEqual(route);
  });

  test('that lead nowhere lead to Find', () => {
    expect(parse('#/nowhere')).toEqual({ name: 'find' });
    expect(parse('#/order')).toEqual({ name: 'find' });
  });
});
