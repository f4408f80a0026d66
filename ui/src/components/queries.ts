import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query';

import { calls } from '../ipc/calls';

export const queries = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: 2_000, networkMode: 'always' }, mutations: { networkMode: 'always' } },
});

export const useAppInfo = () => useQuery({ queryKey: ['app'], queryFn: calls.appInfo });
export const useFind = (query: string) =>
  useQuery({
    queryKey: ['find', query],
    queryFn: () => calls.find(query),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
export const useRecent = () => useQuery({ queryKey: ['recent'], queryFn: calls.recentCustomers });
export const useCustomer = (id: string) =>
  useQuery({ queryKey: ['customer', id], queryFn: () => calls.openCustomer(id) });
export const useOrder = (number: string) =>
  useQuery({ queryKey: ['order', number], queryFn: () => calls.openOrder(number) });
export const useTerms = (id: string | undefined) =>
  useQuery({ queryKey: ['terms', id], queryFn: () => calls.terms(id ?? ''), enabled: id !== undefined, staleTime: Infinity });

/** What no writing changes: the terms, and previews of a version that is past. */
const LASTING: unknown[] = ['terms', 'preview'];

/** After something was written, all that is shown is read again. */
export const reread = () => queries.invalidateQueries({ predicate: (query) => !LASTING.includes(query.queryKey[0]) });
