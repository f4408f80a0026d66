import { parseDate } from '@internationalized/date';
import { DateField, DateInput, DateSegment, I18nProvider, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/** A day, typed in the way of the window's language and not of the computer's; empty where none is set. */
export function Day({ label, value, set }: { label: string; value: string; set: (day: string) => void }) {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language === 'fr' ? 'fr-FR' : 'en-GB'}>
      <DateField className="field" value={value ? parseDate(value) : null} onChange={(day) => set(day ? day.toString() : '')}>
        <Label className="label">{label}</Label>
        <DateInput className="input date">{(segment) => <DateSegment className="segment-of-date" segment={segment} />}</DateInput>
      </DateField>
    </I18nProvider>
  );
}
