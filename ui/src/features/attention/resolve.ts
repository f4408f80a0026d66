import { useMutation } from '@tanstack/react-query';

import { reread } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { AttentionItem, ResolveHow } from '../../ipc/generated/types';

/** Settles an item; what it led to is read anew. */
export function useResolve(item: AttentionItem) {
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: (how: ResolveHow) => call('resolve', { command: item.command, how }),
    onSettled: () => void reread(),
  });
  return {
    pending: isPending,
    error,
    how: variables,
    settle: (how: ResolveHow): void => {
      if (!isPending) mutate(how);
    },
  };
}

export type Resolving = ReturnType<typeof useResolve>;
