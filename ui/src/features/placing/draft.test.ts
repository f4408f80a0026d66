import { describe, expect, it } from 'vitest';

import type { Catalogue, NewOrderPage } from '../../ipc/generated/types';
import { articlesFor, basketOf, begin, begunFor, discountFault, discountOf, forgetBegun, isMixed, keepDraft, matching, sentTo, type OrderDraft } from './draft';

const name = (text: string) => ({ en: text, fr: `${text} fr` });
const catalogue: Catalogue = {
  markets: {
    FR: { currency: 'EUR', tax_rate: '0.20', time_zone: 'Europe/Paris' },
    US: { currency: 'USD', tax_rate: '0.0875', time_zone: 'America/New_York' },
  },
  articles: [
    { sku: 'CAM-OUT', name: name('Outdoor camera'), kind: 'hardware', prices: { EUR: '199.00', USD: '219.00' }, camera: true },
    { sku: 'HUB', name: name('Home hub'), kind: 'hardware', prices: { EUR: '99.00' } },
    { sku: 'GIFT', name: name('Sensor'), kind: 'promotional', prices: { EUR: '12.00' }, given_with: ['CAM-OUT'] },
  ],
  deliveries: [{ id: 'ground', name: name('Ground'), prices: { EUR: '5.00' } }],
  services: [],
};
const page: NewOrderPage = { customer: { id: 'c', name: 'Zoé', email: null, language: 'fr' }, market: 'FR', catalogue };
const draft = (changed: Partial<OrderDraft>): OrderDraft => ({ ...begin(page), ...changed });

describe('a basket', () => {
  it('begins with nothing, at home, by the first delivery', () => {
    expect(begin(page)).toMatchObject({ market: 'FR', delivery: 'ground', units: {}, told: false });
    expect(basketOf(begin(page), page)).toBeNull();
  });

  it('names what has units, in the order of the catalogue and the customer’s language', () => {
    const basket = basketOf(draft({ units: { HUB: 1, 'CAM-OUT': 2, NONE: 3 } }), page);
    expect(basket?.lines).toEqual([
      { sku: 'CAM-OUT', quantity: 2 },
      { sku: 'HUB', quantity: 1 },
    ]);
    expect(basket).toMatchObject({ market: 'FR', naming: 'fr', delivery: 'ground', payment: 'card', consumer: true });
    expect(basket).not.toHaveProperty('discounts');
  });

  it('has only what is sold in the market’s currency', () => {
    expect(articlesFor(catalogue, 'USD').map(({ sku }) => sku)).toEqual(['CAM-OUT']);
    expect(basketOf(draft({ market: 'US', units: { HUB: 1 } }), page)).toBeNull();
    expect(basketOf(draft({ market: null, units: { HUB: 1 } }), page)).toBeNull();
  });

  it('names no way of delivery where the customer comes for it', () => {
    expect(basketOf(draft({ units: { HUB: 1 }, delivery: null }), page)).not.toHaveProperty('delivery');
  });

  it('takes a discount with either comma, and none that is not whole', () => {
    expect(discountOf('1 234,50')).toBe('1234.50');
    expect(discountOf('10')).toBe('10');
    for (const wrong of ['', '-1', '1.234', 'ten', '1,2,3']) expect(discountOf(wrong)).toBeNull();
    expect(basketOf(draft({ units: { HUB: 1 }, code: ' SORRY ', discount: '10,5' }), page)?.discounts).toEqual([{ code: 'SORRY', amount: '10.5' }]);
    expect(basketOf(draft({ units: { HUB: 1 }, code: 'SORRY', discount: '0' }), page)).not.toHaveProperty('discounts');
    expect(discountFault(draft({ code: 'SORRY' }))).toBe('amount');
    expect(discountFault(draft({ discount: '5' }))).toBe('code');
    expect(discountFault(draft({ code: 'SORRY', discount: 'five' }))).toBe('amount');
    expect(basketOf(draft({ units: { HUB: 1 }, discount: '5' }), page)).toBeNull();
  });
});

describe('looking for an article', () => {
  it('goes by name in both languages, and by number', () => {
    const found = (words: string) => matching(articlesFor(catalogue, 'EUR'), words).map(({ sku }) => sku);
    expect(found('')).toEqual(['CAM-OUT', 'HUB']);
    expect(found('cam out')).toEqual(['CAM-OUT']);
    expect(found('hub fr')).toEqual(['HUB']);
    expect(found('qqq')).toEqual([]);
  });
});

describe('another country', () => {
  it('keeps the way of delivery where it has a price there, and takes the first that has one where not', () => {
    const express = { id: 'express', name: name('Express'), prices: { EUR: '15.00' } };
    const wide = { ...catalogue, deliveries: [{ id: 'ground', name: name('Ground'), prices: { EUR: '5.00', USD: '7.00' } }, express] };
    expect(sentTo(draft({ delivery: 'ground' }), 'US', wide)).toEqual({ market: 'US', delivery: 'ground' });
    expect(sentTo(draft({ delivery: 'express' }), 'US', wide)).toEqual({ market: 'US', delivery: 'ground' });
    expect(sentTo(draft({ delivery: null }), 'US', wide)).toEqual({ market: 'US', delivery: null });
    expect(sentTo(draft({ delivery: 'ground' }), 'US', catalogue)).toEqual({ market: 'US', delivery: null });
    // Nothing was sold to the first one: nobody had said that the customer comes for it.
    expect(sentTo(draft({ market: null, delivery: null }), 'FR', wide)).toEqual({ market: 'FR', delivery: 'ground' });
  });
});

describe('a draft', () => {
  it('is found again until it is placed', () => {
    const begun = draft({ units: { HUB: 2 } });
    keepDraft('c', { ...begun, told: true });
    expect(begunFor(page)).toEqual(begun);
    keepDraft('c', null);
    expect(begunFor(page)).toEqual(begin(page));
  });
  it('is forgotten once somebody else may sit there', () => {
    keepDraft('c', draft({ units: { HUB: 2 } }));
    forgetBegun();
    expect(begunFor(page)).toEqual(begin(page));
  });
});

describe('what can only be reserved', () => {
  it('is mixed with what is sold at once, and never with itself', () => {
    const later = { ...catalogue, articles: catalogue.articles.map((article) => ({ ...article, pre_order: article.sku === 'HUB' })) };
    const asked = (units: Record<string, number>) => basketOf(draft({ units }), { ...page, catalogue: later });
    const mixed = [asked({ HUB: 1 }), asked({ 'CAM-OUT': 1 }), asked({ HUB: 1, 'CAM-OUT': 1 })].map((basket) => basket && isMixed(basket, later));
    expect(mixed).toEqual([false, false, true]);
  });
});
