import { describe, expect, test } from 'vitest';

import type { FindAnswer, Matched, OrderPage } from '../../ipc/generated/types';
import { awaited, compact, ordersOf } from './awaited';

const offer = (action: string, reference: string, command: object | null = {}) => ({ action, reference, command, available: command !== null });
const page = {
  order: { shipments: [{ id: 's1', tracking: '6A 099 002' }, { id: 's2', tracking: null }] },
  offers: [offer('receive_return', 'R-K7-000231-2'), offer('receive_return', 'R-K7-000232-Z'), offer('receive_refused', 's1'), offer('cancel_order', 'x'), offer('receive_refused', 's2', null)],
} as unknown as OrderPage;
const references = (scanned: string, matched: Matched) => awaited(page, scanned, matched).map((one) => one.reference);

describe('what a scanned number is', () => {
  test('an RMA names itself, however it is written', () => {
    expect(compact(' r-k7 000231/2')).toBe('RK70002312');
    expect(references('rk70002312', 'rma')).toEqual(['R-K7-000231-2']);
    expect(references('R-K7-000999-0', 'rma')).toEqual([]);
  });

  test('a tracking number names its parcel; a parcel that nobody refused leaves what the order awaits', () => {
    expect(references('6A099002', 'tracking')).toEqual(['s1']);
    expect(references('6A000000', 'tracking')).toEqual(['R-K7-000231-2', 'R-K7-000232-Z', 's1']);
  });

  test('an order number leaves all that is awaited of it', () => {
    expect(references('W-1', 'order')).toHaveLength(3);
  });

  test('each order once, and no customer', () => {
    const hit = (target: object, matched: string) => ({ target, matched });
    const groups = [
      { kind: 'exact', hits: [hit({ kind: 'order', number: 'W-1' }, 'rma'), hit({ kind: 'order', number: 'W-1' }, 'order'), hit({ kind: 'customer', id: 'c' }, 'phone')] },
      { kind: 'orders', hits: [hit({ kind: 'order', number: 'W-2' }, 'order')] },
    ];
    expect(ordersOf({ groups } as unknown as FindAnswer)).toEqual([{ number: 'W-1', matched: 'rma' }]);
  });
});
