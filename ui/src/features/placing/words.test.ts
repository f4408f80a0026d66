import i18next from 'i18next';
import { describe, expect, it } from 'vitest';

import { formatsIn } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { OrderPreview } from '../../ipc/generated/types';
import { CallError } from '../../ipc/host';
import { sayOf, unsoldFor } from './words';

const i18n = i18next.createInstance();
await i18n.init({ lng: 'en', resources: { en: { translation: en }, fr: { translation: fr } }, interpolation: { escapeValue: false } });

const preview = (kind: 'regular' | 'pre_order', gifts: string[]) =>
  ({
    decision: { outcome: 'allowed', rules: [], alternatives: [], obligations: [], deadlines: {} },
    amounts: { total: '404.00' },
    order: {
      kind,
      currency: 'EUR',
      payments: [{ method: 'card' }],
      lines: [
        { kind: 'hardware', quantity: 2, name: 'Camera', sku: 'CAM' },
        ...gifts.map((name) => ({ kind: 'promotional', quantity: 1, name, sku: name })),
      ],
    },
  }) as unknown as OrderPreview;

const said = (language: 'en' | 'fr', kind: 'regular' | 'pre_order', email: string | null, number: string | null, gifts: string[] = []) =>
  sayOf(
    { customer: { id: 'c', name: 'Zoé', email, language }, preview: preview(kind, gifts), number, terms: undefined },
    formatsIn(language),
    i18n.getFixedT(language),
  );

describe('what to say of a new order', () => {
  it('tells what, how much, how it is paid, and where the Order Form goes', () => {
    expect(said('en', 'regular', 'z@example.com', 'O-A-000001-X', ['Bag'])).toBe(
      'I note your order: 2 Camera. It comes with Bag. It comes to €404.00 with tax. You pay by card. Its number is O-A-000001-X. I send the Order Form to z@example.com.',
    );
  });

  it('leaves out what there is not', () => {
    expect(said('en', 'regular', null, null)).toBe('I note your order: 2 Camera. It comes to €404.00 with tax. You pay by card.');
  });

  it('charges nothing for what is only reserved', () => {
    expect(said('fr', 'pre_order', null, null)).toBe(
      'Je note votre précommande\u00a0: 2 Camera. Le total est de 404,00\u00a0€ TTC. Le montant est seulement réservé sur votre carte, et débité à l’expédition.',
    );
  });
});

describe('a basket that cannot be sold', () => {
  it('is told in the words of who puts it together, by the place of its fault', () => {
    const at = (path: string, code = 'bad_input', mixed = true) => unsoldFor(new CallError(code, path), mixed);
    expect(at('basket.discounts[0].amount')).toBe('too_much');
    expect(at('basket.discounts')).toBe('too_much');
    expect(at('basket.lines[12].sku')).toBe('mixed');
    // An article that is sold no more is no slip of the agent's.
    expect(at('basket.lines[12].sku', 'bad_input', false)).toBeNull();
    expect(at('basket.lines[1].quantity')).toBeNull();
    expect(at('basket.lines[1].sku', 'store')).toBeNull();
    expect(unsoldFor(new Error('x'), true)).toBeNull();
  });
});
