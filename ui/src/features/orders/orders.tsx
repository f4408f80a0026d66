import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { Scopes } from '../../components/scopes';
import { call } from '../../ipc/calls';
import type { OrderScope } from '../../ipc/generated/types';
import { OrderGrid } from './grid';
import { BLOCK } from './place';

const scopes: OrderScope[] = ['all', 'open_rma', 'pre_order', 'refused_parcel', 'open_claim'];
export const isOrderScope = (name: unknown): name is OrderScope => scopes.some((scope) => scope === name);

/** The rows around a place of the list; those from before stay until they are there. */
const useOrders = (scope: OrderScope, place: number) => {
  const from = Math.max(Math.floor(place / BLOCK) - 1, 0) * BLOCK;
  return useQuery({
    queryKey: ['orders', scope, from],
    queryFn: () => call('orders', { scope, from, count: 3 * BLOCK }),
    placeholderData: keepPreviousData,
  });
};

/** Every order that this desk holds, the newest first, and those on which something waits. */
export function OrdersScreen({ scope }: { scope: OrderScope }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const { data: sync } = useSync();
  const [place, setPlace] = useState({ scope, at: 0 });
  // Another list begins at its first row.
  const { data, error, isPlaceholderData, refetch } = useOrders(scope, place.scope === scope ? place.at : 0);
  const [rowsOf, setRowsOf] = useState<OrderScope | null>(null);
  if (data && !isPlaceholderData && rowsOf !== scope) setRowsOf(scope);
  const show = (to: OrderScope) => void navigate({ to: '/orders', search: { scope: to }, replace: true, resetScroll: false });
  return (
    <div className="orders">
      <div className="title-row">
        <h1>{t('orders.title')}</h1>
        <span className="spacer" />
        <Scopes label={t('orders.scope')} names={scopes} scope={scope} words={(name) => t(`orders.scopes.${name}`)} count={(name) => (data ? formats.number(data.counts[name]) : '')} show={show} />
      </div>
      {sync && sync.orders_months > 0 ? <p className="note">{t('orders.part', { count: sync.orders_months })}</p> : null}
      {error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : data && rowsOf === scope ? (
        data.counts[scope] > 0 ? (
          <OrderGrid key={scope} scope={scope} page={data} count={data.counts[scope]} label={t(`orders.scopes.${scope}`)} moved={(at) => setPlace({ scope, at })} />
        ) : (
          <div className="empty" role="status">
            <p>
              <strong>{t(`orders.none.${scope}`)}</strong>
            </p>
            <p className="muted">{t(scope === 'all' ? 'orders.none.text_all' : 'orders.none.text')}</p>
          </div>
        )
      ) : (
        <div className="skeleton" aria-busy="true" />
      )}
    </div>
  );
}
