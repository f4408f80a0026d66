import type { AccountAction, AccountOffer, AccountPage, Alternative, Decision, Owed, ServiceRow, Step } from '../../ipc/generated/types';

export const accountKeys: Record<AccountAction, string> = {
  subscribe: 'a',
  cancel_service: 'e',
  reactivate_service: 'r',
  withdraw_service: 'w',
  discontinue_service: 'd',
  change_payment_method: 'p',
  assess_non_payment: 'o',
  take_measure: 's',
  lift_measure: 'l',
};

export const isAccountAction = (name: unknown): name is AccountAction => typeof name === 'string' && Object.hasOwn(accountKeys, name);

/** What is asked for: an action, and the service or the unpaid amount that it is about. */
export type Asking = {
  action: AccountAction;
  of: string | undefined;
  offer: AccountOffer;
  row?: ServiceRow;
  owed?: Owed;
  step?: Step;
};

/** What an unpaid amount goes by: its invoice, or the day it was due. */
export const owedId = (owed: Owed): string => owed.invoice ?? owed.due_on;

/** Where something must be chosen before it can be stated, as the cameras to record. */
export const mustChoose = ({ decision, command }: AccountOffer): boolean => decision === null && command === null;

/** Whether it can be asked at all: by the rules, and with what there is to choose from. */
export const isPossible = (offer: AccountOffer, page: AccountPage): boolean =>
  offer.available || (mustChoose(offer) && page.cameras.length > 0);

/** What a service can be asked. */
export const askingsOf = (row: ServiceRow): Asking[] => row.offers.map((offer) => ({ action: offer.action, of: row.id, offer, row }));

/** What an address asks for; of several services, the first for which it is possible. */
export function askingFor(page: AccountPage, action: AccountAction, of: string | undefined): Asking | undefined {
  if (action === 'change_payment_method') return page.change_payment ? { action, of: undefined, offer: page.change_payment } : undefined;
  if (action === 'assess_non_payment') {
    const owed = page.owed.find((one) => of === undefined || owedId(one) === of);
    return owed ? { action, of: owedId(owed), offer: owed.assess, owed } : undefined;
  }
  if (action === 'take_measure' || action === 'lift_measure') {
    const steps = page.steps.filter(({ kind, offer }) => offer.action === action && (of === undefined || of === kind));
    const step = steps.find(({ offer }) => offer.available && offer.permitted) ?? steps[0];
    return step ? { action, of: step.kind, offer: step.offer, step } : undefined;
  }
  const same = page.services.flatMap(askingsOf).filter((asking) => asking.action === action && (of === undefined || asking.of === of));
  return same.find((asking) => isPossible(asking.offer, page)) ?? same[0];
}

/** What else can be subscribed to. */
export const alsoOffered = (page: AccountPage, but: string | undefined): Asking[] =>
  page.services
    .filter((row) => row.id !== but)
    .flatMap(askingsOf)
    .filter(({ action, offer }) => action === 'subscribe' && offer.permitted && isPossible(offer, page));

/** What the rules name in place of what is refused: what this desk can do of it, and what it cannot. */
export function insteadOf(page: AccountPage, decision: Decision, asking: Asking): { askings: Asking[]; advice: Alternative[] } {
  const possible = page.services.flatMap(askingsOf).filter(({ offer }) => offer.permitted && isPossible(offer, page));
  // It is about the same service, where it is about one.
  const same = possible.filter(({ of }) => asking.of === undefined || of === asking.of);
  const named = same.filter(({ action }) => decision.alternatives.some((alternative) => alternative === action));
  const advice = decision.alternatives.filter((alternative) => !named.some(({ action }) => action === alternative));
  return { askings: named, advice };
}
