import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import { lines, oneLine, pair, parts } from '../../components/plain';
import type { Decision, Language, OrderPage, TermsText } from '../../ipc/generated/types';
import { amountRows } from './amount-rows';
import { clauseWords, refusalOf, ruleText, weighed } from './words';

type Told = {
  page: OrderPage;
  /** What is decided: “Return 2 Outdoor camera”. */
  title: string;
  decision: Decision;
  taken: boolean;
  terms: TermsText | undefined;
  /** What the agent says, in the customer's language. */
  said: string;
  language: Language;
};

/** A decision as a text: what the panel says, every amount, day and rule, and the clauses that these come from. */
export function decisionText({ page, title, decision, taken, terms, said, language }: Told, formats: Formats, t: TFunction): string {
  const money = (amount: string) => formats.money(amount, page.order.currency);
  const refund = decision.refund ?? decision.estimate;
  const amounts = refund
    ? [
        pair(t(decision.refund ? 'amounts.refund' : 'amounts.if_complete'), money(refund.total), t),
        ...amountRows(page, refund, formats, t).map((row) => pair(`– ${oneLine(row.name)}`, [money(row.amount), row.note].filter(Boolean).join(', '), t)),
      ]
    : [];
  const rules = decision.rules.map((ground) => {
    const clause = terms?.clauses.find((known) => known.id === ground.clause);
    const words = weighed(ground, formats, t) || ruleText(ground.id, terms, formats.language);
    const source = [clauseWords(ground.clause, t), clause?.title[formats.language]].filter(Boolean).join(', ');
    return `${ground.id} ${oneLine(words)} (${source})`;
  });
  return parts(
    lines(
      `${oneLine(title)} · ${page.order.number}`,
      taken ? t('panel.done') : t(`panel.outcome.${decision.outcome}`),
      decision.outcome === 'refused' ? refusalOf(decision, terms, formats, t) : '',
    ),
    said ? pair(language === formats.language ? t('panel.say') : t('panel.say_in', { language: t(`customer.languages.${language}`) }), said, t) : '',
    lines(decision.void_authorisation ? pair(t('amounts.voided'), money(decision.void_authorisation), t) : '', amounts),
    lines(Object.entries(decision.deadlines).map(([name, day]) => pair(t(`deadlines.${name}`), formats.day(day), t))),
    rules.length > 0 ? lines(t('panel.because'), rules) : '',
  );
}
