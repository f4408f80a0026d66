import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

import type { Draft } from '../../components/draft';
import { reread } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { CaseCommand } from '../../ipc/generated/types';
import { keep } from './kept';

type Asked = { command: CaseCommand; draft?: Draft | undefined; then?: (() => void) | undefined };

/** Does something on a case. A try that failed is tried again under its id: what came through is not done twice. */
export function useOnCase(number: string) {
  const tried = useRef<{ text: string; id: string } | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ command, draft }: Asked) => {
      const text = JSON.stringify(command);
      const id = tried.current?.text === text ? tried.current.id : crypto.randomUUID();
      tried.current = { text, id };
      await draft?.settle();
      const taken = await call('on_case', { command_id: id, case: number, command, drafts: draft ? [draft.place] : [] });
      return { id, taken };
    },
    onSuccess: ({ id, taken }, { command, draft, then }) => {
      tried.current = null;
      draft?.sent();
      keep(id, command.type === 'move_case' ? `move_${command.to}` : command.type, taken);
      void reread();
      then?.();
    },
  });
  return {
    error: mutation.error,
    pending: mutation.isPending,
    act: (command: CaseCommand, draft?: Draft, then?: () => void) => {
      if (!mutation.isPending) mutation.mutate({ command, draft, then });
    },
  };
}

export type OnCase = ReturnType<typeof useOnCase>;
