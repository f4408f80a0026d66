import type { TFunction } from 'i18next';

import type { Action, Alternative, Decision, Offer, OrderPage } from '../../ipc/generated/types';

const actionKeys: Record<Action, string> = {
  receive_return: 'b',
  request_return: 'r',
  cancel_order: 'c',
  report_damage: 'd',
  refuse_delivery: 'f',
  receive_refused: 'b',
  release_shipment: 'o',
  deliver_shipment: 'a',
  ask_authorisation: 't',
  goodwill: 'g',
  move_claim: 'l',
  ship_replacement: 'x',
  deliver_replacement: 'x',
  refund_claim: 'm',
  add_evidence: 'e',
};

/** What is done with a claim: offered beside it, not among what is done with the order. */
export const claimActions: Action[] = ['move_claim', 'ship_replacement', 'deliver_replacement', 'refund_claim', 'add_evidence'];

export const isAction = (name: unknown): name is Action => typeof name === 'string' && Object.hasOwn(actionKeys, name);

/** The offer that a key stands for: the first possible one, else the first with something to say. */
export function offerFor(page: OrderPage, action: Action): Offer | undefined {
  const same = page.offers.filter((offer) => actionKeys[offer.action] === actionKeys[action]);
  const wanted = [...same.filter((offer) => offer.action === action), ...same];
  return wanted.find((offer) => offer.available) ?? wanted.find((offer) => offer.command) ?? wanted[0];
}

const order: Action[] = [
  'receive_return',
  'receive_refused',
  'request_return',
  'release_shipment',
  'cancel_order',
  'deliver_shipment',
  'refuse_delivery',
  'report_damage',
  'ask_authorisation',
  'goodwill',
];

/** As they are listed: what is possible first. */
const inOrder = (offers: Offer[]): Offer[] =>
  [...offers].sort((a, b) => Number(b.available) - Number(a.available) || order.indexOf(a.action) - order.indexOf(b.action));

/** Whether there is a panel for it: goodwill's figure is typed there first. */
export const isOpenable = (offer: Offer): boolean => offer.command !== null || (offer.action === 'goodwill' && offer.available);

/** What the order offers, and the key of each: where several want one, the first that can be opened has it. */
export function keyedOffers(page: OrderPage): { offer: Offer; key: string | null }[] {
  const given = new Set<string>();
  return inOrder(page.offers).map((offer) => {
    const key = actionKeys[offer.action];
    const has = isOpenable(offer) && !given.has(key);
    if (has) given.add(key);
    return { offer, key: has ? key : null };
  });
}

/** What is offered, and the parcel, RMA or claim that it is about where there are several. */
export function offerTitle(page: OrderPage, offer: Offer, t: TFunction): string {
  const several = page.offers.filter(({ action }) => action === offer.action).length > 1;
  const about = several ? referenceWords(page, offer, t) : '';
  return [t(`actions.${offer.action}.name`), about].filter(Boolean).join(' · ');
}

/** A parcel by its carrier and tracking number, an RMA by its number. */
export function referenceWords(page: OrderPage, offer: Offer, t: TFunction): string {
  const parcel = page.order.shipments.find((shipment) => shipment.id === offer.reference);
  return parcel ? `${t(`carriers.${parcel.carrier}`, { defaultValue: parcel.carrier })} ${parcel.tracking ?? ''}`.trim() : (offer.reference ?? '');
}

/** What can be done in place of what is refused. */
export type Instead = {
  offers: Offer[];
  /** Whether the rules name them; else they are only what is possible for this order now. */
  named: boolean;
  /** What the rules name and this desk cannot do for the customer. */
  advice: Alternative[];
};

/** What the rules name instead; where they name nothing that is possible, whatever else is possible for the order now. */
export function insteadOf(page: OrderPage, decision: Decision, refused: Pick<Offer, 'action' | 'reference'>): Instead {
  const possible = page.offers.filter(
    (offer) => offer.available && offer.command && !claimActions.includes(offer.action) && (offer.action !== refused.action || offer.reference !== refused.reference),
  );
  const named = possible.filter((offer) => decision.alternatives.some((alternative) => alternative === offer.action));
  const advice = decision.alternatives.filter((alternative) => !page.offers.some((offer) => offer.action === alternative));
  return named.length > 0 ? { offers: named, named: true, advice } : { offers: possible, named: false, advice };
}
