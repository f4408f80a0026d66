import type { TFunction } from 'i18next';

import type { Asked, Conflict, OrderCommand, Side, Verdict } from '../ipc/generated/types';
import { carriedOut } from './exceptions';
import type { Formats } from './format';

/** What was asked, as it travels: an order's command, or another whose shape the window does not know. */
type Command = Asked['command'];

const names: Record<OrderCommand['type'], true> = {
  place_order: true,
  release_shipment: true,
  deliver_shipment: true,
  ask_authorisation: true,
  cancel_order: true,
  refuse_delivery: true,
  receive_refused: true,
  request_return: true,
  receive_return: true,
  report_damage: true,
  goodwill: true,
  ask_exception: true,
  make_exception: true,
  grant_exception: true,
  decline_exception: true,
  add_evidence: true,
  move_claim: true,
  ship_replacement: true,
  deliver_replacement: true,
  refund_claim: true,
};

/** The command, where it is one on an order. */
export const orderCommand = (command: unknown): OrderCommand | null =>
  typeof command === 'object' && command !== null && 'type' in command && Object.hasOwn(names, String(command.type))
    ? (command as OrderCommand)
    : null;

/** How many units a command names; null where it names none, or all there are. */
export function unitsNamed(command: unknown): number | null {
  const whole = orderCommand(command);
  const asked = whole && carriedOut(whole);
  const lines = asked?.type === 'release_shipment' ? asked.parcel?.lines : asked && 'lines' in asked ? asked.lines : undefined;
  if (!lines) return null;
  return lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** The service that a command on a service account names. */
export function serviceNamed(command: unknown, t: TFunction): string {
  if (orderCommand(command) || typeof command !== 'object' || command === null || !('service' in command)) return '';
  const id = String(command.service);
  return t(`services.${id}`, { defaultValue: id });
}

/** A command in the agent's words: “Return, 2 units”, “End of a service, Alarm”. */
export function commandWords(name: string, command: unknown, t: TFunction): string {
  const units = unitsNamed(command);
  const verb = t(`commands.${name}`, { defaultValue: t('commands.other') });
  if (units !== null) return t('commands.units', { verb, count: units });
  const service = serviceNamed(command, t);
  if (service) return t('commands.of_service', { verb, service });
  return name === 'cancel_order' ? t('commands.all', { verb }) : verb;
}

/** What was asked with the names of its units, as the desk knew them: “Return 2 Outdoor camera”. */
export function askedWords({ name, command, units }: Asked, formats: Formats, t: TFunction): string {
  if (units.length === 0) return commandWords(name, command, t);
  const verb = t(`commands.${name}`, { defaultValue: t('commands.other') });
  return `${verb} ${formats.list(units.map((some) => `${formats.number(some.quantity)} ${some.name}`))}`;
}

/** The number that a command goes by: its RMA, or its parcel. */
export function referenceOf(asked: Asked): string {
  const command: Command = asked.command;
  if (asked.upshot.rma) return asked.upshot.rma;
  const known = orderCommand(command);
  return known && 'rma' in known ? known.rma : '';
}

/** Who did something. */
export const whoWords = (who: string | null, t: TFunction): string => who ?? t('deeds.shop');

/** What one side did: “Cancelled, 2 units”. */
export function deedWords({ what, action }: Side, t: TFunction): string {
  const asked = typeof action === 'object' && action !== null && 'command' in action ? action.command : null;
  const units = unitsNamed(asked);
  const verb = t(`deeds.${what}`, { defaultValue: t('deeds.other') });
  if (units !== null) return t('commands.units', { verb, count: units });
  const service = serviceNamed(asked, t);
  return service ? t('commands.of_service', { verb, service }) : verb;
}

const lower = (words: string) => words.charAt(0).toLocaleLowerCase() + words.slice(1);

/** Why a command is not taken, in one sentence. */
export function reasonWords(conflict: Conflict, formats: Formats, now: number, t: TFunction, currency?: string): string {
  const last = conflict.theirs.at(-1);
  const limit = conflict.facts['limit'];
  const words = {
    who: last ? whoWords(last.who, t) : '',
    at: last ? formats.moment(last.at, now) : '',
    deed: last ? lower(deedWords(last, t)) : '',
    limit: limit ? (currency ? formats.money(limit, currency) : formats.number(Number(limit))) : '',
    role: conflict.facts['role'] ? t(`rail.roles.${conflict.facts['role']}`, { defaultValue: conflict.facts['role'] }) : '',
  };
  // What the shop's systems reported has no name beside it.
  const key = !last ? 'reason' : last.who === null ? 'reason_shop' : 'reason_by';
  return t(`conflicts.${conflict.kind}.${key}`, { ...words, defaultValue: t(`conflicts.${conflict.kind}.reason`, words) });
}

/** What the centre made of a command, in a few words. */
export function verdictWords(verdict: Verdict, t: TFunction): { words: string; tone: 'done' | 'waiting' | 'refused' } {
  if (verdict.result === 'rejected') return { words: t('verdicts.rejected'), tone: 'refused' };
  if (verdict.result === 'applied') return { words: t('verdicts.applied'), tone: 'done' };
  const same = verdict.differences.find((difference) => difference.what === 'same_intent');
  return same ? { words: t('verdicts.same', { who: same.by }), tone: 'done' } : { words: t('verdicts.differently'), tone: 'waiting' };
}

/** Whether a verdict may be found among what needs attention: not where somebody had done the same already. */
export const needsSomebody = (verdict: Verdict | null): boolean =>
  verdict?.result === 'rejected' ||
  (verdict?.result === 'applied_differently' && !verdict.differences.some((difference) => difference.what === 'same_intent'));
