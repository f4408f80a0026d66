import { useTranslation } from 'react-i18next';

import type { Language } from '../ipc/generated/types';

const locales: Record<Language, string> = { en: 'en-GB', fr: 'fr-FR' };

/** Dates of a day carry no zone: they are read at noon UTC so that no zone moves them. */
const dayOf = (day: string) => new Date(`${day.slice(0, 10)}T12:00:00Z`);
const DAY = 86_400_000;
const MINUTE = 60_000;

/** The day that it is in a zone. From parts: no locale's order of them is the same in every web view. */
export function dayIn(zone: string, instant: string): string {
  const written = new Intl.DateTimeFormat('en', { timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(written.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return [parts.get('year'), parts.get('month'), parts.get('day')].join('-');
}

/** Dates and amounts in one language. */
export function formats(language: Language) {
  const locale = locales[language];
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  const short = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const long = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const weekday = date({ weekday: 'short' });
  const dayAndMonth = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const dayInYear = date({ day: 'numeric', month: 'short' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  // A date is one word: no line breaks within it.
  const whole = (written: string) => written.replaceAll(' ', '\u00a0');
  const ahead = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    language,
    day: (day: string) => whole(short.format(dayOf(day))),
    longDay: (day: string) => whole(long.format(dayOf(day))),
    /** In how many days, seen from `today`. */
    relative: (day: string, today: string) =>
      ahead.format(Math.round((dayOf(day).getTime() - dayOf(today).getTime()) / DAY), 'day'),
    /** So many days from today. */
    inDays: (days: number) => ahead.format(days, 'day'),
    /** The day of the week, short. */
    weekday: (day: string) => weekday.format(dayOf(day)),
    dayOfMonth: (day: string) => String(dayOf(day).getUTCDate()),
    isWeekend: (day: string) => [0, 6].includes(dayOf(day).getUTCDay()),
    /** The time of an instant; nothing where only a day is known. */
    time: (at: string) =>
      at.length > 10 ? clock.format(new Date(at)) : '',
    /** How long ago an instant was: in minutes, hours or days. */
    ago: (at: string, now: number) => {
      const minutes = Math.round((Date.parse(at) - now) / MINUTE);
      if (minutes > -1) return ahead.format(0, 'second');
      if (minutes > -60) return ahead.format(minutes, 'minute');
      if (minutes > -24 * 60) return ahead.format(Math.round(minutes / 60), 'hour');
      return ahead.format(Math.round(minutes / 60 / 24), 'day');
    },
    /** The day without its year, where the years are plain. */
    dayAndMonth: (day: string) => whole(dayInYear.format(dayOf(day))),
    /** Today a time is enough; before, a day belongs to it. */
    moment: (at: string, now: number) => {
      const of = (instant: Date) => instant.toDateString();
      const time = clock.format(new Date(at));
      return of(new Date(at)) === of(new Date(now)) ? time : whole(`${dayAndMonth.format(new Date(at))} ${time}`);
    },
    dayOfInstant: (at: string) => {
      if (at.length <= 10) return at;
      const local = new Date(at);
      return [local.getFullYear(), local.getMonth() + 1, local.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
    },
    money: (amount: string, currency: string) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
        .format(amount as unknown as number)
        .replace('-', '−'),
    /** A figure of a column whose currency stands in its head. */
    figure: (amount: string, currency: string) => {
      const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions();
      const figures = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return figures.format(amount as unknown as number).replace('-', '−');
    },
    /** An amount whose currency stands elsewhere, with the figures after the point that it has. */
    decimal: (amount: string) => {
      const digits = amount.split('.')[1]?.length ?? 0;
      const figures = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return figures.format(amount as unknown as number).replace('-', '−');
    },
    list: (items: string[]) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
    number: (value: number) => new Intl.NumberFormat(locale).format(value),
    percent: (rate: string) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 }).format(Number(rate)),
    symbol: (currency: string) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
        .formatToParts(0)
        .find((part) => part.type === 'currency')?.value ?? currency,
    country: (code: string) => new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code,
  };
}
export type Formats = ReturnType<typeof formats>;

const both = { en: formats('en'), fr: formats('fr') };

export const formatsIn = (language: Language): Formats => both[language];

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return both[i18n.language === 'fr' ? 'fr' : 'en'];
}
