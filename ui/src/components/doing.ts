import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

import { reread } from './queries';

type Asked<Command, With> = { command: Command; extra: With; then?: (() => void) | undefined };

type Doing<Command, With, Taken> = {
  /** Asks for it under this id. */
  ask: (id: string, command: Command, extra: With) => Promise<Taken>;
  /** It was taken. */
  taken: (id: string, command: Command, taken: Taken, extra: With) => void;
};

/** Does something on an aggregate. A try that failed is tried again under its id: what came through is not done twice. */
export function useDoing<Command, With, Taken>({ ask, taken }: Doing<Command, With, Taken>) {
  const tried = useRef<{ text: string; id: string } | null>(null);
  const mutation = useMutation({
    mutationFn: async ({ command, extra }: Asked<Command, With>) => {
      const text = JSON.stringify(command);
      const id = tried.current?.text === text ? tried.current.id : crypto.randomUUID();
      tried.current = { text, id };
      return { id, came: await ask(id, command, extra) };
    },
    onSuccess: ({ id, came }, { command, extra, then }) => {
      tried.current = null;
      taken(id, command, came, extra);
      void reread();
      then?.();
    },
  });
  return {
    error: mutation.error,
    pending: mutation.isPending,
    act: (command: Command, extra: With, then?: () => void) => {
      if (!mutation.isPending) mutation.mutate({ command, extra, then });
    },
  };
}
