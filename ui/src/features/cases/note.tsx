import { useId, type Ref } from 'react';
import { useTranslation } from 'react-i18next';

import type { Draft } from '../../components/draft';

/** Longest note, in characters, as the desk has it. */
const LONGEST_NOTE = 10_000;

type NoteProps = { draft: Draft; label: string; rows?: number; ref?: Ref<HTMLTextAreaElement> };

/** A field of several lines whose words are kept at the desk as they are typed. */
export function NoteField({ draft, label, rows = 3, ref }: NoteProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} ref={ref} className="input area" dir="auto" rows={rows} maxLength={LONGEST_NOTE} value={draft.text} aria-describedby={`${id}-kept`} onChange={(event) => draft.set(event.target.value)} />
      <p id={`${id}-kept`} className={draft.kept === false ? 'small warning kept-line' : 'small muted kept-line'} role="status">
        {draft.text === '' || draft.kept === null ? '' : t(draft.kept ? 'cases.note.kept' : 'cases.note.not_kept')}
      </p>
    </div>
  );
}
