import i18next from 'i18next';
import { describe, expect, test } from 'vitest';

import { formats } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { AccountCommand, AccountPage, Decision } from '../../ipc/generated/types';
import type { Asking } from './offers';
import { sayOf } from './words';

const speaking = i18next.createInstance();
void speaking.init({ resources: { en: { translation: en }, fr: { translation: fr } }, lng: 'en', interpolation: { escapeValue: false } });

const page = { currency: 'EUR' } as unknown as AccountPage;
const asking = { action: 'cancel_service', of: 'security', row: { name: { en: 'Alarm', fr: 'Alarme' } } } as unknown as Asking;
const decided = (changed: Partial<Decision>): Decision =>
  ({ outcome: 'allowed', rules: [], alternatives: [], obligations: [], deadlines: {}, period: { start: '2026-11-05', end: '2026-12-05' }, ...changed }) as unknown as Decision;
const said = (language: 'en' | 'fr', command: AccountCommand, decision: Decision, price: string | null = null) =>
  sayOf({ page, asking, command, decision, terms: undefined, price }, formats(language), speaking.getFixedT(language)).replaceAll('\u00a0', ' ');
const end: AccountCommand = { type: 'cancel_service', service: 'security' };

describe('what to say to the customer', () => {
  test('of a service that is credited', () => {
    const credit = { net: '4.00', tax: '0.80', gross: '4.80' };
    expect(said('en', end, decided({ credit }))).toBe('I end “Alarm” today. For the days left, €4.80 with tax come off your next invoice.');
    expect(said('fr', end, decided({ credit }))).toContain('J’arrête « Alarme » aujourd’hui.');
  });

  test('of the last service: the choice, then what was chosen', () => {
    expect(said('en', end, decided({ outcome: 'choice_required' }))).toContain('Which do you prefer?');
    expect(said('en', { ...end, mode: 'immediate' }, decided({ status: 'ended' }))).toContain('are not refunded');
    expect(said('en', { ...end, mode: 'period_end' }, decided({ status: 'ending', stops_on: '2026-12-05' }))).toBe(
      '“Alarm” runs until 5 December 2026 and stops then. Until that day you can take this back.',
    );
  });

  test('of video: what is recorded, what it costs now, and then', () => {
    const command: AccountCommand = { type: 'subscribe', service: 'video', price: '19.98', retention_days: 30, cameras: ['a', 'b'] };
    const charge = { net: '8.66', tax: '1.73', gross: '10.39' };
    expect(said('en', command, decided({ charge }), '19.98')).toBe(
      'I start “Alarm” for you today, on 2 cameras; recordings are kept for 30 days. Until 5 December 2026 it costs €10.39 with tax. From then on it is €19.98 a month before tax, until you end it.',
    );
  });

  test('of a refusal: why, and what can be done instead', () => {
    const rules: Decision['rules'] = [{ id: 'EU-2', clause: 'L', effect: 'forbids', facts: { started_on: '2026-07-05', until: '2026-07-20', statutory: true } }];
    expect(said('en', { type: 'withdraw_service', service: 'security' }, decided({ outcome: 'refused', rules, alternatives: ['cancel_service'] }))).toBe(
      'I am sorry, the 14 days to withdraw ended on 20 Jul 2026. You can end the service.',
    );
  });
});
