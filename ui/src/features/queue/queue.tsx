import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { needsSomebody } from '../../components/command-words';
import { useFaultWords } from '../../components/fault-words';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { Problem } from '../../components/problem';
import { reread, useQueue, useSync } from '../../components/queries';
import { rowKeys } from '../../components/row-grid';
import { call } from '../../ipc/calls';
import type { Queue, QueuedCommand, SyncState } from '../../ipc/generated/types';
import { useSyncNow } from '../centre/banner';
import { Bootstrap } from '../centre/bootstrap';
import { lastWords, standingWords } from '../centre/standing';
import { counted, filters, inOrder, passes, type Filter } from './filters';
import { Rows, useNote } from './rows';

/** What waits for the centre, and what became of what was sent. */
export function QueueScreen() {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  const { data, error, refetch } = useQueue();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <div className="sheet skeleton" aria-busy="true" />;
  return (
    <div className="queue">
      <Head sync={sync} queue={data} />
      {sync?.standing.is === 'bootstrapping' ? <Bootstrap sync={sync} first={false} /> : null}
      {data.commands.length > 0 ? (
        <List queue={data} />
      ) : (
        <div className="empty">
          <p>
            <strong>{t('queue.none.title')}</strong>
          </p>
          <p className="muted">{t(sync?.server === null ? 'queue.none.local' : 'queue.none.text')}</p>
        </div>
      )}
    </div>
  );
}

