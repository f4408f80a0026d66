import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { Decision, Fact, Ground, Language, Offer, OrderCommand, OrderPage, TermsText } from '../../ipc/generated/types';
import { unitsNamed } from './draft';

const isDay = (value: Fact): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

/** An amount of the document's currency, with its two figures after the point; its currency stands elsewhere. */
const isAmount = (value: Fact): value is string => typeof value === 'string' && /^-?\d+\.\d{2}$/.test(value);

/** The facts of a rule as they stand in a sentence. */
export function factWords(facts: Record<string, Fact> | undefined, formats: Formats): Record<string, string | number> {
  const word = (value: Fact) => {
    if (isDay(value)) return formats.day(value);
    if (isAmount(value)) return formats.decimal(value);
    return typeof value === 'boolean' ? String(value) : value;
  };
  return Object.fromEntries(Object.entries(facts ?? {}).map(([name, value]) => [name, word(value)] as const));
}

/** What a rule says, in plain words. */
export function ruleText(id: string, terms: TermsText | undefined, language: Language): string {
  return terms?.rules.find((rule) => rule.id === id)?.summary[language] ?? '';
}

/** Where a rule comes from: a section of the terms, the law, our own practice. */
export function clauseWords(clause: string, t: TFunction): string {
  return t([`panel.source.${clause}`, `panel.source.${clause.charAt(0)}`], { clause: clause.slice(1).trim() });
}

/** The facts that were weighed under a rule, where a sentence tells them. */
export function weighed(ground: Ground, formats: Formats, t: TFunction, root = 'weighed'): string {
  const facts = ground.facts ?? {};
  const none = ['asked', 'open', 'returnable', 'claimable'].some((name) => facts[name] === 0) && ground.effect === 'forbids';
  const variant = none ? 'none' : Object.keys(facts).find((name) => facts[name] === true);
  const names = [variant ? `${root}.${ground.id}.${ground.effect}_${variant}` : '', `${root}.${ground.id}.${ground.effect}`];
  const key = names.find((name) => name !== '' && t(name, { defaultValue: '' }) !== '');
  const words = factWords(facts, formats);
  const complete = key && [...t(key, { skipInterpolation: true }).matchAll(/{{(\w+)}}/g)].every((m) => (m[1] ?? '') in words);
  return key && complete ? t(key, words) : '';
}

/** Why it is refused, in one sentence. */
export function refusalOf(decision: Decision | null, terms: TermsText | undefined, formats: Formats, t: TFunction): string {
  const ground = decision?.rules.find((rule) => rule.effect === 'forbids');
  if (!ground) return '';
  return weighed(ground, formats, t) || ruleText(ground.id, terms, formats.language);
}

/** Why an offer is not possible, as a sentence of its own. */
export function whyNot(offer: Offer, terms: TermsText | undefined, formats: Formats, t: TFunction): string {
  const why = refusalOf(offer.decision, terms, formats, t) || t(`actions.${offer.action}.none`);
  return `${why.charAt(0).toLocaleUpperCase()}${why.slice(1).replace(/\.$/, '')}.`;
}

/** What to say where it is refused: why, and what there is instead. */
export function refusedWords(decision: Decision, terms: TermsText | undefined, formats: Formats, t: TFunction, words: Record<string, unknown> = {}): string {
  const ground = decision.rules.find((rule) => rule.effect === 'forbids');
  const own = ground ? weighed(ground, formats, t, 'say.refused') : '';
  const why = ground ? own || `${t('say.sorry')} ${ruleText(ground.id, terms, formats.language)}` : '';
  return [why, ...decision.alternatives.map((alternative) => t(`say.instead.${alternative}`, words))].filter(Boolean).join(' ');
}

/** An amount that was weighed under a rule, as the desk computed it; null where there is none. */
export function amountWeighed(decision: Decision, rule: string, name: string): string | null {
  const value = decision.rules.find((ground) => ground.id === rule)?.facts?.[name];
  return typeof value === 'string' ? value : null;
}

/** Units with their names: “2 Outdoor camera and 1 Door sensor”. */
export function unitsOf(page: OrderPage, command: OrderCommand | null, formats: Formats): string {
  const parcel = command && 'shipment' in command ? page.order.shipments.find((known) => known.id === command.shipment) : undefined;
  const claim = command && 'claim' in command ? page.order.claims.find((known) => (known.number ?? known.shipment) === command.claim) : undefined;
  const open = page.ledger.filter((line) => line.open > 0).map((line) => ({ line: line.line, quantity: line.open }));
  const everything = command?.type === 'cancel_order' || command?.type === 'release_shipment';
  const whole = everything ? open : (claim?.lines ?? parcel?.lines ?? []);
  const lines = unitsNamed(command) ?? whole;
  const known = (line: string) => page.ledger.find((entry) => entry.line === line);
  const named = lines
    .filter((line) => known(line.line)?.kind !== 'promotional')
    .map((line) => `${line.quantity} ${known(line.line)?.name ?? line.line}`);
  return formats.list(named);
}

