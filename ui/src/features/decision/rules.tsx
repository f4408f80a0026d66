import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { Decision, OrderPage, TermsText } from '../../ipc/types';
import { clauseWords, ruleText, weighed } from './words';

/** Why: every rule in plain words, with its clause in the customer's language. */
export function Rules({ decision, terms, page }: { decision: Decision; terms: TermsText | undefined; page: OrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { language } = page.customer;
  return (
    <section className="rules">
      <h3>{t('panel.because')}</h3>
      <ul>
        {decision.rules.map((ground, index) => {
          const clause = terms?.clauses.find((known) => known.id === ground.clause);
          const words = weighed(ground, formats, t) || ruleText(ground.id, terms, formats.language);
          return (
            <li key={`${ground.id}-${index}`}>
              <span className={`rule-id ${ground.effect}`} title={t(`panel.effects.${ground.effect}`)}>
                {ground.id}
              </span>
              <details>
                <summary>
                  {words} <span className="muted number">{clauseWords(ground.clause, t)}</span>
                </summary>
                <p className="small muted">{ruleText(ground.id, terms, formats.language)}</p>
                {clause ? (
                  <p className="small" lang={language} dir="auto">
                    <strong>{clause.title[language]}</strong> {clause.summary[language]}
                  </p>
                ) : null}
              </details>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
