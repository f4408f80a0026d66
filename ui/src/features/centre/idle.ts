import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { queries } from '../../components/queries';
import { call } from '../../ipc/calls';
import { isIdle } from './idle-time';

/** What an agent does with a window. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

export const useCentreSettings = (enabled = true) =>
  useQuery({ queryKey: ['centre_settings'], queryFn: () => call('centre_settings', {}), enabled });

/** Locks the desk when nobody has touched it for the minutes that are set. */
export function useIdleLock(can: boolean): void {
  const { data: settings } = useCentreSettings(can);
  const minutes = can ? (settings?.lock_after_minutes ?? 0) : 0;
  useEffect(() => {
    if (minutes === 0) return;
    let seen = Date.now();
    let locking = false;
    const note = () => {
      seen = Date.now();
    };
    const look = () => {
      if (locking || !isIdle(seen, Date.now(), minutes)) return;
      locking = true;
      void call('lock', {})
        .then((sync) => queries.setQueryData(['sync'], sync))
        .catch(() => (locking = false));
    };
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true, capture: true });
    // A machine that slept has a clock that jumped: looking often is enough to notice.
    const timer = setInterval(look, 5_000);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) window.removeEventListener(sign, note, { capture: true });
    };
  }, [minutes]);
}
