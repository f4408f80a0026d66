import i18next from 'i18next';
import { describe, expect, test } from 'vitest';

import { formats } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { AttentionItem, Conflict, ConflictKind, OrderPage, Side } from '../../ipc/generated/types';
import { newRma, stepsOf } from './steps';
import { supervisorText, tell } from './tell';

const speaking = i18next.createInstance();
void speaking.init({ resources: { en: { translation: en }, fr: { translation: fr } }, lng: 'en', interpolation: { escapeValue: false } });
const english = speaking.getFixedT('en');

const at = new Date(2026, 10, 22, 10, 14).toISOString();
const page = {
  order: { currency: 'EUR', shipments: [{ id: 's1' }] },
  offers: [
    { action: 'request_return', available: true },
    { action: 'refuse_delivery', available: true },
    { action: 'cancel_order', available: false },
  ],
} as unknown as OrderPage;
const reported: Side = { who: null, at, what: 'ingested', command: null, action: null };

function rejected(kind: ConflictKind, more: Partial<Conflict> = {}): AttentionItem {
  const conflict: Conflict = {
    kind,
    mine: { who: 'Camille Faure', at, what: 'cancel_order', command: 'c1', action: null },
    theirs: [],
    rules: ['CAN-4'],
    facts: {},
    steps: ['open', 'let_go', 'tell_customer'],
    ...more,
  };
  return {
    command: 'c1',
    about: { kind: 'order', id: 'W-1', customer: 'c-1', customer_name: 'Hélène Marchand', currency: null },
    asked: {
      name: 'cancel_order',
      command: { type: 'cancel_order', by: 'customer', reason: 'change_of_mind' },
      units: [],
      upshot: { pack: 'p', total: '219.00' },
      agent: 'Camille Faure',
      taken_at: at,
    },
    cause: { cause: 'rejected', conflict },
    since: at,
    behind: 0,
  };
}

const differently = (differences: Extract<AttentionItem['cause'], { cause: 'differently' }>['differences']): AttentionItem => ({
  ...rejected('refused'),
  cause: { cause: 'differently', differences, upshot: null },
});

describe('what to tell the customer', () => {
  test('of units that somebody had cancelled with the whole order: nothing is taken back', () => {
    const gone = { ...page, state: 'cancelled', amounts: { refunded: '585.78' } } as unknown as OrderPage;
    expect(tell(rejected('stale_facts'), gone, formats('en'), english)).toBe(
      'On 22\u00a0November\u00a02026 I told you about a cancellation in your order W-1. The whole order had been cancelled already. ' +
        '€585.78 is refunded for it in all: that takes the place of the €219.00 that I named.',
    );
    const same = { ...gone, amounts: { refunded: '219.00' } } as unknown as OrderPage;
    expect(tell(rejected('competing'), same, formats('en'), english)).toMatch(/cancelled already\. €219\.00 is refunded for it\.$/);
  });

  test('of a cancellation that came after the parcel had left', () => {
    expect(tell(rejected('competing', { theirs: [reported] }), page, formats('en'), english)).toBe(
      'On 22\u00a0November\u00a02026 I told you that your order W-1 would be cancelled. I am sorry: that could not be done. ' +
        'The parcel had left our warehouse before your cancellation reached it. ' +
        'The refund of €219.00 that I named is not paid. You can refuse the parcel at the door. Please tell me how you would like to go on.',
    );
  });

  test('in the customer’s language, with that language’s figures', () => {
    const said = tell(rejected('competing', { theirs: [reported] }), page, formats('fr'), speaking.getFixedT('fr'));
    expect(said).toContain('Le remboursement de 219,00\u00a0€ que j’ai annoncé n’aura pas lieu.');
    expect(said).toContain('Je suis désolé\u00a0:');
  });

  test('takes nothing back that a supervisor may yet grant', () => {
    const said = tell(rejected('limit_exceeded'), page, formats('en'), english);
    expect(said).not.toContain('219.00');
    expect(said).toMatch(/as soon as it is decided\.$/);
  });

  test('names no amount without its currency', () => {
    expect(tell(rejected('refused'), undefined, formats('en'), english)).not.toContain('219');
  });

  test.each(['malformed', 'id_reused', 'forged', 'unknown', 'customer_gone'] as const)('is nothing where it is between us: %s', (kind) => {
    expect(tell(rejected(kind), page, formats('en'), english)).toBe('');
  });

  test('corrects each thing that is otherwise, and only those', () => {
    const said = tell(
      differently([
        { what: 'total', mine: '191.27', theirs: '184.32' },
        { what: 'rma', mine: 'R-1', theirs: 'R-2' },
        { what: 'terms', mine: 'a', theirs: 'b' },
      ]),
      page,
      formats('en'),
      english,
    );
    expect(said).toContain('Some of it is different');
    expect(said).toContain('We refund €184.32, not €191.27.');
    expect(said).toContain('Your return number is R-2, not R-1.');
    expect(said).not.toMatch(/\ba\b, not/);
  });

  test('says nothing of another edition of the terms alone', () => {
    expect(tell(differently([{ what: 'terms', mine: 'a', theirs: 'b' }]), page, formats('en'), english)).toBe('');
  });
});

test('what a supervisor is asked has no customer’s name', () => {
  const asked = supervisorText(rejected('limit_exceeded'), 'It is above the limit.', formats('en'), english);
  expect(asked).toContain('W-1');
  expect(asked).toContain('Rules: CAN-4');
  expect(asked).not.toContain('Marchand');
});

test('a label is printed again first where its number changed', () => {
  const item = differently([{ what: 'rma', mine: 'R-1', theirs: 'R-2' }]);
  expect(newRma(item)).toBe('R-2');
  expect(stepsOf(item)).toEqual(['print', 'noted', 'open']);
  expect(stepsOf(differently([{ what: 'total', mine: '1', theirs: '2' }]))).toEqual(['noted', 'open']);
});
