import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

import { reread } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { StrayCommand } from '../../ipc/generated/types';
import { keep } from './kept';

type Asked = { command: StrayCommand; then?: (() => void) | undefined };

/** Does something on a parcel. A try that failed is tried again under its id: what came through is not done twice. */
export function useOnStray(number: string) {
  const tried = useRef<{ text: string; id: string } | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ command }: Asked) => {
      const text = JSON.stringify(command);
      const id = tried.current?.text === text ? tried.current.id : crypto.randomUUID();
      tried.current = { text, id };
      return { id, taken: await call('on_stray', { command_id: id, stray: number, command }) };
    },
    onSuccess: ({ id, taken }, { command, then }) => {
      tried.current = null;
      keep(id, command.type, taken);
      void reread();
      then?.();
    },
  });
  return {
    error: mutation.error,
    pending: mutation.isPending,
    act: (command: StrayCommand, then?: () => void) => {
      if (!mutation.isPending) mutation.mutate({ command, then });
    },
  };
}
