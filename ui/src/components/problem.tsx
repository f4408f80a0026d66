import { useTranslation } from 'react-i18next';

import { CallError } from '../ipc/host';

/** What went wrong and what to do about it. */
export function Problem({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { code, path } = CallError.from(error);
  const known = ['title', 'text'].map((part) => t(`errors.${code}.${part}`, { defaultValue: t(`errors.other.${part}`) }));
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{known[0]}</strong>
      </p>
      <p className="muted">{known[1]}</p>
      <p className="small faint">{t('errors.code', { code: path ? `${code} (${path})` : code })}</p>
      {retry ? (
        <button type="button" className="button small" onClick={retry}>
          {t('errors.retry')}
        </button>
      ) : null}
    </div>
  );
}
