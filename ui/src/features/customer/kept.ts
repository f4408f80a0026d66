import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { CustomerTaken } from '../../ipc/generated/types';

/** What was done on a customer's own record, and may still be undone. */
export type KeptCustomer = Undoable & { customer: string; what: 'registered' | 'amended' | 'accepted' };

const customers = keeping<KeptCustomer>((entry) => entry.customer);

/** Keeps it until it can no longer be undone. */
export const keep = (commandId: string, what: KeptCustomer['what'], taken: CustomerTaken): KeptCustomer =>
  customers.keep({ commandId, what, customer: taken.customer, until: untilOf(taken.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: KeptCustomer): void => customers.noteUndone(entry);

/** The last that was done on a customer's own record, while it may be undone. */
export const useKeptCustomer = (customer: string): KeptCustomer | undefined => useKeeping(customers, customer);
