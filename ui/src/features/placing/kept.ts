import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { OrderPreview, Placed } from '../../ipc/generated/types';

/** An order that was placed and may still be taken back. */
export type KeptOrder = Undoable & { customer: string; preview: OrderPreview; placed: Placed };

const orders = keeping<KeptOrder>((entry) => entry.customer);

/** Keeps it until it can no longer be undone. */
export const keep = (decided: Omit<KeptOrder, 'until' | 'undone'>): KeptOrder =>
  orders.keep({ ...decided, until: untilOf(decided.placed.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: KeptOrder): void => orders.noteUndone(entry);

/** The last order that was placed for a customer, while it may be taken back. */
export const useKeptOrder = (customer: string): KeptOrder | undefined => useKeeping(orders, customer);
