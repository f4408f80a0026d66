import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';

import { formatsIn } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { CustomerPage, Decision, Language, OrderPage, Refund, TermsText } from '../../ipc/generated/types';
import { customerText } from '../customer/text';
import { decisionText } from '../decision/text';
import { orderText } from './text';

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { translation: en }, fr: { translation: fr } }, interpolation: { escapeValue: false } }));

const words = (language: Language) => [formatsIn(language), i18next.getFixedT(language)] as const;
/** No-break spaces as the signs that they are. */
const plain = (text: string) => text.replace(/\u00a0/g, ' ').replace(/\u202f/g, ' ');

const page = {
  order: {
    number: 'W-100234',
    channel: 'web',
    placed_at: '2026-11-01T10:00:00Z',
    currency: 'EUR',
    market: 'FR',
    consumer: true,
    delivery: {},
    discounts: [{ code: 'NOEL' }],
    payments: [{ method: 'card', authorised: '0.00' }],
    rmas: [{ number: 'R-2026-07', notified_on: '2026-11-20', status: 'open', lines: [{ line: '1', quantity: 2, received: 0 }] }],
  },
  state: 'return_open',
  customer: { id: 'c-1', name: 'Hélène\r\nMarchand', email: null, language: 'fr' },
  terms: { id: 'sales-terms-2017-04-01', accepted_on: '2026-11-01' },
  ledger: [
    { line: '1', sku: 'CAM-OUT', name: 'Outdoor camera', kind: 'hardware', ordered: 3, net: '477.50' },
    { line: 'g', sku: 'SD-64', name: 'microSD', kind: 'promotional', ordered: 1, net: '0.00' },
  ],
  amounts: { discount: '10.00', delivery: '9.90', tax: { '0.2': '97.48' }, total: '584.88', captured: '584.88', refunded: '20.00' },
  offers: [
    { action: 'report_damage', available: true, decision: { deadlines: { carrier_notice: '2026-12-03' } } },
    { action: 'report_damage', available: true, decision: { deadlines: { carrier_notice: '2026-11-25' } } },
    { action: 'request_return', available: true, decision: { deadlines: { return_period_end: '2026-12-01', return_by: '2026-12-07' } } },
    { action: 'cancel_order', available: false, decision: { deadlines: { withdrawal_end: '2026-11-11' } } },
  ],
} as unknown as OrderPage;

describe('an order as a text', () => {
  test('tells head, lines, amounts, deadlines and returns', () => {
    expect(plain(orderText(page, ...words('en')))).toBe(
      [
        'W-100234 · return asked',
        'Hélène Marchand',
        '1 Nov 2026, on the web · France, consumer · terms of 1 Apr 2017, accepted 1 Nov 2026',
        '',
        '3 × Outdoor camera (CAM-OUT): €477.50',
        '1 × microSD (SD-64): gift',
        '',
        'Discount NOEL: −€10.00',
        'Delivery: €9.90',
        'Tax 20%: €97.48',
        'Total: €584.88, paid by card, €20.00 refunded',
        '',
        'Return period ends: 1 Dec 2026',
        'Tell the carrier by: 25 Nov 2026',
        '',
        'RMA R-2026-07: 2 Outdoor camera, asked on 20 Nov 2026, awaited',
      ].join('\n'),
    );
  });

  test('speaks French, with its spaces', () => {
    const text = orderText(page, ...words('fr'));
    expect(text).toContain('3 × Outdoor camera (CAM-OUT)\u00a0: 477,50\u00a0€');
    expect(text).toContain('RMA R-2026-07\u00a0: 2 Outdoor camera, demandé le 20\u00a0nov.\u00a02026, attendu');
  });

  test('has no empty parts', () => {
    const bare = { ...page, offers: [], order: { ...page.order, rmas: [], discounts: [], delivery: null }, amounts: { ...page.amounts, discount: '0.00', refunded: '0.00' } };
    const text = plain(orderText(bare, ...words('en')));
    expect(text).not.toMatch(/\n\n\n|Discount|Delivery|RMA|:\s*$/m);
    expect(text.endsWith('Total: €584.88, paid by card')).toBe(true);
  });
});

