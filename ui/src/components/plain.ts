import type { TFunction } from 'i18next';

/** A text as one line: what others wrote may hold breaks and signs that are none. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** What is called something, and what it is; nothing where there is nothing. */
export const pair = (name: string, value: string | null | undefined, t: TFunction): string => (value ? t('copy.pair', { name, value: oneLine(value) }) : '');

/** Lines under each other; what is empty makes none. */
export const lines = (...written: (string | string[])[]): string => written.flat().filter(Boolean).join('\n');

/** Parts with an empty line between them. */
export const parts = (...written: string[]): string => written.filter(Boolean).join('\n\n');
