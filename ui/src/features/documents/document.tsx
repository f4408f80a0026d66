import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { calls, host } from '../../ipc/calls';
import type { DocumentKind, Language } from '../../ipc/types';

/** A paper as it will be printed. */
export function DocumentScreen({ kind, number }: { kind: DocumentKind; number: string }) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState<Language>(i18n.language === 'fr' ? 'fr' : 'en');
  const [failed, setFailed] = useState<unknown>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['document', kind, number, language],
    queryFn: () => calls.documentPages(kind, number, language),
    placeholderData: (before) => before,
  });
  const sources = useMemo(
    () => (data?.pages ?? []).map((page) => URL.createObjectURL(new Blob([page], { type: 'image/svg+xml' }))),
    [data],
  );
  useEffect(() => () => sources.forEach((source) => URL.revokeObjectURL(source)), [sources]);
  const run = (what: 'saveDocument' | 'openDocument') => {
    setFailed(null);
    host[what](kind, number, language).catch(setFailed);
  };
  useKeys({ p: () => run('openDocument'), s: () => run('saveDocument') });
  return (
    <div className="viewer">
      <header className="viewer-head">
        <h1>
          {t(`documents.kinds.${kind}`)} <span className="number">{number}</span>
        </h1>
        <span className="spacer" />
        <span className="filters">
          {(['en', 'fr'] as const).map((option) => (
            <button key={option} type="button" className="filter" lang={option} aria-pressed={option === language} onClick={() => setLanguage(option)}>
              {t(`settings.languages.${option}`)}
            </button>
          ))}
        </span>
        <button type="button" className="button" onClick={() => run('saveDocument')}>
          {t('documents.save')} <kbd>S</kbd>
        </button>
        <button type="button" className="button primary" onClick={() => run('openDocument')}>
          {t('documents.print')} <kbd>P</kbd>
        </button>
      </header>
      {failed ? <Problem error={failed} /> : null}
      {error ? <Problem error={error} retry={() => void refetch()} /> : null}
      <div className="papers" tabIndex={0} role="region" aria-label={t('documents.pages')}>
        {sources.map((source, index) => (
          <img
            key={source}
            className={kind === 'rma_label' ? 'paper label' : 'paper'}
            src={source}
            alt={t('documents.page', { kind: t(`documents.kinds.${kind}`), number, page: index + 1, of: sources.length })}
          />
        ))}
      </div>
    </div>
  );
}
