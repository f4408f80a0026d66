import { describe, expect, test } from 'vitest';

import type { Action, Alternative, Decision, Offer, OrderPage } from '../../ipc/generated/types';
import { insteadOf } from './offers';

const offer = (action: Action, available: boolean, reference: string | null = null): Offer => ({
  action,
  available,
  decision: null,
  command: { type: 'cancel_order', by: 'customer', reason: 'mistake' },
  reference,
});
const page = (...offers: Offer[]) => ({ offers }) as OrderPage;
const refusal = (...alternatives: Alternative[]) => ({ outcome: 'refused', alternatives }) as unknown as Decision;
const asked = { action: 'request_return' as const, reference: null };

describe('instead of what is refused', () => {
  test('comes what the rules name, where it is possible', () => {
    const shown = page(offer('request_return', false), offer('cancel_order', true), offer('report_damage', true, 's1'));
    expect(insteadOf(shown, refusal('cancel_order'), asked)).toEqual({ offers: [shown.offers[1]], named: true, advice: [] });
  });

  test('comes what else is possible, where the rules name nothing that is', () => {
    const shown = page(offer('request_return', false), offer('cancel_order', false), offer('report_damage', true, 's1'));
    for (const decision of [refusal(), refusal('cancel_order')]) {
      expect(insteadOf(shown, decision, asked)).toEqual({ offers: [shown.offers[2]], named: false, advice: [] });
    }
  });

  test('comes nothing that is refused too, nor the same again', () => {
    const shown = page(offer('request_return', true), offer('cancel_order', false));
    expect(insteadOf(shown, refusal(), asked).offers).toEqual([]);
  });

  test('comes advice, where others must act', () => {
    expect(insteadOf(page(offer('request_return', false)), refusal('contact_reseller'), asked).advice).toEqual(['contact_reseller']);
  });
});