describe('a customer as a text', () => {
  const customer = {
    customer: { id: 'c-1', name: 'Hélène\u2028Marchand', email: 'h.marchand@example.fr', open_disputes: 1, accepted_terms: [{ pack: 'a', on: '2026-11-01' }, { pack: 'b', on: '2026-05-01' }] },
    contact: { phone: '+33 6 12 34 56 78', street: '12 rue des Lilas', postcode: '31670', town: 'Labège', country: 'FR', language: 'fr' },
    flags: ['dispute'],
  } as unknown as CustomerPage;

  test('tells who it is and how to reach them', () => {
    expect(plain(customerText(customer, ...words('en')))).toBe(
      [
        `Hélène Marchand · ${en.flags.dispute}`,
        'E-mail address: h.marchand@example.fr',
        'Telephone: +33 6 12 34 56 78',
        '12 rue des Lilas, 31670 Labège, France',
        'speaks French',
        'terms accepted on 1 Nov 2026',
        'a dispute over an unpaid amount is open',
      ].join('\n'),
    );
  });

  test('says what is not known', () => {
    const unknown = { ...customer, customer: { ...customer.customer, email: null, accepted_terms: [], open_disputes: 0 }, contact: { ...customer.contact, phone: null, street: null, postcode: null, town: null }, flags: [] };
    expect(plain(customerText(unknown, ...words('fr')))).toBe(['Hélène Marchand', fr.customer.no_email, 'France', plain(fr.customer.speaks.replace('{{language}}', 'français')), fr.customer.no_terms].join('\n'));
  });
});

describe('a decision as a text', () => {
  const terms = {
    id: 'sales-terms-2017-04-01',
    rules: [{ id: 'RET-3', summary: { en: 'Thirty days to ask', fr: 'Trente jours pour demander' } }],
    clauses: [{ id: 'T§8', title: { en: 'Returns', fr: 'Retours' }, summary: { en: 'x', fr: 'x' } }],
  } as unknown as TermsText;
  const estimate = {
    total: '382.00',
    tax: { '0.2': '63.67' },
    bases: { '0.2': '318.33' },
    delivery: '0.00',
    reimbursement: '0.00',
    unrecovered: '0.00',
    tenders: [],
    parts: { goods: [{ line: '1', quantity: 2, of: 3, amount: '318.33', net: '477.50', credited_before: 0, credited_net_before: '0.00' }], delivery: null, promotional: [], diminished: [] },
  } as unknown as Refund;
  const decision = { outcome: 'allowed', rules: [{ id: 'RET-3', clause: 'T§8', effect: 'permits', facts: {} }], deadlines: { return_by: '2026-12-06' }, refund: null, estimate, void_authorisation: null } as unknown as Decision;
  const told = { page, title: 'Return 2 Outdoor camera', decision, taken: false, terms, said: 'Vous pouvez les renvoyer.', language: 'fr' as const };

  test('tells outcome, words, amounts, days and clauses', () => {
    const text = plain(decisionText(told, ...words('en')));
    expect(text).toBe(
      [
        'Return 2 Outdoor camera · W-100234',
        'allowed',
        '',
        'Say, in French: Vous pouvez les renvoyer.',
        '',
        'Refund if complete: €382.00',
        '– Outdoor camera, 2 of 3: €318.33',
        '– Tax 20%: €63.67',
        '',
        'Send back by: 6 Dec 2026',
        '',
        'Because',
        'RET-3 Thirty days to ask (Terms §8, Returns)',
      ].join('\n'),
    );
  });

  test('gives the reason of a refusal, in the window’s language', () => {
    const refused = { ...decision, outcome: 'refused', estimate: null, deadlines: {}, rules: [{ id: 'RET-3', clause: 'T§8', effect: 'forbids', facts: {} }] } as unknown as Decision;
    const text = plain(decisionText({ ...told, decision: refused, said: '' }, ...words('fr')));
    expect(text.split('\n').slice(0, 3)).toEqual(['Return 2 Outdoor camera · W-100234', fr.panel.outcome.refused, 'Trente jours pour demander']);
    expect(text).not.toContain('Refund');
  });
});
