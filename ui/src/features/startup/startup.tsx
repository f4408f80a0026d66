import { useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CallError, host } from '../../ipc/calls';
import type { Startup as Started } from '../../ipc/host';
import { router } from '../../router';
import { useTheme } from '../shell/theme';
import { Locked } from './locked';

/** Before this many milliseconds nothing is said: most starts are over by then. */
const CALM = 300;
/** After this many, the system may be waiting for somebody. */
const LONG = 4_000;

/** Opens the desk; where that fails, says why and what to do. */
export function Startup() {
  const { data, isFetching, refetch } = useQuery({
    queryKey: ['startup'],
    queryFn: () => host.startup().catch((thrown: unknown): Started => ({ error: { code: CallError.from(thrown).code } })),
    staleTime: Infinity,
  });
  if (!data) return <Opening />;
  if ('ok' in data) return <RouterProvider router={router} />;
  return <Locked code={data.error.code} opening={isFetching} again={() => void refetch()} />;
}

function Opening() {
  const { t } = useTranslation();
  useTheme('system');
  const calm = useLater(CALM);
  const long = useLater(LONG);
  return (
    <main className="locked">
      <div role="status">
        {calm ? (
          <h1 className="brand">
            <span className="brand-mark" aria-hidden="true" />
            {t('startup.opening')}
          </h1>
        ) : null}
        {long ? <p className="muted">{t('startup.waiting')}</p> : null}
      </div>
    </main>
  );
}

/** Whether so many milliseconds are over. */
function useLater(milliseconds: number): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return over;
}
