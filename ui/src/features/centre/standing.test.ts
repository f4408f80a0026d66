import i18next from 'i18next';
import { describe, expect, test } from 'vitest';

import { formats } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { SyncState } from '../../ipc/generated/types';
import { leaseOf, percentOf, told } from './standing';

const speaking = i18next.createInstance();
void speaking.init({ resources: { en: { translation: en }, fr: { translation: fr } }, lng: 'en' });

const now = new Date(2026, 10, 22, 11, 0).getTime();
const minutes = (ago: number) => new Date(now - ago * 60_000).toISOString();
const sync: SyncState = {
  standing: { is: 'online' },
  waiting: 0,
  attention: 0,
  last_sync: minutes(2),
  server: 'https://centre.example',
  device_name: 'Counter 2',
  agent: null,
  lease_until: null,
  lease_over: false,
  locked: false,
  can_lock: true,
  hold_seconds: 8,
  orders_months: 0,
};
const inLanguage = (language: 'en' | 'fr', changed: Partial<SyncState>) =>
  told({ ...sync, ...changed }, now, formats(language), speaking.getFixedT(language));

describe('the corner says', () => {
  test('when the centre last answered', () => {
    expect(inLanguage('en', {})).toEqual({
      tone: 'done',
      words: ['Online, 10:58'],
      more: 'last contact 10:58, 2 minutes ago',
      spoken: 'Online',
    });
  });

  test('since when it does not, and how many wait', () => {
    const offline = { standing: { is: 'offline', since: minutes(18) }, waiting: 40 } as const;
    expect(inLanguage('en', offline).words).toEqual(['Offline since 10:42', '40 waiting']);
    expect(inLanguage('fr', offline).words).toEqual(['Hors ligne depuis 10:42', '40 en attente']);
  });

  test('the day too, where that was not today', () => {
    expect(inLanguage('en', { standing: { is: 'offline', since: minutes(3 * 24 * 60) } }).words[0]).toBe('Offline since 19\u00a0Nov\u00a011:00');
  });

  test('to a screen reader nothing that changes by itself', () => {
    const first = inLanguage('en', { standing: { is: 'bootstrapping', done: 10, total: 100, filing: false }, waiting: 1, attention: 1 });
    const second = inLanguage('en', { standing: { is: 'bootstrapping', done: 11, total: 100, filing: false }, waiting: 2, attention: 1 });
    expect(first.words).not.toEqual(second.words);
    expect(first.spoken).toBe(second.spoken);
    expect(first.spoken).toBe('Fetching orders. 1 command needs attention');
  });
});

test.each([
  [0, 0, 0],
  [1, 3, 33],
  [3_999_999, 4_000_000, 99],
  [4_000_000, 4_000_000, 99],
])('%i of %i is %i %%: all of it is told by being through', (done, total, percent) => {
  expect(percentOf(done, total)).toBe(percent);
});

describe('the lease', () => {
  const apart = { ...sync, standing: { is: 'offline', since: minutes(60) } } as const;
  const hours = (ahead: number) => new Date(now + ahead * 3_600_000).toISOString();

  test('is told within a day of its end', () => {
    expect(leaseOf({ ...apart, lease_until: hours(25) }, now)).toBe('none');
    expect(leaseOf({ ...apart, lease_until: hours(24) }, now)).toBe('soon');
  });

  test('is over when the desk says so, whatever this clock shows', () => {
    expect(leaseOf({ ...apart, lease_until: hours(5), lease_over: true }, now)).toBe('over');
  });

  test('is no concern while the centre answers', () => {
    expect(leaseOf({ ...sync, lease_until: hours(1) }, now)).toBe('none');
  });
});
