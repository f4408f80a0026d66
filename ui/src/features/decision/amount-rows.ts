import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { OrderPage, Refund } from '../../ipc/generated/types';

/** A line of an amount, with how it came about. */
export type Row = { key: string; name: string; note?: string; amount: string; why?: string };

/** The lines of a refund, in words. */
export function amountRows(page: OrderPage, refund: Refund, formats: Formats, t: TFunction): Row[] {
  const { currency } = page.order;
  const figure = (amount: string) => formats.figure(amount, currency);
  const off = (amount: string) => (Number(amount) > 0 ? `-${amount}` : amount);
  const nameOf = (line: string) => page.ledger.find((entry) => entry.line === line)?.name ?? line;
  const { goods, delivery, promotional, diminished } = refund.parts;
  const rows: Row[] = goods.map((part) => ({
    key: `goods-${part.line}`,
    name: t('amounts.goods', { quantity: part.quantity, of: part.of, name: nameOf(part.line) }),
    amount: part.amount,
    why: t(part.credited_before > 0 ? 'amounts.why.goods_again' : 'amounts.why.goods', {
      net: figure(part.net),
      of: part.of,
      quantity: part.quantity,
      before: part.credited_before,
      credited: figure(part.credited_net_before),
      amount: figure(part.amount),
    }),
  }));
  if (delivery) {
    rows.push({
      key: 'delivery',
      name: t('amounts.delivery'),
      note: t(`amounts.delivery_reason.${delivery.reason}`, { count: delivery.units_left }),
      amount: refund.delivery,
      why: t('amounts.why.delivery', { price: figure(delivery.price), ground: figure(delivery.ground_price ?? delivery.price) }),
    });
  }
  for (const part of promotional) {
    rows.push({
      key: `gift-${part.line}`,
      name: t('amounts.gift', { name: nameOf(part.line) }),
      note: t(`amounts.gift_reason.${part.reason}`),
      amount: off(part.amount),
      ...(part.pieces > 0 ? { why: t('amounts.why.gift', { pieces: part.pieces, value: figure(part.value), due: figure(part.due) }) } : {}),
    });
  }
  for (const part of diminished) {
    rows.push({
      key: `wear-${part.line}`,
      name: t('amounts.wear', { name: nameOf(part.line) }),
      ...(part.waived ? { note: t('amounts.wear_waived') } : {}),
      amount: part.waived ? '0' : off(part.amount),
      ...(part.percent ? { why: t('amounts.why.wear', { percent: formats.number(Number(part.percent)), of: figure(part.of) }) } : {}),
    });
  }
  for (const [rate, tax] of Object.entries(refund.tax)) {
    const base = refund.bases[rate];
    rows.push({
      key: `tax-${rate}`,
      name: t('amounts.tax', { rate: formats.percent(rate) }),
      amount: tax,
      ...(base ? { why: t('amounts.why.tax', { rate: formats.percent(rate), base: figure(base) }) } : {}),
    });
  }
  if (Number(refund.reimbursement) > 0) rows.push({ key: 'cost', name: t('amounts.reimbursement'), amount: refund.reimbursement });
  if (Number(refund.unrecovered) > 0) {
    rows.push({ key: 'unrecovered', name: t('amounts.unrecovered'), note: t('amounts.unrecovered_note'), amount: refund.unrecovered });
  }
  return rows;
}
