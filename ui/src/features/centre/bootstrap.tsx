import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { SyncState } from '../../ipc/generated/types';
import { percentOf } from './standing';

/** How far the desk is with fetching everything; nothing waits for it but what is not here yet. */
export function Bootstrap({ sync, first }: { sync: SyncState; first: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (sync.standing.is !== 'bootstrapping') return null;
  const { done, total, filing } = sync.standing;
  const known = total > 0;
  return (
    <section className="bootstrap" aria-labelledby="bootstrap">
      <div className="bootstrap-head">
        <h2 id="bootstrap">{t(first ? 'bootstrap.first' : 'bootstrap.again')}</h2>
        <span className="small muted figures">
          {filing ? t('bootstrap.filing') : known ? t('bootstrap.of', { done: formats.number(done), total: formats.number(total) }) : t('bootstrap.counting')}
        </span>
      </div>
      <progress className="progress" aria-labelledby="bootstrap" {...(known && !filing ? { value: percentOf(done, total), max: 100 } : {})} />
      <p className="muted">{t(first ? 'bootstrap.text_first' : 'bootstrap.text_again')}</p>
      <p className="small muted">{t('bootstrap.resumes')}</p>
    </section>
  );
}
