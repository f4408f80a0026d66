import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { Decision, OrderCommand, OrderPage, TermsText } from '../../ipc/generated/types';
import { clauseWords, ruleText, unitsOf, weighed } from './words';

/** One fact of a request, with what it is called. */
export type Fact = { name: string; value: string };

type Refusal = { page: OrderPage; command: OrderCommand; decision: Decision; terms: TermsText | undefined };

/** What a supervisor has to know to decide otherwise, without the customer's name: the order has it. */
export function factsOf({ page, command, decision, terms }: Refusal, formats: Formats, t: TFunction): Fact[] {
  const { order, amounts } = page;
  const fact = (name: string, value: string): Fact => ({ name: t(`exception.facts.${name}`), value });
  const facts = [
    fact('order', [order.number, formats.day(formats.dayOfInstant(order.placed_at)), formats.money(amounts.total, order.currency)].join(', ')),
    fact('asked', `${t(`actions.${command.type}.title`)} ${unitsOf(page, command, formats)}`.trim()),
  ];
  if (command.type === 'request_return') {
    if (command.notified_on) facts.push(fact('told_on', formats.day(command.notified_on)));
    if (command.reason) facts.push(fact('reason', t(`reasons.${command.reason}`)));
  }
  if (command.type === 'cancel_order') facts.push(fact('reason', t(`reasons.${command.reason}`)));
  if (command.type === 'receive_return') facts.push(fact('rma', command.rma));
  for (const ground of decision.rules.filter((rule) => rule.effect === 'forbids')) {
    const words = weighed(ground, formats, t) || ruleText(ground.id, terms, formats.language);
    facts.push(fact('rule', `${ground.id} (${clauseWords(ground.clause, t)}). ${words}`));
  }
  const stake = decision.refund ?? decision.estimate;
  if (stake) facts.push(fact('stake', formats.money(stake.total, order.currency)));
  return facts;
}
