import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import { lines, oneLine, pair, parts } from '../../components/plain';
import type { Deadline, LineLedger, OrderPage, Rma } from '../../ipc/generated/types';
import { factsOf } from './facts';

/** Periods that run by themselves; what else an offer states begins only when it is taken. */
const running: Deadline[] = ['return_period_end', 'withdrawal_end', 'carrier_notice'];

/** The first day of each deadline that runs now. */
function deadlines(page: OrderPage): [Deadline, string][] {
  const offered = page.offers.filter((offer) => offer.available);
  return running.flatMap((name): [Deadline, string][] => {
    const days = offered.flatMap((offer) => offer.decision?.deadlines[name] ?? []).sort();
    return days[0] ? [[name, days[0]]] : [];
  });
}

/** An order as a text: its head, lines, amounts, deadlines and returns. */
export function orderText(page: OrderPage, formats: Formats, t: TFunction): string {
  const { order, amounts } = page;
  const money = (amount: string) => formats.money(amount, order.currency);
  const facts = factsOf(page, formats, t);
  const line = ({ kind, name, sku, ordered, net }: LineLedger) =>
    pair(`${formats.number(ordered)} × ${oneLine(name)} (${sku})`, kind === 'promotional' ? t('order.gift') : money(net), t);
  const rma = ({ number, notified_on: on, status, lines: units }: Rma) => {
    const nameOf = (id: string) => page.ledger.find((known) => known.line === id)?.name ?? id;
    const what = units.map((unit) => `${formats.number(unit.quantity)} ${oneLine(nameOf(unit.line))}`);
    return pair(t('copy.rma', { number }), t('copy.asked', { what: formats.list(what), day: formats.day(on), status: t(`copy.rma_status.${status}`) }), t);
  };
  return parts(
    lines(`${order.number} · ${t(`states.${page.state}`)}`, oneLine(page.customer.name), `${facts.day}, ${facts.channel} · ${facts.market} · ${facts.terms}`),
    lines(page.ledger.map(line)),
    lines(
      Number(amounts.discount) > 0 ? pair(t('order.discount', { codes: order.discounts.map((discount) => discount.code).join(', ') }), `−${money(amounts.discount)}`, t) : '',
      order.delivery ? pair(t('order.delivery'), money(amounts.delivery), t) : '',
      Object.entries(amounts.tax).map(([rate, tax]) => pair(t('order.tax', { rate: formats.percent(rate) }), money(tax), t)),
      `${pair(t('order.total'), money(amounts.total), t)}, ${facts.paid}`,
    ),
    lines(deadlines(page).map(([name, day]) => pair(t(`deadlines.${name}`), formats.day(day), t))),
    lines(order.rmas.map(rma)),
  );
}
