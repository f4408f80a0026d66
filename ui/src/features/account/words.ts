import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { AccountCommand, AccountPage, Decision, PaymentMeans, ServiceRow, TermsText } from '../../ipc/generated/types';
import { refusalOf, refusedWords } from '../decision/words';
import { mustChoose, type Asking } from './offers';

/** A fact that a rule weighed, by its name. */
export function factOf(decision: Decision, name: string): string | null {
  const found = decision.rules.find((rule) => rule.facts?.[name] !== undefined)?.facts?.[name];
  return found === undefined ? null : String(found);
}

/** What is asked for in a few words: “End Continuous recording”. */
export function titleOf({ action, row, step }: Asking, formats: Formats, t: TFunction): string {
  if (step) return t(`account.steps.${step.offer.action}.${step.kind}`);
  return t(`account.actions.${action}.title`, { service: row ? row.name[formats.language] : '' });
}

/** How an account is paid: “card •••• 4242”. */
export const meansWords = ({ kind, last4 }: PaymentMeans, t: TFunction): string =>
  [t(`account.means.${kind}`), last4 ? `••••\u00a0${last4}` : ''].filter(Boolean).join(' ');

/** What can be chosen for video: “7 days €4.99, 30 days €9.99”. */
export function durationWords(row: ServiceRow, currency: string, formats: Formats, t: TFunction): string {
  const each = row.durations.flatMap(({ days, per_camera: prices }) => {
    const price = Object.entries(prices).find(([code]) => code === currency)?.[1];
    return price ? [t('account.durations.each', { count: days, price: formats.money(price, currency) })] : [];
  });
  return each.length > 0 ? t('account.durations.all', { each: formats.list(each) }) : '';
}

type About = { page: AccountPage; asking: Asking; today: string; terms: TermsText | undefined };

/** What it would come to, where it can be asked; else why it cannot. */
export function hintOf({ page, asking, today, terms }: About, possible: boolean, formats: Formats, t: TFunction): string {
  const { action, offer, row, step } = asking;
  const { decision } = offer;
  const currency = page.currency ?? '';
  if (mustChoose(offer)) return possible && row ? durationWords(row, currency, formats, t) : t('account.hints.no_cameras');
  if (!possible || !decision) return refusalOf(decision, terms, formats, t) || t(`account.actions.${action}.none`);
  const money = (amount: string) => formats.money(amount, currency);
  switch (action) {
    case 'subscribe':
      return decision.charge && decision.period
        ? t('account.hints.subscribe', { amount: money(decision.charge.gross), day: formats.day(decision.period.end) })
        : '';
    case 'cancel_service':
      if (decision.outcome === 'choice_required' && decision.period) return t('account.hints.choice', { day: formats.day(decision.period.end) });
      return decision.credit ? t('account.hints.credit', { amount: money(decision.credit.gross) }) : t('account.hints.stops');
    case 'reactivate_service':
      return t('account.hints.reactivate', { day: row?.stops_on ? formats.day(row.stops_on) : '' });
    case 'withdraw_service': {
      const until = decision.deadlines.withdrawal_end;
      const words = until ? { day: formats.day(until), relative: formats.relative(until, today) } : { day: '', relative: '' };
      return t('account.hints.withdraw', { amount: decision.credit ? money(decision.credit.gross) : '', ...words });
    }
    case 'discontinue_service':
      return decision.credit ? t('account.hints.credit', { amount: money(decision.credit.gross) }) : '';
    case 'change_payment_method':
      return t('account.hints.change_payment');
    case 'assess_non_payment':
      return t('account.hints.assess');
    case 'take_measure':
    case 'lift_measure':
      return step?.last_on ? t(`account.steps.${!step.standing ? 'last' : step.offer.available ? 'paid' : 'since'}`, { day: formats.day(step.last_on) }) : t(`account.steps.does.${step?.kind ?? 'reminder_letter'}`);
  }
}

type Said = { page: AccountPage; asking: Asking; command: AccountCommand; decision: Decision; terms: TermsText | undefined };

/** What to say to the customer, sentence by sentence, in the customer's language. */
export function sayOf({ page, asking, command, decision, terms, price }: Said & { price: string | null }, formats: Formats, t: TFunction): string {
  const currency = page.currency ?? '';
  const money = (amount: string | undefined) => (amount === undefined ? '' : formats.money(amount, currency));
  const service = asking.row ? asking.row.name[formats.language] : '';
  const end = decision.period ? formats.longDay(decision.period.end) : '';
  const sentences: string[] = [];
  const add = (key: string, words: Record<string, unknown> = {}) => sentences.push(t(`account.say.${key}`, { service, end, ...words }));
  if (decision.outcome === 'refused') return refusedWords(decision, terms, formats, t);
  if (decision.outcome === 'choice_required') {
    add('choose');
    return sentences.join(' ');
  }
  switch (command.type) {
    case 'subscribe':
      if (command.cameras && command.retention_days) {
        add('video', { cameras: t('account.say.cameras', { count: command.cameras.length }), days: t('account.say.days', { count: command.retention_days }) });
      } else add('subscribe');
      add('first', { amount: money(decision.charge?.gross) });
      if (price) add('then', { price: money(price) });
      break;
    case 'cancel_service':
      if (decision.credit) add('end_credited', { amount: money(decision.credit.gross) });
      else if (decision.status === 'ending') {
        add('end_later', { day: decision.stops_on ? formats.longDay(decision.stops_on) : '' });
        add('take_back');
      } else if (command.mode === 'immediate') add('end_lost');
      else add('end_now');
      break;
    case 'reactivate_service':
      add('reactivate');
      break;
    case 'withdraw_service':
      add('withdraw', { amount: money(decision.credit?.gross) });
      break;
    case 'discontinue_service':
      add('discontinue', { amount: money(decision.credit?.gross) });
      break;
    case 'change_payment_method':
      add('change_payment');
      break;
    case 'assess_non_payment':
      add('assess', { principal: money(asking.owed?.amount), day: formats.longDay(command.due_on), amount: money(decision.charge?.gross) });
      break;
    case 'take_measure': {
      const [owed, due] = [factOf(decision, 'owed'), factOf(decision, 'due_on')];
      add('owed', { amount: money(owed ?? undefined), day: due ? formats.longDay(due) : '' });
      add(`measure.${command.kind}`, { cost: money(factOf(decision, 'cost') ?? undefined) });
      break;
    }
    case 'lift_measure':
      add(`lifted.${command.kind}`);
      break;
  }
  return sentences.join(' ');
}
