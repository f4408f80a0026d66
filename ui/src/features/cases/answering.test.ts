import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';

import { formatsIn } from '../../components/format';
import en from '../../i18n/en.json';
import fr from '../../i18n/fr.json';
import type { AnswerPiece, AnswerRow } from '../../ipc/generated/types';
import { after, answerText, gapsIn, matching } from './answering';

const i18n = i18next.createInstance();
beforeAll(() => i18n.init({ resources: { en: { translation: en }, fr: { translation: fr } }, lng: 'en', interpolation: { escapeValue: false } }));

const pieces: AnswerPiece[] = [
  { is: 'words', text: 'Order ' },
  { is: 'fact', field: 'order.number', fact: { sort: 'words', value: 'W-1 [[x]]' } },
  { is: 'words', text: ', ' },
  { is: 'fact', field: 'order.total', fact: { sort: 'money', value: { value: '1234.5', currency: 'EUR' } } },
  { is: 'words', text: ', ' },
  { is: 'fact', field: 'rma.return_by', fact: { sort: 'day', value: '2026-12-06' } },
  { is: 'words', text: ': ' },
  { is: 'gap', field: 'rma.number' },
  { is: 'no_clause', clause: 'T§99' },
];

describe('an answer', () => {
  test('is written in its own language, whatever the window speaks', () => {
    expect(answerText(pieces, formatsIn('en'), i18n.getFixedT('en')).replaceAll(/\s/gu, ' ')).toBe('Order W-1 [x], €1,234.50, 6 December 2026: [[RMA number]][[clause T§99]]');
    const french = answerText(pieces, formatsIn('fr'), i18n.getFixedT('fr'));
    expect(french.replaceAll(/\s/gu, ' ')).toMatch(/1 234,50 €, 6 décembre 2026/u);
    expect(french).toContain('[[numéro de RMA]]');
  });

  test('has gaps until each is written over; no name makes one', () => {
    const text = answerText(pieces, formatsIn('en'), i18n.getFixedT('en'));
    expect(gapsIn(text)).toEqual(['[[RMA number]]', '[[clause T§99]]']);
    expect(gapsIn(`${text} ${text}`)).toHaveLength(2);
    expect(gapsIn('[x] [[]] [ [y] ]')).toEqual([]);
  });

  test('comes after what was written', () => {
    expect(after('  \n', 'Answer')).toBe('Answer');
    expect(after('Called.\n', 'Answer')).toBe('Called.\n\nAnswer');
  });

  test('is found by words of its title, without accents', () => {
    const rows: AnswerRow[] = [
      { id: 'a', title: { en: 'How to send goods back', fr: 'Comment renvoyer la marchandise' } },
      { id: 'b', title: { en: 'A parcel arrived damaged', fr: 'Un colis arrivé abîmé' } },
    ];
    expect(matching(rows, 'abim', 'fr').map(({ id }) => id)).toEqual(['b']);
    expect(matching(rows, '', 'en')).toHaveLength(2);
    expect(matching(rows, 'zzz', 'en')).toEqual([]);
  });
});
