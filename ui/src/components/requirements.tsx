import { useId } from 'react';
import { useTranslation } from 'react-i18next';

import type { Language, TermsText } from '../ipc/generated/types';

/** The key that says that the customer was told. */
export const TOLD_KEY = 't';

type RequirementsProps = { language: Language; terms: TermsText | undefined; told: boolean; missing: boolean; set: (told: boolean) => void };

/** What the customer must be told before a service is started (Schedule 1), in the customer's language. */
export function Requirements({ language, terms, told, missing, set }: RequirementsProps) {
  const { t } = useTranslation();
  const id = useId();
  const clause = terms?.clauses.find((known) => known.id === 'T Schedule 1');
  return (
    <section className={missing ? 'requirements missing' : 'requirements'}>
      <h3>{t('requirements.title')}</h3>
      {clause ? (
        <p className="small" lang={language} dir="auto">
          {clause.summary[language]}
        </p>
      ) : null}
      <p className="option">
        <input
          id={id}
          type="checkbox"
          checked={told}
          aria-invalid={missing}
          aria-describedby={missing ? `${id}-missing` : undefined}
          onChange={(event) => set(event.target.checked)}
        />
        <label htmlFor={id}>{t('requirements.told')}</label>
        <kbd>{TOLD_KEY.toUpperCase()}</kbd>
      </p>
      {missing ? (
        <p id={`${id}-missing`} className="small warning" role="alert">
          {t('requirements.missing')}
        </p>
      ) : null}
    </section>
  );
}
