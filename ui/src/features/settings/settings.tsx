import { useMutation } from '@tanstack/react-query';
import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { choosing, type OptionsProps } from '../../components/options';
import { Problem } from '../../components/problem';
import { queries, useAppInfo } from '../../components/queries';
import { useFormats } from '../../components/format';
import { CentreSection } from '../centre/settings';
import { call } from '../../ipc/calls';
import type { AppInfo, Language, Settings, Theme } from '../../ipc/generated/types';

const languages: Language[] = ['en', 'fr'];
const themes: Theme[] = ['system', 'light', 'dark'];

/** Language and theme; what this desk is. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const formats = useFormats();
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
  if (!app) return null;
  const set = (changed: Partial<Settings>) => change.mutate({ ...app.settings, ...changed });
  const facts: [string, string][] = [
    [t('settings.shop'), app.shop],
    [t('settings.series'), app.series],
    [t('settings.customers'), formats.number(app.customers)],
    [t('settings.orders'), formats.number(app.orders)],
    [t('settings.version'), app.version],
  ];
  return (
    <div className="sheet settings">
      <h1>{t('settings.title')}</h1>
      {change.error ? <Problem error={change.error} /> : null}
      <Choice
        label={t('settings.language')}
        value={app.settings.language}
        options={languages}
        words={(language) => t(`settings.languages.${language}`)}
        set={(language) => set({ language })}
      />
      <Choice
        label={t('settings.theme')}
        value={app.settings.theme}
        options={themes}
        words={(theme) => t(`settings.themes.${theme}`)}
        set={(theme) => set({ theme })}
      />
      <CentreSection />
      <section>
        <h2>{t('settings.about')}</h2>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="muted">{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

function Choice<Option extends string>(props: OptionsProps<Option>) {
  const { label, value, options, words } = props;
  return (
    <RadioGroup className="choice" value={value} onChange={choosing(props)} orientation="horizontal">
      <Label className="small muted">{label}</Label>
      <div className="segments">
        {options.map((option) => (
          <RadioField key={option} value={option} className="segment-field">
            <RadioButton className="segment">{words(option)}</RadioButton>
          </RadioField>
        ))}
      </div>
    </RadioGroup>
  );
}
