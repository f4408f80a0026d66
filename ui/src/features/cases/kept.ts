import { keeping, untilOf, useKeeping, type Undoable } from '../../components/keeping';
import type { CaseTaken } from '../../ipc/generated/types';

/** What was done on a case, and may still be undone. */
type KeptCase = Undoable & { number: string; what: string };

const cases = keeping<KeptCase>((entry) => entry.number);

/** Keeps it until it can no longer be undone. */
export const keep = (commandId: string, what: string, taken: CaseTaken): KeptCase =>
  cases.keep({ commandId, what, number: taken.case, until: untilOf(taken.undo_until), undone: false });

/** Notes that it was undone, which is told for a moment. */
export const noteUndone = (entry: KeptCase): void => cases.noteUndone(entry);

/** The last that was done on a case, while it may be undone. */
export const useKeptCase = (number: string): KeptCase | undefined => useKeeping(cases, number);
