import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import { match } from '../../components/matching';
import type { AnswerFact, AnswerPiece, AnswerRow, Language } from '../../ipc/generated/types';

/** What stands where nothing is known: it is written over before the answer goes. */
const GAP = /\[\[[^[\]]+\]\]/gu;
const gap = (name: string) => `[[${name}]]`;

/** The places of a text that nobody has written over yet, each once. */
export const gapsIn = (text: string): string[] => [...new Set(text.match(GAP) ?? [])];

function factText(fact: AnswerFact, formats: Formats, t: TFunction): string {
  switch (fact.sort) {
    case 'words':
      // Whatever a name holds, it is no gap.
      return fact.value.replaceAll('[[', '[').replaceAll(']]', ']');
    case 'day':
      return formats.longDay(fact.value);
    case 'money':
      return formats.money(fact.value.value, fact.value.currency);
    case 'carrier':
      return t(`carriers.${fact.value}`, { defaultValue: fact.value });
  }
}

/** An answer as it is read, in the language of these formats and words. */
export function answerText(pieces: AnswerPiece[], formats: Formats, t: TFunction): string {
  const said = (piece: AnswerPiece): string => {
    switch (piece.is) {
      case 'words':
        return piece.text;
      case 'fact':
        return factText(piece.fact, formats, t);
      case 'gap':
        return gap(t(`answers.fields.${piece.field.replaceAll('.', '_')}`));
      case 'no_clause':
        return gap(t('answers.clause', { clause: piece.clause }));
    }
  };
  return pieces.map(said).join('');
}

/** The templates whose title has every word that was typed. */
export const matching = (rows: AnswerRow[], typed: string, language: Language): AnswerRow[] => rows.filter(({ title }) => match(typed, title[language]) !== null);

/** What was written stays; an answer comes after it. */
export const after = (written: string, answer: string): string => (written.trim() === '' ? answer : `${written.trimEnd()}\n\n${answer}`);
