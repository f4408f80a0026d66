import type { TFunction } from 'i18next';

import { askedWords } from '../../components/command-words';
import type { Formats } from '../../components/format';
import type { Action, AttentionItem, ConflictKind, Difference, OrderPage, Side, Upshot } from '../../ipc/generated/types';

/** Whether the customer is concerned: what is wrong only between desk and centre is nobody else's business. */
const BETWEEN_US: ConflictKind[] = ['malformed', 'id_reused', 'forged', 'unknown', 'customer_gone'];

/** What a customer can do instead, the easiest first. */
const INSTEAD: Action[] = ['refuse_delivery', 'cancel_order', 'request_return'];

/** The customer has what was asked for already: nothing is offered instead. */
const SETTLED_OTHERWISE: ConflictKind[] = ['quantity_exceeded', 'already_paid_out'];

/** A supervisor may yet grant it: nothing is taken back so far. */
const UNDECIDED: ConflictKind[] = ['limit_exceeded', 'role_forbids', 'authority_revoked'];

/** Goods that left before the command came: reported by the shop, while the order has a parcel under way or delivered. */
function hasLeft(theirs: Side[], page: OrderPage | undefined): boolean {
  return theirs.some((side) => side.what === 'ingested') && (page?.order.shipments.length ?? 0) > 0;
}

/** Why, as a customer understands it. */
function because(kind: ConflictKind, theirs: Side[], page: OrderPage | undefined, name: string): string {
  if (kind === 'competing' && name === 'cancel_order' && hasLeft(theirs, page)) return 'shipped';
  if (kind === 'competing' || kind === 'stale_facts') return 'changed';
  if (kind === 'quantity_exceeded') return 'claimed';
  if (kind === 'already_paid_out') return 'paid';
  if (kind === 'newer_terms') return 'terms';
  return kind === 'refused' ? 'rules' : 'checked';
}

/** What was promised and does not hold: the refund, the number, the days. */
function takenBack(told: Upshot, currency: string | undefined, formats: Formats, t: TFunction): string[] {
  const sentences: string[] = [];
  if (told.total && currency && Number(told.total) !== 0) sentences.push(t('tell.no_refund', { amount: formats.money(told.total, currency) }));
  if (told.rma) sentences.push(t('tell.no_rma', { rma: told.rma }));
  return sentences;
}

function corrected(difference: Difference, currency: string | undefined, formats: Formats, t: TFunction): string[] {
  switch (difference.what) {
    case 'price':
    case 'total': {
      if (!currency) return [];
      const amount = (value: string | null) => formats.money(value ?? '0', currency);
      return [t(`tell.${difference.what}`, { mine: amount(difference.mine), theirs: amount(difference.theirs) })];
    }
    case 'deadline':
      return difference.theirs ? [t(`tell.deadlines.${difference.deadline}`, { day: formats.longDay(difference.theirs) })] : [];
    case 'rma':
      return difference.theirs
        ? [t(difference.mine ? 'tell.rma' : 'tell.rma_new', { mine: difference.mine, theirs: difference.theirs })]
        : [];
    default:
      return [];
  }
}

/** Somebody had cancelled the whole order: what the customer wanted has come about, for another amount. */
function cancelledAlready({ asked }: AttentionItem, page: OrderPage, formats: Formats, t: TFunction, order: string, day: string): string {
  const { currency } = page.order;
  const told = Number(asked.upshot.total ?? 0);
  const refunded = Number(page.amounts.refunded);
  const amount = formats.money(page.amounts.refunded, currency);
  const sentences = [t('tell.cancelled.already', { order, day })];
  if (refunded > 0 && told > 0 && told !== refunded) {
    sentences.push(t('tell.cancelled.instead', { amount, told: formats.money(asked.upshot.total ?? '0', currency) }));
  } else if (refunded > 0) {
    sentences.push(t('tell.cancelled.refund', { amount }));
  }
  return sentences.join(' ');
}

/** What to tell the customer, in the customer's language; nothing where it does not concern them. */
export function tell(item: AttentionItem, page: OrderPage | undefined, formats: Formats, t: TFunction, currency = page?.order.currency): string {
  const { asked, about, cause } = item;
  const order = about.kind === 'order' ? about.id : '';
  const day = formats.longDay(formats.dayOfInstant(asked.taken_at));
  if (cause.cause === 'differently') {
    const sentences = cause.differences.flatMap((difference) => corrected(difference, currency, formats, t));
    return sentences.length === 0 ? '' : [t(about.kind === 'order' ? 'tell.correction' : 'tell.correction_services', { order, day, count: sentences.length }), ...sentences].join(' ');
  }
  const { conflict } = cause;
  if (BETWEEN_US.includes(conflict.kind)) return '';
  if (asked.name === 'cancel_order' && page?.state === 'cancelled') return cancelledAlready(item, page, formats, t, order, day);
  const why = because(conflict.kind, conflict.theirs, page, asked.name);
  const sentences = [
    t(`tell.opening.${asked.name}`, { order, day, defaultValue: t(about.kind === 'order' ? 'tell.opening.other' : 'tell.opening.services', { order, day }) }),
    t(about.kind === 'order' ? `tell.because.${why}` : [`tell.because.${why}_services`, `tell.because.${why}`]),
  ];
  if (UNDECIDED.includes(conflict.kind)) return [...sentences, t('tell.later')].join(' ');
  sentences.push(...takenBack(asked.upshot, currency, formats, t));
  const possible = (page?.offers ?? []).filter((offer) => offer.available).map((offer) => offer.action);
  const instead = INSTEAD.find((action) => action !== asked.name && possible.includes(action));
  if (instead && !SETTLED_OTHERWISE.includes(conflict.kind)) sentences.push(t(`say.instead.${instead}`));
  sentences.push(t('tell.closing'));
  return sentences.join(' ');
}

/** What a supervisor has to know, one fact on each line; the order has the customer's name. */
export function supervisorText(item: AttentionItem, reason: string, formats: Formats, t: TFunction): string {
  const { asked, about } = item;
  const line = (name: string, value: string) => t('exception.line', { name: t(`ask.${name}`), value });
  const facts = [
    line('about', about.id),
    line('asked', askedWords(asked, formats, t)),
    line('by', `${asked.agent}, ${formats.longDay(formats.dayOfInstant(asked.taken_at))} ${formats.time(asked.taken_at)}`),
    line('reason', reason),
  ];
  if (item.cause.cause === 'rejected' && item.cause.conflict.rules.length > 0) facts.push(line('rules', item.cause.conflict.rules.join(', ')));
  if (asked.upshot.rma) facts.push(line('rma', asked.upshot.rma));
  facts.push(line('command', item.command));
  return [t('ask.title'), ...facts].join('\n');
}
