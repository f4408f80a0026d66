import { useDoing } from '../../components/doing';
import type { Draft } from '../../components/draft';
import { call } from '../../ipc/calls';
import type { CaseCommand, CaseTaken } from '../../ipc/generated/types';
import { keep } from './kept';

/** Does something on a case, with the draft that goes into it. */
export function useOnCase(number: string) {
  const { act, ...doing } = useDoing<CaseCommand, Draft | undefined, CaseTaken>({
    ask: async (id, command, draft) => {
      await draft?.settle();
      return call('on_case', { command_id: id, case: number, command, drafts: draft ? [draft.place] : [] });
    },
    taken: (id, command, taken, draft) => {
      draft?.sent();
      keep(id, command.type === 'move_case' ? `move_${command.to}` : command.type, taken);
    },
  });
  return { ...doing, act: (command: CaseCommand, draft?: Draft, then?: () => void) => act(command, draft, then) };
}

export type OnCase = ReturnType<typeof useOnCase>;
