import i18next from 'i18next';
import { describe, expect, test } from 'vitest';

import en from '../i18n/en.json';
import fr from '../i18n/fr.json';
import type { Asked } from '../ipc/generated/types';
import { askedWords } from './command-words';
import { formats } from './format';

const speaking = i18next.createInstance();
void speaking.init({ resources: { en: { translation: en }, fr: { translation: fr } }, lng: 'en', interpolation: { escapeValue: false } });

const cancelled = (units: Asked['units']): Asked => ({
  name: 'cancel_order',
  command: { type: 'cancel_order', by: 'customer', reason: 'change_of_mind' },
  units,
  upshot: { pack: 'p' },
  agent: 'Camille Faure',
  taken_at: '2026-11-22T09:14:00Z',
});
const words = (asked: Asked, language: 'en' | 'fr') => askedWords(asked, formats(language), speaking.getFixedT(language));

describe('what was asked', () => {
  test('names the units that the desk knew', () => {
    const asked = cancelled([{ name: 'Smart plug', quantity: 3 }, { name: 'Home hub', quantity: 1 }]);
    expect(words(asked, 'en')).toBe('Cancellation 3 Smart plug and 1 Home hub');
    expect(words(asked, 'fr')).toBe('Annulation 3 Smart plug et 1 Home hub');
  });

  test('says less where it did not', () => {
    expect(words(cancelled([]), 'en')).toBe('Cancellation, all that is open');
    const command: Asked['command'] = { type: 'request_return', lines: [{ line: '1', quantity: 2 }], reason: 'change_of_mind' };
    expect(words({ ...cancelled([]), name: 'request_return', command }, 'en')).toBe('Return, 2 units');
  });
});
