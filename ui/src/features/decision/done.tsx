import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useFormats } from '../../components/format';
import { Undone, WayBack } from '../../components/undo';
import type { DocumentRef } from '../../ipc/generated/types';
import { noteUndone, type Kept } from './kept';

/** What was done, its papers, and the way back while there is one. */
export function Done({ kept, reopen }: { kept: Kept; reopen: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { taken, page } = kept;
  const [undone, setUndone] = useState(false);
  const papers = [...taken.documents].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const first = papers[0];
  const navigate = useNavigate();
  const look = ({ kind, number }: DocumentRef) => void navigate({ to: '/document/$kind/$number', params: { kind, number } });
  const looking: Deed | undefined = first && { name: 'paper', title: t('done.look', { paper: t(`documents.kinds.${first.kind}`) }), keys: ['p'], act: () => look(first) };
  useActions(looking ? [looking] : [], 'panel');
  if (undone) return <Undone told={t('done.undone')} reopen={reopen} />;
  const undo = () => {
    noteUndone(kept);
    setUndone(true);
  };
  return (
    <section className="taken">
      {taken.rma_number ? (
        <p className="rma">
          <span className="muted">{t('done.rma')}</span> <strong data-testid="rma">{taken.rma_number}</strong>
        </p>
      ) : null}
      {papers.map((paper, index) => (
        <p key={`${paper.kind}-${paper.number}`} className="taken-paper">
          <button type="button" className="button small" onClick={() => look(paper)}>
            {t(`documents.kinds.${paper.kind}`)} <span className="muted number">{paper.number}</span>
            {index === 0 && looking ? <Cap of={looking} /> : null}
          </button>
          {paper.total ? <span className="figures">{formats.money(paper.total, page.order.currency)}</span> : null}
        </p>
      ))}
      <WayBack kept={kept} undone={undo} />
    </section>
  );
}

const order = ['rma_label', 'return_slip', 'credit_note', 'invoice', 'claim_file'];
