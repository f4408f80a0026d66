import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { languages, themes, useSettings } from '../../components/settings';
import { host } from '../../ipc/calls';

/** The keys that the top of the window shows. */
export const FIND = 'Mod+k';
export const PALETTE = 'Mod+Shift+p';

type Steps = { find: () => void; palette: () => void; help: () => void; back: () => void; forward: () => void; escape: () => void };

/** A place of the rail, by the words that it has there. */
type Way = { name: string; go: () => void };

/** Declares what can be done wherever one is: the steps, the places, the settings. */
export function useWindowDeeds(steps: Steps, ways: Way[]): void {
  const { t } = useTranslation();
  const { app, set } = useSettings();
  const places = ways.map((way): Deed => ({ name: way.name, title: t(way.name), group: 'places', act: way.go }));
  const settings = app
    ? [
        ...languages
          .filter((language) => language !== app.settings.language)
          .map((language): Deed => ({
            name: `language-${language}`,
            title: t('copy.pair', { name: t('settings.language'), value: t(`settings.languages.${language}`) }),
            group: 'settings',
            act: () => set({ language }),
          })),
        ...themes
          .filter((theme) => theme !== app.settings.theme)
          .map((theme): Deed => ({
            name: `theme-${theme}`,
            title: t('copy.pair', { name: t('settings.theme'), value: t(`settings.themes.${theme}`) }),
            group: 'settings',
            act: () => set({ theme }),
          })),
      ]
    : [];
  useActions(
    [
      { name: 'find', group: 'window', keys: [FIND, '/'], act: steps.find },
      { name: 'escape', inPlace: { Escape: steps.escape } },
      { name: 'back', group: 'window', keys: ['['], act: steps.back },
      { name: 'forward', group: 'window', keys: [']'], act: steps.forward },
      { name: 'palette', inPlace: { [PALETTE]: steps.palette } },
      { name: 'new_window', group: 'window', keys: ['Mod+Shift+n'], act: () => host.openWindow(location.hash.slice(1) || '/') },
      { name: 'help', group: 'window', keys: ['?'], act: steps.help },
      ...places,
      ...settings,
    ],
    'window',
  );
}
