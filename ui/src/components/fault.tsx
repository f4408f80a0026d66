import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { createContext, useContext, useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useBack } from './back';
import { useCopy } from './copy';
import { detailsOf } from './fault-details';
import { useKeys } from './keys';
import { queries } from './queries';
import type { AppInfo } from '../ipc/generated/types';

/** How a part of a page is left. */
const Leave = createContext<(() => void) | undefined>(undefined);

type TellProps = { code: 'screen' | 'part' | 'window'; error: unknown; children: ReactNode };

/** What happened and what to do, where a part of the window could not be drawn. */
function Tell({ code, error, children }: TellProps) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const Heading = code === 'part' ? 'h2' : 'h1';
  const details = () =>
    detailsOf(error, {
      code,
      // The name of the screen only: behind it stands whom or what it shows.
      screen: location.hash.split(/[/?]/)[1] || 'find',
      version: queries.getQueryData<AppInfo>(['app'])?.version ?? '',
      at: new Date().toISOString(),
    });
  return (
    <div className="problem" role="alert">
      <Heading>{t(`errors.${code}.title`)}</Heading>
      <p className="muted">{t(`errors.${code}.text`)}</p>
      <p className="instead">
        {children}
        <button type="button" className="button" onClick={() => copy(details())}>
          {t(copied === null ? 'fault.copy' : 'copy.done')}
        </button>
      </p>
      <p className="small faint">{t('errors.code', { code })}</p>
    </div>
  );
}

/** In place of a page, or of a part that can be left: what is around it goes on. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const back = useBack();
  const leave = useContext(Leave);
  useKeys(leave ? { Escape: leave } : {}, 'panel');
  // What broke the page may lie among the answers kept: another look asks for them anew.
  useEffect(() => queries.removeQueries({ type: 'inactive' }), []);
  return (
    <Tell code={leave ? 'part' : 'screen'} error={error}>
      <button type="button" className="button" onClick={leave ?? back}>
        {t(leave ? 'fault.leave' : 'fault.back')}
      </button>
      <button type="button" className="button" onClick={reset}>
        {t('fault.reload')}
      </button>
    </Tell>
  );
}

/** In place of the whole window. */
export function WholeFault({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <main className="locked">
      <Tell code="window" error={error}>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {t('fault.reload')}
        </button>
      </Tell>
    </main>
  );
}

/** Around everything: the window is never blank. */
export function WholeWindow({ children }: { children: ReactNode }) {
  return (
    <CatchBoundary getResetKey={() => null} errorComponent={WholeFault}>
      {children}
    </CatchBoundary>
  );
}

/** Around a part of a page: it begins anew where `at` is another. */
export function Guarded({ at, leave, children }: { at: string; leave?: () => void; children: ReactNode }) {
  return (
    <Leave value={leave}>
      <CatchBoundary getResetKey={() => at} errorComponent={PageFault}>
        {children}
      </CatchBoundary>
    </Leave>
  );
}
