import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { CallError, call } from '../../ipc/calls';
import type { AccountCommand, AccountPage, NewAccount } from '../../ipc/generated/types';

/** What the rules say to a command on a service account, without taking it. */
export const useAccountPreview = (page: AccountPage, command: AccountCommand | null, opening: { opening?: NewAccount }, enabled = true) =>
  useQuery({
    queryKey: ['preview', 'account', page.customer.id, page.version, command, opening],
    queryFn: () => (command ? call('preview_account', { customer: page.customer.id, command, ...opening }) : Promise.reject(new CallError('bad_input'))),
    enabled: enabled && command !== null,
    placeholderData: keepPreviousData,
  });
