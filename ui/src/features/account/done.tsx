import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { UndoBar, Undone, WayBack } from '../../components/undo';
import { noteUndone, type KeptAccount } from './kept';
import { titleOf } from './words';

/** What was done, and the way back while there is one. */
export function DoneAccount({ kept, reopen }: { kept: KeptAccount; reopen: () => void }) {
  const { t } = useTranslation();
  const [undone, setUndone] = useState(false);
  if (undone) return <Undone told={t('account.undone')} reopen={reopen} />;
  const undo = () => {
    noteUndone(kept);
    setUndone(true);
  };
  return (
    <section className="taken">
      <p>
        <strong>{t(`account.actions.${kept.asking.action}.done`)}</strong>
      </p>
      <WayBack kept={kept} undone={undo} />
    </section>
  );
}

/** The way back for an agent who has closed the panel. */
export function UndoAccount({ kept }: { kept: KeptAccount }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <UndoBar kept={kept} undone={() => noteUndone(kept)} told={t('account.undone')} what={titleOf(kept.asking, formats, t)} />;
}
