import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import { CallError } from '../../ipc/host';
import type { OrderCustomer, OrderPreview, TermsText } from '../../ipc/generated/types';
import { refusedWords } from '../decision/words';

/** Which of an agent's own slips a refused basket is: the place of its fault tells, and whether it mixes what cannot go together (PRE-1). */
export function unsoldFor(error: unknown, mixed: boolean): 'too_much' | 'mixed' | null {
  const { code, path = '' } = CallError.from(error);
  if (code !== 'bad_input') return null;
  if (path.startsWith('basket.discounts')) return 'too_much';
  return /^basket\.lines\[\d+\]\.sku$/.test(path) && mixed ? 'mixed' : null;
}

type Said = { customer: OrderCustomer; preview: OrderPreview; number: string | null; terms: TermsText | undefined };

/** What to say to the customer, sentence by sentence, in the customer's language. */
export function sayOf({ customer, preview, number, terms }: Said, formats: Formats, t: TFunction): string {
  const { decision, order, amounts } = preview;
  if (decision.outcome === 'refused') return refusedWords(decision, terms, formats, t);
  const bought = order.lines.filter((line) => line.kind !== 'promotional').map((line) => `${line.quantity} ${line.name ?? line.sku}`);
  const gifts = order.lines.filter((line) => line.kind === 'promotional').map((line) => line.name ?? line.sku);
  const sentences = [t(order.kind === 'pre_order' ? 'placing.say.reserve' : 'placing.say.order', { what: formats.list(bought) })];
  if (gifts.length > 0) sentences.push(t('placing.say.gifts', { gifts: formats.list(gifts) }));
  sentences.push(t('placing.say.total', { amount: formats.money(amounts.total, order.currency) }));
  const [payment] = order.payments;
  if (payment) sentences.push(t(`placing.say.${order.kind === 'pre_order' ? 'reserved' : 'pay'}.${payment.method}`));
  if (number) sentences.push(t('placing.say.number', { number }));
  if (customer.email) sentences.push(t('placing.say.form', { email: customer.email }));
  return sentences.join(' ');
}
