import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { AccountCommand, AccountPage, AccountTaken } from '../../ipc/generated/types';
import type { Asking } from './offers';

/** What was taken on a service account and may still be undone, with all that it takes to show it again. */
export type KeptAccount = Undoable & {
  /** The account as it was when it was decided upon. */
  page: AccountPage;
  asking: Asking;
  command: AccountCommand;
  taken: AccountTaken;
  /** Subscribing: the net price of a period. */
  price: string | null;
  /** Reckoning a debt: all that is owed. */
  total: string | null;
};

const accounts = keeping<KeptAccount>((entry) => entry.page.customer.id);

/** Keeps it until it can no longer be undone. */
export const keep = (decided: Omit<KeptAccount, 'until' | 'undone'>): KeptAccount =>
  accounts.keep({ ...decided, until: untilOf(decided.taken.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: KeptAccount): void => accounts.noteUndone(entry);

/** The last that was taken on a customer's service account, while it may be undone. */
export const useKeptAccount = (customer: string): KeptAccount | undefined => useKeeping(accounts, customer);
