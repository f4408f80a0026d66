import type { FindAnswer, Matched, Offer, OrderPage } from '../../ipc/generated/types';

/** As a scanner and a person write the same number: letters and digits alone. */
export const compact = (text: string): string => text.toLocaleUpperCase('en').replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The orders that a scanned number names, and what it is of them. Names and towns are no numbers. */
export function ordersOf(answer: FindAnswer): { number: string; matched: Matched }[] {
  const found = new Map<string, Matched>();
  for (const hit of answer.groups.filter(({ kind }) => kind === 'exact').flatMap(({ hits }) => hits)) {
    if (hit.target.kind === 'order' && !found.has(hit.target.number)) found.set(hit.target.number, hit.matched);
  }
  return [...found].map(([number, matched]) => ({ number, matched }));
}

/** What is awaited of an order and can be received: RMAs and refused parcels. */
const awaitedOf = (page: OrderPage): Offer[] =>
  page.offers.filter(({ action, command }) => (action === 'receive_return' || action === 'receive_refused') && command !== null);

/** What a scanned number may be of what is awaited: an RMA or a parcel names one, anything else all of its order. */
export function awaited(page: OrderPage, scanned: string, matched: Matched): Offer[] {
  const all = awaitedOf(page);
  const wanted = compact(scanned);
  if (matched === 'rma') return all.filter(({ reference }) => reference !== null && compact(reference) === wanted);
  const parcel = page.order.shipments.find(({ tracking }) => tracking && compact(tracking) === wanted);
  const named = matched === 'tracking' ? all.filter(({ reference }) => reference === parcel?.id) : [];
  return named.length > 0 ? named : all;
}
