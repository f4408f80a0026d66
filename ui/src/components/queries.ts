import { keepPreviousData, MutationCache, QueryCache, QueryClient, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { call, CallError, host } from '../ipc/calls';
import type { FindAnswer } from '../ipc/generated/types';
import { without } from './hits';

/** Failures that mean that this desk stands otherwise with the centre than the window thought. */
const STANDING = ['locked', 'sign_in_needed', 'lease_over', 'device_revoked', 'must_enrol', 'upgrade_required', 'agent_revoked'];

const onError = (error: unknown): void => {
  if (STANDING.includes(CallError.from(error).code)) void queries.invalidateQueries({ queryKey: ['sync'] });
};

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { retry: false, staleTime: 2_000, networkMode: 'always' }, mutations: { networkMode: 'always' } },
});

export const useAppInfo = () => useQuery({ queryKey: ['app'], queryFn: () => call('app_info', {}) });
/** How often it is asked how desk and centre stand, besides whenever the desk says that something changed. */
const LOOK_AGAIN = 3_000;

export const useSync = () => useQuery({ queryKey: ['sync'], queryFn: () => call('sync_state', {}), refetchInterval: LOOK_AGAIN });
export const useQueue = () => useQuery({ queryKey: ['queue'], queryFn: () => call('queue', {}) });
export const useAttention = (enabled = true) => useQuery({ queryKey: ['attention'], queryFn: () => call('attention', {}), enabled });
export const useApprovals = (enabled = true) => useQuery({ queryKey: ['approvals'], queryFn: () => call('approvals', {}), enabled });
export const useDeadlines = (enabled = true) => useQuery({ queryKey: ['deadlines'], queryFn: () => call('deadlines', {}), enabled });
/** Asked for by the agent, never by itself: the words leave this computer. */
export const useFindAtCentre = (text: string) =>
  useQuery({
    queryKey: ['find at centre', text],
    queryFn: async () => {
      const before = queries.getQueryData<FindAnswer>(['find', text]);
      const answer = await call('search_at_centre', { text });
      // The desk keeps what it fetched and finds it by itself from then on: what came from there is told by what was here.
      return { answer, fetched: without(answer.groups, before?.groups ?? []) };
    },
    enabled: false,
    staleTime: 60_000,
  });
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
/** What was done for a customer, and their papers: more than their page waits for. */
export const useCustomerHistory = (id: string, enabled: boolean) =>
  useQuery({ queryKey: ['customer_history', id], queryFn: () => call('customer_history', { id }), enabled });
export const useOrder = (number: string, enabled = true) =>
  useQuery({ queryKey: ['order', number], queryFn: () => call('open_order', { number }), enabled });
export const useAccount = (id: string, enabled = true) =>
  useQuery({ queryKey: ['account', id], queryFn: () => call('open_account', { id }), enabled });
export const useTerms = (id: string | undefined) =>
  useQuery({ queryKey: ['terms', id], queryFn: () => call('terms', { id: id ?? '' }), enabled: id !== undefined, staleTime: Infinity });

/** What no writing changes: the terms, previews of a version that is past, what the centre answered, and what was counted. */
const LASTING: unknown[] = ['terms', 'preview', 'find at centre', 'figures', 'behind figure', 'what if'];

/** After something was written, all that is shown is read again. */
export const reread = () => queries.invalidateQueries({ predicate: (query) => !LASTING.includes(query.queryKey[0]) });

/** The same, and waits until one of it is here: the next key is about what is so, and not about what was. */
export const rereadFirst = (queryKey: string[]) => {
  void reread();
  return queries.refetchQueries({ queryKey }, { cancelRefetch: false });
};

/** What may stay in the window's memory when nobody may look at it. */
const HARMLESS: unknown[] = ['sync', 'app', 'startup', 'terms'];

/** Forgets everybody's data: whoever unlocks or signs in reads it anew. */
export const forget = () => queries.removeQueries({ predicate: (query) => !HARMLESS.includes(query.queryKey[0]) });

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
