import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { Problem } from '../../components/problem';
import { call, host } from '../../ipc/calls';
import type { DocumentKind, Language } from '../../ipc/generated/types';
import { useKept } from '../decision/kept';
import { UndoButton } from '../decision/undo';
import { useOrigin } from './origin';

type DocumentProps = { kind: DocumentKind; number: string };

/** A paper as it will be printed, in the customer's language at first. */
export function DocumentScreen({ kind, number }: DocumentProps) {
  // Label and slip of a return share its number: neither remembers the other's language.
  return <Viewer key={`${kind}-${number}`} kind={kind} number={number} />;
}

function Viewer({ kind, number }: DocumentProps) {
  const { t, i18n } = useTranslation();
  const origin = useOrigin(kind, number);
  const [chosen, setChosen] = useState<Language | null>(null);
  const own: Language = i18n.language === 'fr' ? 'fr' : 'en';
  const language = chosen ?? (origin === null ? own : origin?.language);
  const [failed, setFailed] = useState<unknown>(null);
  // Evidence that another desk added is fetched before the file is made; what stays out of reach is named in it.
  const gathered = useQuery({
    queryKey: ['gathered', number],
    queryFn: () => call('gather_evidence', { number }),
    enabled: kind === 'claim_file',
    retry: false,
  });
  const missing = gathered.data?.missing ?? 0;
  const { data, error, refetch } = useQuery({
    queryKey: ['document', kind, number, language, missing],
    queryFn: () => call('document_pages', { kind, number, language: language ?? own }),
    enabled: language !== undefined && (kind !== 'claim_file' || gathered.isFetched),
    placeholderData: (before) => before,
  });
  const sources = useMemo(
    () => (data?.pages ?? []).map((page) => URL.createObjectURL(new Blob([page], { type: 'image/svg+xml' }))),
    [data],
  );
  useEffect(() => () => sources.forEach((source) => URL.revokeObjectURL(source)), [sources]);
  // What cannot be shown can be neither saved nor printed.
  const ready = data !== undefined && !error;
  const run = (what: 'saveDocument' | 'openDocument') => {
    if (!ready || language === undefined) return;
    setFailed(null);
    host[what](kind, number, language).catch(setFailed);
  };
  const open = () => run('openDocument');
  const deeds = {
    print: { name: 'print', keys: ['p', 'o'], act: ready ? open : null },
    save: { name: 'save', keys: ['s'], act: ready ? () => run('saveDocument') : null },
  } satisfies Record<string, Deed>;
  useActions(Object.values(deeds));
  const paper = kind === 'rma_label' ? 'paper label' : 'paper';
  return (
    <div className="viewer">
      <header className="viewer-head">
        <div className="viewer-title">
          {origin?.order ? <Return order={origin.order} /> : null}
          <h1>
            {t(`documents.kinds.${kind}`)} <span className="number">{number}</span>
          </h1>
        </div>
        <span className="filters" role="group" aria-label={t('documents.in')}>
          {(['en', 'fr'] as const).map((option) => (
            <button key={option} type="button" className="filter" lang={option} aria-pressed={option === language} onClick={() => setChosen(option)}>
              {t(`settings.languages.${option}`)}
            </button>
          ))}
        </span>
        <button type="button" className="button" disabled={!ready} onClick={() => run('saveDocument')}>
          {t('documents.save')} <Cap of={deeds.save} />
        </button>
        <button type="button" className="button primary" disabled={!ready} onClick={open}>
          {t('documents.print')} <Cap of={deeds.print} all />
        </button>
      </header>
      {missing > 0 ? (
        <p className="small warning" role="status">
          {t('documents.missing', { count: missing })}
        </p>
      ) : null}
      {failed ? <Problem error={failed} /> : null}
      {error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : (
        <div className="papers" tabIndex={0} role="region" aria-label={t('documents.pages')} aria-busy={!ready}>
          {ready ? (
            sources.map((source, index) => (
              <img
                key={source}
                className={paper}
                src={source}
                alt={t('documents.page', { kind: t(`documents.kinds.${kind}`), number, page: index + 1, of: sources.length })}
              />
            ))
          ) : (
            <div className={`${paper} blank`} role="status">
              <span className="hidden">{t('documents.making')}</span>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

/** Back to the order, and back from what was decided there while that is possible. */
function Return({ order }: { order: string }) {
  const { t } = useTranslation();
  const kept = useKept(order);
  const navigate = useNavigate();
  const there = { to: '/order/$number', params: { number: order } } as const;
  return (
    <p className="small crumbs">
      <Link className="link" {...there}>
        {t('documents.back', { number: order })}
      </Link>
      {kept && !kept.undone ? <UndoButton key={kept.commandId} kept={kept} then={() => void navigate(there)} /> : null}
    </p>
  );
}
