import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { call, host } from '../ipc/calls';

export const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 2_000, networkMode: 'always' }, mutations: { networkMode: 'always' } },
});

export const useAppInfo = () => useQuery({ queryKey: ['app'], queryFn: () => call('app_info', {}) });
export const useFind = (query: string) =>
  useQuery({
    queryKey: ['find', query],
    queryFn: () => call('find', { query }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
export const useRecent = () => useQuery({ queryKey: ['recent'], queryFn: () => call('recent_customers', {}) });
export const useCustomer = (id: string) =>
  useQuery({ queryKey: ['customer', id], queryFn: () => call('open_customer', { id }) });
export const useOrder = (number: string) =>
  useQuery({ queryKey: ['order', number], queryFn: () => call('open_order', { number }) });
export const useTerms = (id: string | undefined) =>
  useQuery({ queryKey: ['terms', id], queryFn: () => call('terms', { id: id ?? '' }), enabled: id !== undefined, staleTime: Infinity });

/** What no writing changes: the terms, and previews of a version that is past. */
const LASTING: unknown[] = ['terms', 'preview'];

/** After something was written, all that is shown is read again. */
export const reread = () => queries.invalidateQueries({ predicate: (query) => !LASTING.includes(query.queryKey[0]) });

/** How long changes are gathered before what is shown is read again: many come at once when orders arrive. */
const GATHERED = 100;

/** Reads again what is shown whenever the desk says that something changed. */
export function useChanges(): void {
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | undefined;
    const stop = host.onChanged(() => {
      due ??= setTimeout(() => {
        due = undefined;
        void reread();
      }, GATHERED);
    });
    return () => {
      clearTimeout(due);
      stop();
    };
  }, []);
}
