import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { UndoBar, UndoButton, useLeft } from '../../components/undo';
import { noteUndone, type KeptAccount } from './kept';
import { titleOf } from './words';

/** What was done, and the way back while there is one. */
export function DoneAccount({ kept, reopen }: { kept: KeptAccount; reopen: () => void }) {
  const { t } = useTranslation();
  const left = useLeft(kept.until);
  const [undone, setUndone] = useState(false);
  if (undone) {
    return (
      <section className="taken" role="status">
        <p>
          <strong>{t('account.undone')}</strong>
        </p>
        <p>
          <button type="button" className="button small" onClick={reopen}>
            {t('done.again')}
          </button>
        </p>
      </section>
    );
  }
  const undo = () => {
    noteUndone(kept);
    setUndone(true);
  };
  return (
    <section className="taken">
      <p>
        <strong>{t(`account.actions.${kept.asking.action}.done`)}</strong>
      </p>
      <p className="small muted">{t('done.waits')}</p>
      {kept.until > 0 ? (
        // The line stays when the time is over: nothing below it moves.
        <p className="undo-line">{left > 0 ? <UndoButton kept={kept} undone={undo} /> : <span className="small muted">{t('done.over')}</span>}</p>
      ) : null}
    </section>
  );
}

/** The way back for an agent who has closed the panel. */
export function UndoAccount({ kept }: { kept: KeptAccount }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <UndoBar kept={kept} undone={() => noteUndone(kept)} told={t('account.undone')} what={titleOf(kept.asking, formats, t)} />;
}
