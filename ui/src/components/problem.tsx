import { useTranslation } from 'react-i18next';

import { CallError } from '../ipc/host';
import { useFaultWords } from './fault-words';

/** What went wrong and what to do about it. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { code, path } = CallError.from(error);
  const known = useFaultWords()(error);
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{known.title}</strong>
      </p>
      <p className="muted">{known.text}</p>
      <p className="small faint">{t('errors.code', { code: path ? `${code} (${path})` : code })}</p>
      {retry ? (
        <button type="button" className="button small" onClick={retry}>
          {t('errors.retry')}
        </button>
      ) : null}
    </div>
  );
}
