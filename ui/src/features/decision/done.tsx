import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread } from '../../components/queries';
import { go } from '../../components/route';
import { calls } from '../../ipc/calls';
import type { Taken } from '../../ipc/types';

type DoneProps = { taken: Taken; commandId: string; currency: string; reopen: () => void };

/** What was done, its papers, and the way back while there is one. */
export function Done({ taken, commandId, currency, reopen }: DoneProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [now, setNow] = useState(() => Date.now());
  const until = taken.undo_until ? Date.parse(taken.undo_until) : 0;
  useEffect(() => {
    if (until === 0) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  const undo = useMutation({ mutationFn: () => calls.undo(commandId), onSuccess: () => void reread() });
  const undoable = now < until && !undo.isSuccess && !undo.isPending;
  const papers = [...taken.documents].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const first = papers[0];
  useKeys(
    {
      'Mod+z': () => (undoable ? undo.mutate() : false),
      z: () => (undoable ? undo.mutate() : false),
      p: () => (first ? go({ name: 'document', kind: first.kind, number: first.number }) : false),
    },
    'panel',
  );
  if (undo.isSuccess) {
    return (
      <section className="taken" role="status">
        <p>
          <strong>{t('done.undone')}</strong>
        </p>
        <p>
          <button type="button" className="button small" onClick={reopen}>
            {t('done.again')}
          </button>
        </p>
      </section>
    );
  }
  return (
    <section className="taken">
      {taken.rma_number ? (
        <p className="rma">
          <span className="muted">{t('done.rma')}</span> <strong data-testid="rma">{taken.rma_number}</strong>
        </p>
      ) : null}
      {papers.map((paper, index) => (
        <p key={`${paper.kind}-${paper.number}`}>
          <button
            type="button"
            className="button small"
            onClick={() => go({ name: 'document', kind: paper.kind, number: paper.number })}
          >
            {t(`documents.kinds.${paper.kind}`)} <span className="muted">{paper.number}</span>
            {index === 0 ? <kbd>P</kbd> : null}
          </button>
          {paper.total ? <span className="figures"> {formats.money(paper.total, currency)}</span> : null}
        </p>
      ))}
      <p className="small muted">{t('done.waits')}</p>
      {undo.error ? <Problem error={undo.error} /> : null}
      {undoable ? (
        <p>
          <button type="button" className="button small" onClick={() => undo.mutate()}>
            {t('done.undo')} <kbd>Z</kbd>
          </button>{' '}
          <span className="small muted figures">{t('done.left', { time: left(until - now) })}</span>
        </p>
      ) : null}
    </section>
  );
}

const order = ['rma_label', 'return_slip', 'credit_note', 'invoice'];

/** Minutes and seconds. */
function left(milliseconds: number): string {
  const seconds = Math.max(Math.floor(milliseconds / 1000), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
