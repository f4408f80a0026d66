import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { queries } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { byHand, isDue, isIdle } from './idle-time';

/** How often the other windows are told at most. */
const TOLD = 1_000;

/** What an agent does with a window: reading shows as scrolling and pointing. */
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

export const useCentreSettings = (enabled = true) =>
  useQuery({ queryKey: ['centre_settings'], queryFn: () => call('centre_settings', {}), enabled });

/**
 * Locks the desk when nobody has touched it for the minutes that are set, and tells the desk of those who only read:
 * what the window asks by itself is no sign of anybody.
 */
export function useIdleLock(can: boolean): void {
  const { data: settings } = useCentreSettings(can);
  const minutes = can ? (settings?.lock_after_minutes ?? 0) : 0;
  useEffect(() => {
    if (minutes === 0) return;
    let seen = Date.now();
    let locking = false;
    let reported = seen;
    const isByHand = byHand();
    // A hand at one window is somebody at the desk: none of the others locks it then.
    const others = new BroadcastChannel('guichet.seen');
    let told = 0;
    const note = (event: Event) => {
      if (!isByHand(event)) return;
      seen = Date.now();
      if (seen - told < TOLD) return;
      told = seen;
      others.postMessage(null);
    };
    others.onmessage = () => (seen = Date.now());
    const know = (sync: SyncState) => queries.setQueryData(['sync'], sync);
    const look = () => {
      const now = Date.now();
      if (!locking && isDue(seen, reported, now)) {
        reported = now;
        // Where the desk has locked itself meanwhile, the next look at how it stands shows it.
        void call('present', {}).then(know, () => undefined);
      }
      if (locking || !isIdle(seen, now, minutes)) return;
      locking = true;
      void call('lock', {})
        .then(know)
        .catch(() => (locking = false));
    };
    for (const sign of SIGNS) window.addEventListener(sign, note, { passive: true, capture: true });
    // A machine that slept has a clock that jumped: looking often is enough to notice.
    const timer = setInterval(look, 5_000);
    return () => {
      clearInterval(timer);
      others.close();
      for (const sign of SIGNS) window.removeEventListener(sign, note, { capture: true });
    };
  }, [minutes]);
}
