import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { forgetOpened } from '../../components/opened';
import { forget, useAppInfo, useSync } from '../../components/queries';
import { speak } from '../../i18n';
import type { SyncState } from '../../ipc/generated/types';
import { forgetBegun } from '../placing/draft';
import { useTheme } from '../shell/theme';
import { useZoomKeys } from '../shell/zoom';
import { EnrolForm } from './enrol';
import { useIdleLock } from './idle';
import { Revoked } from './revoked';
import { SignIn } from './sign-in';
import { Unlock } from './unlock';

/** What stands between the agent and the data; none where the desk is theirs. */
export type Closed = 'locked' | 'revoked' | 'enrol' | 'sign_in';

function closedBy(sync: SyncState | undefined): Closed | null {
  if (!sync) return null;
  if (sync.locked) return 'locked';
  if (sync.standing.is === 'revoked') return 'revoked';
  if (sync.server === null || sync.agent !== null) return null;
  return sync.standing.is === 'must_enrol' ? 'enrol' : 'sign_in';
}

/** Shows the window to whoever may see it; to everybody else, what to do first. */
export function Gate({ children }: { children: ReactNode }) {
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  useTheme(app?.settings.theme ?? 'system');
  useEffect(() => {
    if (app) speak(app.settings.language);
  }, [app]);
  useZoomKeys();
  const closed = closedBy(sync);
  useIdleLock(closed === null && (sync?.can_lock ?? false));
  useEffect(() => {
    if (!closed) return;
    forget();
    forgetBegun();
    forgetOpened();
  }, [closed]);
  if (!sync || !closed) return children;
  return (
    <main className="locked" id="page">
      <Brand />
      {closed === 'locked' ? <Unlock sync={sync} /> : null}
      {closed === 'revoked' ? <Revoked sync={sync} /> : null}
      {closed === 'enrol' ? <EnrolForm sync={sync} /> : null}
      {closed === 'sign_in' ? <SignIn sync={sync} /> : null}
    </main>
  );
}

function Brand() {
  const { t } = useTranslation();
  return (
    <p className="brand">
      <span className="brand-mark" aria-hidden="true" />
      {t('rail.name')}
    </p>
  );
}
