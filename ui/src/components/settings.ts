import { useMutation } from '@tanstack/react-query';

import { call } from '../ipc/calls';
import type { AppInfo, Language, Settings, Theme } from '../ipc/generated/types';
import { queries, useAppInfo } from './queries';

export const languages: Language[] = ['en', 'fr'];
export const themes: Theme[] = ['system', 'light', 'dark'];

/** This desk's settings, and the way to change some of them: shown at once, and put back where the desk refuses. */
export function useSettings(): { app: AppInfo | undefined; set: (changed: Partial<Settings>) => void; error: unknown } {
  const { data: app } = useAppInfo();
  const change = useMutation({
    mutationFn: (settings: Settings) => call('set_settings', { settings }),
    onMutate: (settings: Settings) => {
      const before = queries.getQueryData<AppInfo>(['app']);
      queries.setQueryData<AppInfo>(['app'], (old) => (old ? { ...old, settings } : old));
      return { before };
    },
    onError: (_error, _settings, context) => queries.setQueryData(['app'], context?.before),
  });
  return { app, set: (changed) => (app ? change.mutate({ ...app.settings, ...changed }) : undefined), error: change.error };
}
