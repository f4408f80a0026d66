import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { Action, DocumentKind, OrderCommand, OrderPage, Taken } from '../../ipc/generated/types';

/** A decision that was taken and may still be undone, with all that it takes to show it again. */
export type Kept = Undoable & {
  /** The order as it was when it was decided upon. */
  page: OrderPage;
  action: Action;
  reference: string | null;
  command: OrderCommand;
  taken: Taken;
};

const orders = keeping<Kept>((entry) => entry.page.order.number);

/** Keeps a decision until it can no longer be undone. */
export const keep = (decided: Omit<Kept, 'until' | 'undone'>): Kept =>
  orders.keep({ ...decided, until: untilOf(decided.taken.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: Kept): void => orders.noteUndone(entry);

/** The order that a paper was just made for. */
export const keptWith = (kind: DocumentKind, number: string): Kept | undefined =>
  orders.all().find((entry) => entry.taken.documents.some((paper) => paper.kind === kind && paper.number === number));

/** The last decision of an order, while it may be undone. */
export const useKept = (order: string | undefined): Kept | undefined => useKeeping(orders, order);
