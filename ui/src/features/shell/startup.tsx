import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { host } from '../../ipc/calls';
import { CallError, type Startup as Started } from '../../ipc/host';
import { router } from '../../router';

/** Opens the desk; where that fails, says why and what to do. */
export function Startup() {
  const { data, refetch } = useQuery({
    queryKey: ['startup'],
    queryFn: () => host.startup().catch((thrown: unknown): Started => ({ error: { code: CallError.from(thrown).code } })),
    staleTime: Infinity,
  });
  if (!data) return null;
  if ('ok' in data) return <RouterProvider router={router} />;
  return <Locked code={data.error.code} again={() => void refetch()} />;
}

function Locked({ code, again }: { code: string; again: () => void }) {
  const { t } = useTranslation();
  const [passphrase, setPassphrase] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const asks = code === 'passphrase_needed' || code === 'keychain_missing';
  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    try {
      const answer = await host.unlock(passphrase);
      if ('error' in answer) setFailed(answer.error.code);
      else again();
    } catch (thrown) {
      setFailed(CallError.from(thrown).code);
    }
    setPassphrase('');
  };
  return (
    <main className="locked">
      <h1>{t(`startup.${code}.title`, { defaultValue: t('startup.other.title') })}</h1>
      <p>{t(`startup.${code}.text`, { defaultValue: t('startup.other.text') })}</p>
      <p className="muted">{t('startup.untouched')}</p>
      {asks ? (
        <form onSubmit={(event) => void submit(event)}>
          <div className="field">
            <label htmlFor="passphrase">{t('startup.passphrase')}</label>
            <input
              id="passphrase"
              className="input"
              type="password"
              autoComplete="off"
              autoFocus
              required
              value={passphrase}
              aria-describedby={failed ? 'passphrase-wrong' : undefined}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          </div>
          {failed ? (
            <p id="passphrase-wrong" className="warning" role="alert">
              {t(`startup.${failed}.title`, { defaultValue: t('startup.other.title') })}
            </p>
          ) : null}
          <button type="submit" className="button primary">
            {t('startup.unlock')}
          </button>
        </form>
      ) : (
        <button type="button" className="button primary" onClick={again}>
          {t('startup.again')}
        </button>
      )}
      <p className="small faint">{t('errors.code', { code })}</p>
    </main>
  );
}
