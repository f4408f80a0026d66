import { describe, expect, it } from 'vitest';

import { amendedBetween, beginWith, detailsOf, draftOf } from './details';

const begun = (said: string) => beginWith(said, 'FR', 'fr');

describe('a new customer', () => {
  it('begins with what was searched for', () => {
    expect(begun(' zoe@example.com ').email).toBe('zoe@example.com');
    expect(begun('+33 (0)6 12 34').phone).toBe('+33 (0)6 12 34');
    expect(begun('Zoé Ker').name).toBe('Zoé Ker');
  });
  it('takes a number of a document for nothing', () => {
    expect(begun('W-100234')).toEqual({ ...begun(''), name: '' });
  });
  it('is told to the desk without spaces around, and without what is empty', () => {
    const details = detailsOf({ ...begun(' Zoé Ker '), town: '  ', street: ' 3 rue des Lilas' });
    expect(details).toMatchObject({ name: 'Zoé Ker', email: null, town: null, street: '3 rue des Lilas', country: 'FR', language: 'fr' });
  });
});

describe('a correction', () => {
  const contact = { phone: '06', street: null, postcode: null, town: 'Nice', country: 'FR', language: 'fr' as const };
  const customer = { id: 'c', name: 'Zoé', email: null, open_disputes: 0, accepted_terms: [] };
  const was = detailsOf(draftOf(customer, contact));

  it('names only what differs, with what it was', () => {
    const becomes = detailsOf({ ...draftOf(customer, contact), phone: '', email: 'z@example.com' });
    expect(amendedBetween(was, becomes)).toEqual({ email: { was: null, becomes: 'z@example.com' }, phone: { was: '06', becomes: null } });
  });
  it('is empty where nothing differs but spaces', () => {
    expect(amendedBetween(was, detailsOf({ ...draftOf(customer, contact), name: ' Zoé ' }))).toEqual({});
  });
});
