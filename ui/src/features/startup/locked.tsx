import { useTranslation } from 'react-i18next';

import { useTheme } from '../shell/theme';
import { Choose, Unlock } from './passphrase';

/** Why the data is not open, and what to do. */
export function Locked({ code, opening, again }: { code: string; opening: boolean; again: () => void }) {
  const { t } = useTranslation();
  // What the agent chose lies in the data.
  useTheme('system');
  // Nothing has gone wrong: that is how this data is opened.
  const asks = code === 'passphrase_needed';
  const words = (part: string) => t(`startup.${code}.${part}`, { defaultValue: t(`startup.other.${part}`) });
  return (
    <main className="locked">
      <h1>{words('title')}</h1>
      <p>{words('text')}</p>
      <p>{words('next')}</p>
      {asks ? (
        <Unlock opened={again} />
      ) : (
        <button type="button" className="button primary" aria-disabled={opening} onClick={opening ? undefined : again}>
          {t(opening ? 'startup.opening' : 'startup.again')}
        </button>
      )}
      {code === 'keychain_missing_at_first' ? <Choose opened={again} /> : null}
      {asks ? null : (
        <>
          <p className="small muted">{t('startup.untouched')}</p>
          <p className="small faint">{t('errors.code', { code })}</p>
        </>
      )}
    </main>
  );
}