function Head({ sync, queue }: { sync: SyncState | undefined; queue: Queue }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const fault = useFaultWords();
  const now = useNow();
  const send = useSyncNow();
  const can = sync !== undefined && sync.server !== null && sync.standing.is !== 'must_enrol' && sync.standing.is !== 'must_upgrade';
  const doSend = () => (can && !send.isPending ? send.mutate() : false);
  const deed: Deed = { name: 'send', keys: ['n'], act: can ? doSend : null, why: can ? undefined : () => t(sync?.server === null ? 'queue.none.local' : 'queue.not_now') };
  useActions([deed]);
  // Since when it is offline says when they last spoke.
  const spoke = sync?.standing.is === 'offline' && sync.standing.since ? formats.ago(sync.standing.since, now) : '';
  const told = sync ? [standingWords(sync, now, formats, t), spoke || (sync.server === null ? '' : lastWords(sync, now, formats, t))] : [];
  const some = t('queue.waits', { count: queue.waiting, number: formats.number(queue.waiting) });
  // An empty list says by itself that nothing waits.
  const waits = queue.waiting > 0 ? some : queue.commands.length > 0 ? t('queue.waits_none') : '';
  return (
    <header className="queue-head">
      <div className="title-row">
        <h1>{t('queue.title')}</h1>
        <span className="spacer" />
        {can ? (
          <button type="button" className="button" aria-disabled={send.isPending} onClick={doSend}>
            {t(send.isPending ? 'queue.sending' : 'queue.send')} <Cap of={deed} />
          </button>
        ) : null}
      </div>
      <p className="muted">
        {[...told, waits]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {sync?.standing.is === 'offline' ? <p className="muted small">{t('queue.offline')}</p> : null}
      {can && queue.commands.some((entry) => entry.can_undo) ? <p className="muted small">{t('queue.send_too')}</p> : null}
      <p className="small" role="status">
        {send.error ? (
          <span className="warning">
            <strong>{fault(send.error).title}.</strong> {fault(send.error).text}
          </span>
        ) : send.isSuccess ? (
          <span className="done-text">{t('queue.sent')}</span>
        ) : null}
      </p>
    </header>
  );
}

function List({ queue }: { queue: Queue }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [filter, setFilter] = useState<Filter>('all');
  const [chosen, setChosen] = useState<string | null>(null);
  const counts = useMemo(() => counted(queue.commands), [queue.commands]);
  const shown = useMemo(() => inOrder(queue.commands).filter((entry) => passes(entry, filter)), [queue.commands, filter]);
  const found = shown.findIndex((entry) => entry.id === chosen);
  const at = Math.max(found, 0);
  const move = (to: number) => setChosen(shown[Math.min(Math.max(to, 0), shown.length - 1)]?.id ?? null);
  const undo = useMutation({
    mutationFn: ({ id }: QueuedCommand) => call('undo', { command_id: id }),
    onSettled: () => void reread(),
  });
  const takeBack = (entry: QueuedCommand | undefined) => (entry?.can_undo && !undo.isPending ? undo.mutate(entry) : false);
  const openPlace = useOpen();
  const open = (entry: QueuedCommand | undefined, event?: KeyboardEvent) => {
    if (entry && needsSomebody(entry.verdict)) openPlace({ to: '/attention', search: { item: entry.id } }, event);
    // A new order that was taken back is nowhere: its customer is.
    else if (entry?.about.kind === 'order' && !(entry.state === 'withdrawn' && entry.asked.name === 'new_order')) openPlace({ to: '/order/$number', params: { number: entry.about.id } }, event);
    else if (entry?.about.kind === 'account') openPlace({ to: '/customer/$id/services', params: { id: entry.about.id } }, event);
    else if (entry?.about.kind === 'stray' && !(entry.state === 'withdrawn' && entry.asked.name === 'new_stray')) openPlace({ to: '/quarantine/$number', params: { number: entry.about.id } }, event);
    else if (entry?.about.kind === 'case' && !(entry.state === 'withdrawn' && entry.asked.name === 'new_case')) openPlace({ to: '/case/$number', params: { number: entry.about.id } }, event);
    else if (entry?.about.customer) openPlace({ to: '/customer/$id', params: { id: entry.about.customer } }, event);
    else return false;
    return;
  };
  useActions([
    rowKeys(at, shown.length, move),
    { name: 'open_row', inPlace: { Enter: () => open(shown[at]) } },
    { name: 'open_elsewhere', inPlace: { 'Mod+Enter': (event) => open(shown[at], event) } },
    { name: 'undo', inPlace: { z: () => takeBack(shown[at]), 'Mod+z': () => takeBack(shown[at]) } },
  ]);
  const unlisted = queue.waiting - counts.waiting - counts.behind - counts.sent;
  return (
    <>
      <div className="filters queue-filters" role="group" aria-label={t('queue.filter')}>
        {filters
          .filter((name) => name === 'all' || counts[name] > 0)
          .map((name) => (
            <button key={name} type="button" className="filter" aria-pressed={name === filter} onClick={() => setFilter(name)}>
              {t(`queue.filters.${name}`)} <span className="faint-count">{formats.number(counts[name])}</span>
            </button>
          ))}
        <span className="spacer" />
        {unlisted > 0 ? <span className="small muted">{t('queue.unlisted', { count: unlisted, number: formats.number(unlisted) })}</span> : null}
      </div>
      <Rows entries={shown} at={at} choose={(entry) => setChosen(entry.id)} open={open} undo={takeBack} fault={undo.error} faultAt={undo.variables?.id} />
      <Foot entry={shown[at]} />
    </>
  );
}

/** All of the chosen row's note, which the row itself may cut off, and the keys. */
function Foot({ entry }: { entry: QueuedCommand | undefined }) {
  const { t } = useTranslation();
  const note = useNote();
  const told = entry ? note(entry) : null;
  return (
    <footer className="queue-foot">
      <p className={told ? `small ${told.tone}` : 'small'}>{told?.text}</p>
      <p className="small muted keys-line" aria-hidden="true">
        <kbd>J</kbd>
        <kbd>K</kbd> {t('keys.choose')} <kbd>{t('keys.enter')}</kbd> {t('keys.open')} {entry?.can_undo ? <kbd>Z</kbd> : null} {entry?.can_undo ? t('done.undo') : null}
      </p>
    </footer>
  );
}
