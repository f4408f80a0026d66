import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { askedWords, needsSomebody, reasonWords, referenceOf, verdictWords } from '../../components/command-words';
import { useFaultWords } from '../../components/fault-words';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { useSync } from '../../components/queries';
import { RowGrid } from '../../components/row-grid';
import type { QueuedCommand } from '../../ipc/generated/types';

/** The height of a row, in pixels: as in screens.css. */
const ROW = 52;

type RowsProps = {
  entries: QueuedCommand[];
  at: number;
  choose: (entry: QueuedCommand) => void;
  open: (entry: QueuedCommand) => void | false;
  undo: (entry: QueuedCommand) => void | false;
  fault: unknown;
  faultAt: string | undefined;
};

const idOf = (entry: QueuedCommand) => `queued-${entry.id}`;

/** What waits and what was settled, each in a row. */
export function Rows({ entries, at, choose, open, undo, fault, faultAt }: RowsProps) {
  const { t } = useTranslation();
  return (
    <RowGrid
      label={t('queue.title')}
      heads="queue-row queue-columns"
      columns={['what', 'about', 'when', 'state'].map((name) => ({ name, className: `queue-${name}`, words: t(`queue.columns.${name}`) }))}
      items={entries}
      at={at}
      height={ROW}
      idOf={idOf}
    >
      {(entry, index, chosen) => (
        <Row key={entry.id} entry={entry} index={index} chosen={chosen} choose={choose} open={open} undo={undo} fault={entry.id === faultAt ? fault : null} />
      )}
    </RowGrid>
  );
}

/** What is to be known of an entry, in one sentence: why it may be or was not taken. */
export function useNote(): (entry: QueuedCommand) => { text: string; tone: 'waiting-text' | 'warning' } | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  return ({ doubt, state, verdict }) => {
    if (doubt && state !== 'settled' && state !== 'withdrawn') {
      return { text: t('queue.doubt', { reason: reasonWords(doubt, formats, now, t) }), tone: 'waiting-text' };
    }
    return verdict?.result === 'rejected' ? { text: reasonWords(verdict.conflict, formats, now, t), tone: 'warning' } : null;
  };
}

type RowProps = Omit<RowsProps, 'entries' | 'at' | 'faultAt'> & { entry: QueuedCommand; index: number; chosen: boolean };

function Row({ entry, index, chosen, choose, open, undo, fault }: RowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { asked, about } = entry;
  const what = askedWords(asked, formats, t);
  return (
    <div
      id={idOf(entry)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen}
      className="queue-row"
      onClick={() => choose(entry)}
      onDoubleClick={() => void open(entry)}
    >
      <span role="gridcell" className="queue-what">
        <span className="clip strong" title={what}>
          {what}
        </span>
        <Note entry={entry} fault={fault} />
      </span>
      <span role="gridcell" className="queue-about">
        <span className="clip">
          {about.kind === 'order' ? (
            <Link className="plain-link" to="/order/$number" params={{ number: about.id }} tabIndex={chosen ? 0 : -1}>
              {about.id}
            </Link>
          ) : about.kind === 'account' ? (
            <Link className="plain-link" to="/customer/$id/services" params={{ id: about.id }} tabIndex={chosen ? 0 : -1}>
              {t('about.account')}
            </Link>
          ) : about.kind === 'case' ? (
            <Link className="plain-link" to="/case/$number" params={{ number: about.id }} tabIndex={chosen ? 0 : -1}>
              {about.id}
            </Link>
          ) : about.kind === 'stray' ? (
            <Link className="plain-link" to="/quarantine/$number" params={{ number: about.id }} tabIndex={chosen ? 0 : -1}>
              {about.id}
            </Link>
          ) : (
            t(`about.${about.kind}`)
          )}
        </span>
        <span className="clip small muted">
          <bdi dir="auto">{about.customer_name ?? ''}</bdi>
        </span>
      </span>
      <span role="gridcell" className="queue-when">
        <span className="clip" title={formats.ago(asked.taken_at, now)}>
          {formats.moment(asked.taken_at, now)}
        </span>
        <span className="clip small muted">{asked.agent}</span>
      </span>
      <span role="gridcell" className="queue-state">
        <State entry={entry} chosen={chosen} />
        {entry.can_undo ? (
          <button type="button" className="button small" tabIndex={chosen ? 0 : -1} aria-label={t('queue.undo_what', { what, about: about.kind === 'account' ? (about.customer_name ?? t('about.account')) : about.id })} onClick={() => void undo(entry)}>
            {t('done.undo')} {chosen ? <kbd>Z</kbd> : null}
          </button>
        ) : null}
      </span>
    </div>
  );
}

/** What is worth knowing about it, in one line. */
function Note({ entry, fault }: { entry: QueuedCommand; fault: unknown }) {
  const words = useFaultWords();
  const note = useNote()(entry);
  if (fault) {
    return (
      <span className="clip small warning" role="alert">
        {words(fault).title}
      </span>
    );
  }
  return <span className={note ? `clip small ${note.tone}` : 'clip small muted'}>{note?.text ?? referenceOf(entry.asked)}</span>;
}

const tones = { waiting: 'waiting', behind: 'waiting', sealed: 'now', answered: 'now', settled: 'done', withdrawn: 'plain' } as const;

function State({ entry: { state, verdict, id, can_undo: canUndo }, chosen }: { entry: QueuedCommand; chosen: boolean }) {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  const apart = state === 'sealed' && sync?.standing.is !== 'online';
  const settled = state === 'settled' && verdict ? verdictWords(verdict, t) : null;
  const tone = settled?.tone ?? (apart ? 'waiting' : tones[state]);
  const words = settled?.words ?? t(`queue.states.${apart ? 'sealed_apart' : state === 'waiting' && canUndo ? 'waiting_held' : state}`);
  const asks = needsSomebody(verdict);
  return (
    <span className="queue-state-words">
      <span className={`dot ${tone}`} aria-hidden="true" />
      {asks ? (
        <Link className="link" to="/attention" search={{ item: id }} tabIndex={chosen ? 0 : -1}>
          {words}
        </Link>
      ) : (
        <span>{words}</span>
      )}
    </span>
  );
}
