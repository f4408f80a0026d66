import type { TFunction } from 'i18next';

import { commandWords } from '../../components/command-words';
import type { Formats } from '../../components/format';
import type { Approval } from '../../ipc/generated/types';

/** What was asked for with the names of its units: “Return 2 Outdoor camera”, “Goodwill €25.00”. */
export function approvalWords({ exception, units, currency }: Approval, formats: Formats, t: TFunction): string {
  const { command } = exception;
  if (command.type === 'goodwill') return t('approvals.goodwill', { amount: formats.money(command.amount, currency) });
  if (units.length === 0) return commandWords(command.type, command, t);
  const verb = t(`commands.${command.type}`, { defaultValue: t('commands.other') });
  return `${verb} ${formats.list(units.map((some) => `${formats.number(some.quantity)} ${some.name}`))}`;
}
