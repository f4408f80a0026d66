import type { AccountPage, ServicePart, ServiceRow } from '../../ipc/generated/types';
import { isPossible } from './offers';

/** Where a service stands, in the words that an agent would use. */
export type Standing = 'included' | 'none' | 'active' | 'ending' | 'ended';

/** Where a service stands today: what stops today is over, whatever its facts still say. */
export function standingOf(row: ServiceRow, today: string): Standing {
  if (row.status === null) return row.part === 'included' ? 'included' : 'none';
  if (row.status === 'ending' && row.stops_on !== null && row.stops_on <= today) return 'ended';
  return row.status;
}

export const parts: ServicePart[] = ['included', 'video', 'security'];

export const rowsOf = (page: AccountPage, part: ServicePart): ServiceRow[] => page.services.filter((row) => row.part === part);

/** Services in the order in which they stand on the page. */
export const inOrder = (page: AccountPage): ServiceRow[] => parts.flatMap((part) => rowsOf(page, part));

/** The row that the keys begin at: what runs, else what can be had, else what can be asked for. */
export function firstChosen(page: AccountPage): string | undefined {
  const rows = inOrder(page).filter((row) => row.offers.length > 0);
  const runs = rows.find((row) => row.status === 'active' || row.status === 'ending');
  const canBeHad = rows.find((row) => row.offers.some((offer) => isPossible(offer, page)));
  return (runs ?? canBeHad ?? rows[0])?.id;
}
