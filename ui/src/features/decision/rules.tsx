import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { Decision, Language, TermsText } from '../../ipc/generated/types';
import { clauseWords, ruleText, weighed } from './words';

type RulesProps = { decision: Decision; terms: TermsText | undefined; language: Language };

/** Why: every rule in plain words, with its clause in the customer's language. */
export function Rules({ decision, terms, language }: RulesProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  // The first reason of a refusal stands above it in its own words; here it is the rule's.
  const told = decision.outcome === 'refused' ? decision.rules.find((rule) => rule.effect === 'forbids') : undefined;
  return (
    <section className="rules">
      <h3>{t('panel.because')}</h3>
      <ul>
        {decision.rules.map((ground, index) => {
          const clause = terms?.clauses.find((known) => known.id === ground.clause);
          const summary = ruleText(ground.id, terms, formats.language);
          const words = (ground === told ? '' : weighed(ground, formats, t)) || summary;
          return (
            <li key={`${ground.id}-${index}`}>
              <span className={`rule-id ${ground.effect}`} title={t(`panel.effects.${ground.effect}`)}>
                {ground.id}
              </span>
              <details>
                <summary>
                  {words} <span className="muted number">{clauseWords(ground.clause, t)}</span>
                </summary>
                {words === summary ? null : <p className="small muted">{summary}</p>}
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
