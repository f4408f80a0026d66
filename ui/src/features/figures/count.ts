import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { call } from '../../ipc/calls';
import type { Bar, Figures, FiguresRange } from '../../ipc/generated/types';

/** Ranges that end today, each with what its key is called in the help. */
export const presets = [
  { is: 'weeks4', name: 'range_weeks4' },
  { is: 'weeks13', name: 'range_weeks13' },
  { is: 'months12', name: 'range_months12' },
] as const;

/** Figures, and the name under which the desk has what stands behind them. */
export type Counted = { run: string; figures: Figures };

/** How far the counting is. */
export type Progress = { looked_at: number; of: number };

/** Counts over a range, step by step; leaving the page ends it. */
export function useFigures(range: FiguresRange) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const client = useQueryClient();
  const key = ['figures', range];
  const counted = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Counted> => {
      const run = crypto.randomUUID();
      for (;;) {
        const { figures, looked_at, of } = await call('figures', { run, range });
        if (figures) return { run, figures };
        signal.throwIfAborted();
        setProgress({ looked_at, of });
      }
    },
    staleTime: Infinity,
    // The desk forgets old ones; what was counted is counted anew by whoever comes back later.
    gcTime: 0,
  });
  const { is } = range;
  useEffect(() => () => setProgress(null), [is]);
  return { ...counted, progress, again: () => void client.invalidateQueries({ queryKey: key }) };
}

/** The orders behind a bar. */
export const useBehind = (run: string, bar: Bar) =>
  useQuery({ queryKey: ['behind figure', run, bar], queryFn: () => call('behind_figure', { run, bar }) });
