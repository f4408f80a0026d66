import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { OrderPage } from '../../ipc/generated/types';

/** What stands in an order's head: when and how it was placed, where, under which terms, how it is paid. */
export function factsOf(page: OrderPage, formats: Formats, t: TFunction): Record<'day' | 'channel' | 'market' | 'terms' | 'paid', string> {
  const { order, terms, amounts } = page;
  const methods = [...new Set(order.payments.map((payment) => payment.method))];
  const how = methods.map((method) => t(`payment.${method}`)).join(', ');
  const reserved = order.payments.some((payment) => Number(payment.authorised) > 0);
  const standing = Number(amounts.captured) > 0 ? 'paid' : reserved ? 'authorised' : methods.length > 0 ? 'promised' : 'unpaid';
  const termsDay = /\d{4}-\d{2}-\d{2}/.exec(terms.id)?.[0];
  const some = (...parts: string[]) => parts.filter(Boolean).join(', ');
  return {
    day: formats.day(formats.dayOfInstant(order.placed_at)),
    channel: t(`order.channel.${order.channel}`),
    market: some(formats.country(order.market), t(order.consumer ? 'order.consumer' : 'order.business')),
    terms: some(t('order.terms', { day: termsDay ? formats.day(termsDay) : terms.id }), terms.accepted_on ? t('order.accepted', { day: formats.day(terms.accepted_on) }) : ''),
    paid: some(t(`order.${standing}`, { how }), Number(amounts.refunded) > 0 ? t('order.refunded', { amount: formats.money(amounts.refunded, order.currency) }) : ''),
  };
}
