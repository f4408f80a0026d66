import { parseDate } from '@internationalized/date';
import { DateField, DateInput, DateSegment, FieldError, I18nProvider, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

type DayProps = { label: string; value: string; set: (day: string) => void; /** What is wrong with it. */ fault?: string | undefined };

/** A day, typed in the way of the window's language and not of the computer's; empty where none is set. */
export function Day({ label, value, set, fault }: DayProps) {
  const { i18n } = useTranslation();
  return (
    <I18nProvider locale={i18n.language === 'fr' ? 'fr-FR' : 'en-GB'}>
      <DateField className="field" value={value ? parseDate(value) : null} isInvalid={fault !== undefined} onChange={(day) => set(day ? day.toString() : '')}>
        <Label className="label">{label}</Label>
        <DateInput className="input date">{(segment) => <DateSegment className="segment-of-date" segment={segment} />}</DateInput>
        <FieldError className="small warning">{fault}</FieldError>
      </DateField>
    </I18nProvider>
  );
}
