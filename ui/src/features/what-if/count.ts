import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { call } from '../../ipc/calls';
import type { WhatIfFound } from '../../ipc/generated/types';

/** How many months back may be asked for, each with what its key is called in the help. */
export const spans = [
  { months: 1, name: 'months_1' },
  { months: 3, name: 'months_3' },
  { months: 6, name: 'months_6' },
  { months: 12, name: 'months_12' },
  { months: 24, name: 'months_24' },
] as const;

/** A draft of the terms as a file. */
export type Draft = { name: string; text: string; /** Which choosing it was: the same file again is read anew. */ chosen: number };

/** What was found, and the name under which the desk has all of it. */
export type Compared = { run: string; found: WhatIfFound };

export type Progress = { looked_at: number; of: number };

/** Lays a draft on what was decided, step by step; leaving the page or stopping ends it. */
export function useWhatIf(draft: Draft | null, months: number, stopped: boolean) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const compared = useQuery({
    queryKey: ['what if', draft?.chosen, months],
    queryFn: async ({ signal }): Promise<Compared> => {
      const run = crypto.randomUUID();
      let text: string | null = draft?.text ?? '';
      for (;;) {
        const { found, looked_at, of } = await call('what_if', { run, months, draft: text });
        if (found) return { run, found };
        signal.throwIfAborted();
        setProgress({ looked_at, of });
        text = null;
      }
    },
    enabled: draft !== null && !stopped,
    retry: false,
    staleTime: Infinity,
    // The desk forgets old ones; what was compared is compared anew by whoever comes back later.
    gcTime: 0,
  });
  const chosen = draft?.chosen;
  useEffect(() => () => setProgress(null), [chosen, months]);
  return { ...compared, progress };
}
