import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { CallError } from '../ipc/host';
import { useFormats, type Formats } from './format';

/** Minutes are enough for waits above two of them. */
const LONG = 120;

/** What went wrong and what to do, in the agent's words. */
export function faultWords(error: unknown, t: TFunction, formats: Formats): { title: string; text: string } {
  const { code, facts } = CallError.from(error);
  const seconds = Number(facts['retry_after'] ?? 0);
  const wait = seconds > LONG ? t('errors.minutes', { count: Math.ceil(seconds / 60) }) : t('errors.seconds', { count: Math.max(seconds, 1) });
  const problem = facts['problem'];
  const words = {
    ...facts,
    wait,
    count: Number(facts['orders'] ?? 0),
    orders: formats.number(Number(facts['orders'] ?? 0)),
    problem: problem ? t(`problems.${problem}`, { defaultValue: t('problems.other') }) : t('problems.other'),
  };
  const part = (name: 'title' | 'text') => t(`errors.${code}.${name}`, { ...words, defaultValue: t(`errors.other.${name}`) });
  return { title: part('title'), text: part('text') };
}

export function useFaultWords(): (error: unknown) => { title: string; text: string } {
  const { t } = useTranslation();
  const formats = useFormats();
  return (error) => faultWords(error, t, formats);
}
