import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { CallError, call } from '../../ipc/calls';
import type { OrderCommand, OrderPage } from '../../ipc/generated/types';

/** What the rules say to a command, without taking it. The same question of the same order is asked once. */
export const usePreview = (page: OrderPage, command: OrderCommand | null, enabled = true) =>
  useQuery({
    queryKey: ['preview', page.order.number, page.version, command],
    queryFn: () => (command ? call('preview', { order: page.order.number, command }) : Promise.reject(new CallError('bad_input'))),
    enabled: enabled && command !== null,
    placeholderData: keepPreviousData,
  });
