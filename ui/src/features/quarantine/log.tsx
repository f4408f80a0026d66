import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import type { StrayEntry, StrayPage } from '../../ipc/generated/types';

/** What happened since it was put aside, newest first. */
export function Log({ page: { parcel, provisional } }: { page: StrayPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const log = parcel.log ?? [];
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.log')}</h2>
      </div>
      {log.length === 0 ? <p className="muted none">{t('quarantine.no_log')}</p> : null}
      <ol className="case-log">
        {log.toReversed().map((entry) => (
          <li key={entry.id}>
            <p className="small muted">
              <bdi dir="auto">{entry.by.name}</bdi> · <time dateTime={entry.at}>{formats.moment(entry.at, now)}</time>
              {entry.what.type === 'noted' ? null : (
                <>
                  {' · '}
                  <strong>{deed(entry, t)}</strong>
                </>
              )}
              {provisional.includes(entry.id) ? <span className="waiting-text"> · {t('history.waiting')}</span> : null}
            </p>
            {entry.what.type === 'noted' ? (
              <p className="case-words" dir="auto">
                {entry.what.text}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function deed({ what }: StrayEntry, t: TFunction): string {
  switch (what.type) {
    case 'matched':
      return what.order ? t('quarantine.deeds.matched', { order: what.order }) : t('quarantine.deeds.unmatched');
    case 'photographed':
      return t('quarantine.deeds.photographed', { count: what.photos });
    default:
      return t(`quarantine.deeds.${what.type}`);
  }
}
