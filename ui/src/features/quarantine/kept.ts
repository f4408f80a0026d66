import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { StrayTaken } from '../../ipc/generated/types';

/** What was done on a parcel, and may still be undone. */
type KeptStray = Undoable & { number: string; what: string };

const parcels = keeping<KeptStray>((entry) => entry.number);

/** Keeps it until it can no longer be undone. */
export const keep = (commandId: string, what: string, taken: StrayTaken): KeptStray =>
  parcels.keep({ commandId, what, number: taken.stray, until: untilOf(taken.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: KeptStray): void => parcels.noteUndone(entry);

/** The last that was done on a parcel, while it may be undone. */
export const useKeptStray = (number: string): KeptStray | undefined => useKeeping(parcels, number);
