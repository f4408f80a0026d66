import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { SyncState } from '../../ipc/generated/types';

/** The centre took this desk's seat away: what happens to what waited, and to the data. */
export function Revoked({ sync }: { sync: SyncState }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <>
      <h1>{t('revoked.title')}</h1>
      <p>{t('revoked.text')}</p>
      <ul className="tries">
        <li>
          {sync.waiting > 0
            ? t('revoked.handing', { count: sync.waiting, number: formats.number(sync.waiting) })
            : t('revoked.handed')}
        </li>
        <li>{t('revoked.wiped')}</li>
      </ul>
      <p>{t('revoked.next')}</p>
      <p className="small muted" role="status">
        {sync.waiting > 0 ? t('revoked.stay') : t('revoked.done')}
      </p>
    </>
  );
}
