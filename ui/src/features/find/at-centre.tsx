import { useTranslation } from 'react-i18next';

import { FaultLine } from '../../components/fault-line';
import { useKeys } from '../../components/keys';
import type { Hit } from '../../ipc/generated/types';

/** A question to the centre, as it stands. */
type Asked = { data: { fetched: Hit[] } | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };

/** The centre holds what this desk does not: offered where nothing is found here. */
export function AtCentre({ online, asked }: { online: boolean; asked: Asked }) {
  const { t } = useTranslation();
  const { data, error, isFetching } = asked;
  const empty = data?.fetched.length === 0;
  const ask = () => (online && !isFetching && !data ? void asked.refetch() : false);
  useKeys({ 'field:Enter': ask });
  if (data && !empty) return null;
  return (
    <div className="at-centre">
      <p className="muted" role="status">
        {t(empty ? 'find.centre.none' : online ? 'find.centre.why' : 'find.centre.offline')}
      </p>
      {online && !data ? (
        <button type="button" className="button primary" aria-disabled={isFetching} onClick={ask}>
          {t(isFetching ? 'find.centre.asking' : 'find.centre.ask')} <kbd>{t('keys.enter')}</kbd>
        </button>
      ) : null}
      {error ? <FaultLine error={error} /> : null}
    </div>
  );
}
