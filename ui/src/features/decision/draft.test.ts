import { describe, expect, test } from 'vitest';

import type { OrderPage } from '../../ipc/generated/types';
import { begin, commandOf, decimal, type Draft } from './draft';

const draft: Draft = {
  action: 'cancel_order',
  reference: '',
  by: 'customer',
  cancelReason: 'change_of_mind',
  returnReason: '',
  on: '2026-11-22',
  sentOn: '',
  units: { '1': 3, '2': 1 },
  wear: {},
  gifts: { g: 0 },
  cost: '',
  inStock: true,
  number: 'W-1-D1-K7',
  account: '',
  reserves: '',
  files: [],
  to: 'filed',
  carriersReference: '',
  amount: '',
  note: '',
  carrier: '',
  tracking: '',
  parcel: '',
};
const possible = [
  { line: '1', name: 'Plug', max: 3 },
  { line: '2', name: 'Hub', max: 1 },
];

describe('a command', () => {
  test('to cancel all that is open names no lines, so that gifts and fees go with it', () => {
    expect(commandOf(draft, possible)).toEqual({ type: 'cancel_order', by: 'customer', reason: 'change_of_mind' });
  });

  test('to cancel a part names its units', () => {
    expect(commandOf({ ...draft, units: { '1': 1, '2': 0 } }, possible)).toMatchObject({ lines: [{ line: '1', quantity: 1 }] });
  });

  test('is none while no unit is chosen', () => {
    expect(commandOf({ ...draft, units: {} }, possible)).toBeNull();
    expect(commandOf({ ...draft, action: 'request_return', units: {} }, possible)).toBeNull();
  });

  test('to receive carries wear as a decimal, and no gift that was kept', () => {
    const received = commandOf({ ...draft, action: 'receive_return', reference: 'R-1', wear: { '1': '12,5' } }, possible);
    expect(received).toEqual({
      type: 'receive_return',
      rma: 'R-1',
      lines: [{ line: '1', quantity: 3, diminished_percent: '12.5' }, { line: '2', quantity: 1 }],
      promotional_returned: [],
      received_on: '2026-11-22',
    });
  });
});

test.each([
  ['', undefined],
  ['0', undefined],
  ['4,90', '4.90'],
  ['4.9', '4.9'],
  ['4.901', undefined],
])('the amount “%s” is %s', (typed, read) => {
  expect(decimal(typed)).toBe(read);
});

test('a gift is kept until somebody says that it came back', () => {
  const gift = { line: 'g', name: 'Card', kind: 'promotional', delivered: 1, in_transit: 0, returned: 0 };
  const camera = { line: '1', name: 'Camera', kind: 'hardware', delivered: 1, in_transit: 0, returned: 0 };
  const rma = { number: 'R-1', lines: [{ line: '1', quantity: 1, received: 0 }] };
  const page = { ledger: [camera, gift], order: { rmas: [rma] } } as unknown as OrderPage;
  const offer = { action: 'receive_return', available: true, decision: null, command: null, reference: 'R-1' } as const;
  const begun = begin(page, 'receive_return', offer, '2026-11-22');
  expect(commandOf(begun, [{ line: '1', name: 'Camera', max: 1 }])).toMatchObject({ promotional_returned: [] });
});

describe('a command on a claim', () => {
  const claim: Draft = { ...draft, reference: 'W-1-D1-K7' };

  test('says what the carrier paid, and only where it paid', () => {
    expect(commandOf({ ...claim, action: 'move_claim', to: 'paid' }, [])).toBeNull();
    expect(commandOf({ ...claim, action: 'move_claim', to: 'paid', amount: '49,90' }, [])).toMatchObject({ to: 'paid', amount: '49.90' });
    expect(commandOf({ ...claim, action: 'move_claim', to: 'closed', amount: '49,90' }, [])).not.toHaveProperty('amount');
  });

  test('names no text that nobody typed', () => {
    const step = commandOf({ ...claim, action: 'move_claim', carriersReference: '  ', note: ' late ' }, []);
    expect(step).toEqual({ type: 'move_claim', claim: 'W-1-D1-K7', to: 'filed', on: '2026-11-22', note: 'late' });
  });

  test('adds something, or is none', () => {
    expect(commandOf({ ...claim, action: 'add_evidence' }, [])).toBeNull();
    expect(commandOf({ ...claim, action: 'add_evidence', reserves: 'wet' }, [])).toMatchObject({ evidence: [], reserves: 'wet' });
  });

  test('sends a replacement with somebody', () => {
    expect(commandOf({ ...claim, action: 'ship_replacement' }, [])).toBeNull();
    expect(commandOf({ ...claim, action: 'ship_replacement', carrier: 'dhl' }, [])).toEqual({ type: 'ship_replacement', claim: 'W-1-D1-K7', on: '2026-11-22', carrier: 'dhl' });
  });

  test('a report carries the number that the desk gave', () => {
    const report = commandOf({ ...draft, action: 'report_damage', reference: 's1' }, possible);
    expect(report).toMatchObject({ type: 'report_damage', number: 'W-1-D1-K7' });
    expect(report).not.toHaveProperty('evidence');
  });
});
