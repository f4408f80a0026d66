import { Label, RadioButton, RadioField, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { choosing, type OptionsProps } from '../../components/options';
import { Problem } from '../../components/problem';
import { useFormats } from '../../components/format';
import { languages, themes, useSettings } from '../../components/settings';
import { CentreSection } from '../centre/settings';

/** Language and theme; what this desk is. */
export function SettingsScreen() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { app, set, error } = useSettings();
  if (!app) return null;
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
      {error ? <Problem error={error} /> : null}
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
