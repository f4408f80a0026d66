import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { UndoBar as Bar, UndoButton as Button } from '../../components/undo';
import { noteUndone, type Kept } from './kept';
import { unitsOf } from './words';

/** The way back from the last decision, for an agent who has left it; it floats, so that nothing moves when it goes. */
export function UndoBar({ kept }: { kept: Kept }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const what = `${t(`actions.${kept.action}.title`)} ${unitsOf(kept.page, kept.command, formats)}`.trim();
  return <Bar kept={kept} undone={() => noteUndone(kept)} told={t('done.undone')} what={what} />;
}

/** Undo, and how long it is possible. */
export function UndoButton({ kept, then }: { kept: Kept; then?: () => void }) {
  return (
    <Button
      kept={kept}
      undone={() => {
        noteUndone(kept);
        then?.();
      }}
    />
  );
}