export type Said = { page: OrderPage; command: OrderCommand; decision: Decision; terms: TermsText | undefined; rma?: string | null };

/** What to say to the customer, sentence by sentence, in the customer's language. */
export function say({ page, command, decision, terms, rma }: Said, formats: Formats, t: TFunction): string {
  const { currency } = page.order;
  const what = unitsOf(page, command, formats);
  const sentences: string[] = [];
  const add = (key: string, words: Record<string, unknown> = {}) => sentences.push(t(`say.${key}`, { what, ...words }));
  if (decision.outcome === 'refused') return refusedWords(decision, terms, formats, t, { what });
  const refund = decision.refund;
  const due = decision.deadlines;
  const paidBack = () => {
    if (!refund) return;
    const ways = [...new Set(refund.tenders.map((tender) => t(`say.way.${tender.method}`)))].join(t('say.and'));
    const amount = formats.money(refund.total, currency);
    if (Number(refund.total) === 0) add('no_refund');
    else if (due.refund_by) add('refund_by', { amount, ways, day: formats.longDay(due.refund_by) });
    else add('refund', { amount, ways });
  };
  switch (command.type) {
    case 'cancel_order':
      add(command.lines ? 'cancel.some' : 'cancel.all');
      if (decision.void_authorisation) add('voided', { amount: formats.money(decision.void_authorisation, currency) });
      else paidBack();
      break;
    case 'request_return': {
      if (due.return_by) add('return.until', { day: formats.longDay(due.return_by) });
      if (rma) add('return.number', { rma });
      else add('return.number_follows');
      const gifts = (decision.estimate?.parts.promotional ?? []).filter((part) => part.reason === 'returned');
      const named = gifts.map((part) => page.ledger.find((line) => line.line === part.line)?.name ?? part.line);
      if (named.length > 0) add('return.gifts', { gifts: named.join(', ') });
      add(decision.return_shipping === 'merchant' ? 'return.we_pay' : 'return.you_pay');
      if (decision.estimate) add('return.estimate', { amount: formats.money(decision.estimate.total, currency) });
      break;
    }
    case 'receive_return':
      add('received.here');
      if (refund && Number(refund.diminished) > 0) add('received.wear', { amount: formats.money(refund.diminished, currency) });
      if (refund && Number(refund.promotional) > 0) add('received.gift', { amount: formats.money(refund.promotional, currency) });
      paidBack();
      break;
    case 'release_shipment': {
      const parcel = command.parcel;
      const how = t(`carriers.${parcel?.carrier ?? ''}`, { defaultValue: parcel?.carrier ?? '' });
      add(parcel?.tracking ? 'release.number' : 'release.left', { how, tracking: parcel?.tracking ?? '' });
      if (decision.rules.some((rule) => rule.id === 'ORD-5')) add('release.rest');
      const captured = amountWeighed(decision, 'PRE-2', 'to_capture');
      if (captured) add('release.captured', { amount: formats.money(captured, currency) });
      break;
    }
    case 'deliver_shipment':
      add('delivered', { day: formats.longDay(command.on) });
      break;
    case 'ask_authorisation': {
      const missing = amountWeighed(decision, 'PRE-2', 'missing') ?? '0';
      add('authorise', { total: formats.money(page.amounts.total, currency), missing: formats.money(missing, currency) });
      break;
    }
    case 'refuse_delivery':
      add('refuse.leave');
      if (due.refused_delivery_refund) add('refuse.by', { day: formats.longDay(due.refused_delivery_refund) });
      break;
    case 'receive_refused':
      add('refuse.back');
      paidBack();
      break;
    case 'report_damage':
      add('damage.keep');
      if (decision.remedy === 'replacement') add('damage.replacement');
      else paidBack();
      break;
    case 'ship_replacement': {
      const how = t(`carriers.${command.carrier}`, { defaultValue: command.carrier });
      add(command.tracking ? 'damage.shipped_number' : 'damage.shipped', { how, tracking: command.tracking ?? '' });
      break;
    }
    case 'refund_claim':
      add('damage.no_stock');
      paidBack();
      break;
    case 'add_evidence':
      add('damage.thanks');
      break;
  }
  return sentences.join(' ');
}
