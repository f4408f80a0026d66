import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { askedWords, referenceOf } from '../../components/command-words';
import { useFaultWords } from '../../components/fault-words';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { reread, useQueue } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { AttentionItem } from '../../ipc/generated/types';
import { behindOf } from './steps';

/** Later commands of this desk that wait until this one is settled. */
export function Behind({ item }: { item: AttentionItem }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = useFaultWords();
  const now = useNow();
  const { data } = useQueue();
  const undo = useMutation({ mutationFn: (id: string) => call('undo', { command_id: id }), onSettled: () => void reread() });
  if (item.behind === 0) return null;
  const waiting = behindOf(item, data?.commands ?? []);
  return (
    <section>
      <div className="section-head">
        <h3>{t('attention.behind')}</h3>
        <span className="small muted">{item.behind}</span>
      </div>
      <table className="table">
        <tbody>
          {waiting.map((entry) => (
            <tr key={entry.id}>
              <td className="fill">
                {askedWords(entry.asked, formats, t)} <span className="muted">{referenceOf(entry.asked)}</span>
              </td>
              <td className="number muted">
                {entry.asked.agent}, {formats.moment(entry.asked.taken_at, now)}
              </td>
              <td className="figures">
                {entry.can_undo ? (
                  <button type="button" className="button small" onClick={() => undo.isPending || undo.mutate(entry.id)}>
                    {t('done.undo')}
                  </button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {undo.error ? (
        <p className="warning" role="alert">
          {words(undo.error).title}
        </p>
      ) : null}
    </section>
  );
}
