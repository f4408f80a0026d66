import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useAnswersForOthers } from '../../components/answering';
import { Cap } from '../../components/cap';
import { NothingWaits } from '../../components/chooser';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { CallError } from '../../ipc/calls';
import { spans, useWhatIf, type Draft, type Progress } from './count';
import { FoundParts } from './found';

/** No terms pack is as long as this, in characters. */
const LONGEST = 1_000_000;

/** What a draft of the terms would have changed about what was decided. */
export function WhatIfScreen() {
  const { t } = useTranslation();
  const answers = useAnswersForOthers();
  const { data: sync } = useSync();
  const client = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [months, setMonths] = useState<number>(3);
  const [stopped, setStopped] = useState(false);
  const [unread, setUnread] = useState(false);
  const { data, error, refetch, progress, isFetching } = useWhatIf(draft, months, stopped);
  const over = (span: number) => {
    setStopped(false);
    setMonths(span);
  };
  const stop = () => {
    setStopped(true);
    void client.cancelQueries({ queryKey: ['what if'] });
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = file.size > LONGEST ? null : await file.text().catch(() => null);
    setUnread(text === null);
    setStopped(false);
    setDraft(text === null ? null : { name: file.name, text, chosen: Date.now() });
  };
  const choose = { name: 'choose_draft', keys: ['o'], act: () => chooser.current?.click() };
  const halt = { name: 'stop_comparing', keys: ['s'], act: isFetching ? stop : null };
  useActions(answers ? [choose, halt, ...spans.map(({ months: span, name }, at) => ({ name, keys: [String(at + 1)], act: months === span && !stopped ? null : () => over(span) }))] : []);
  if (!answers) return <NothingWaits title={t('what_if.title')} none={t('what_if.not_yours.title')} text={t('what_if.not_yours.text')} />;
  return (
    <div className="sheet figures-page">
      <header className="figures-head">
        <h1>{t('what_if.title')}</h1>
        <div className="filters" role="group" aria-label={t('what_if.span')}>
          {spans.map(({ months: span }, at) => (
            <button key={span} type="button" className="filter" aria-pressed={months === span} onClick={() => over(span)}>
              {t('what_if.months', { count: span })} <kbd>{at + 1}</kbd>
            </button>
          ))}
        </div>
        <button type="button" className="button small" onClick={choose.act}>
          {t('what_if.choose')} <Cap of={choose} />
        </button>
        <input
          ref={chooser}
          type="file"
          hidden
          accept=".json,application/json"
          tabIndex={-1}
          data-testid="draft"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </header>
      <p className="muted small" role="status">
        {unread ? t('what_if.unread') : draft ? (isFetching ? t('what_if.comparing', { name: draft.name }) : stopped ? t('what_if.stopped') : t('what_if.draft', { name: draft.name })) : null}
      </p>
      {sync && sync.orders_months > 0 ? <p className="note">{t('what_if.part', { count: sync.orders_months })}</p> : null}
      {!draft ? (
        <div className="empty">
          <h2>{t('what_if.none.title')}</h2>
          <p className="muted">{t('what_if.none.text')}</p>
        </div>
      ) : stopped ? null : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : data ? (
        <FoundParts run={data.run} found={data.found} />
      ) : (
        <Comparing progress={progress} stop={stop} deed={halt} />
      )}
    </div>
  );
}

/** A file that is no draft is told with the place of its fault; trying the same again would not help. */
function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const { code, path } = CallError.from(error);
  if (code !== 'bad_input') return <Problem error={error} retry={retry} />;
  const place = path?.replace(/^draft\.?/, '');
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{t('what_if.bad.title')}</strong>
      </p>
      <p className="muted">{place ? t('what_if.bad.place', { place }) : t('what_if.bad.text')}</p>
    </div>
  );
}

function Comparing({ progress, stop, deed }: { progress: Progress | null; stop: () => void; deed: Parameters<typeof Cap>[0]['of'] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { looked_at, of } = progress ?? { looked_at: 0, of: 0 };
  return (
    <div className="figures-wait" aria-busy="true">
      <progress className="progress" value={of === 0 ? undefined : looked_at} max={Math.max(of, 1)} aria-label={t('what_if.busy')} />
      <p className="small muted">{of > 0 ? t('what_if.progress', { done: formats.number(looked_at), count: of, number: formats.number(of) }) : t('what_if.busy')}</p>
      <button type="button" className="button small" onClick={stop}>
        {t('what_if.stop')} <Cap of={deed} />
      </button>
    </div>
  );
}
