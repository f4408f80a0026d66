import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { Cap } from '../../components/cap';
import { FaultLine } from '../../components/fault-line';
import { reread, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';

/** Where this desk holds a part of the orders: the customer's others can be fetched from the centre, which keeps them here. */
export function OlderOrders({ customer }: { customer: string }) {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  const months = sync?.orders_months ?? 0;
  const fetched = useMutation({
    mutationFn: () => call('search_at_centre', { text: customer }),
    onSuccess: () => reread(),
  });
  const online = sync?.standing.is === 'online';
  const asks = months > 0 && online && !fetched.isPending && !fetched.isSuccess;
  const deed = { name: 'older_orders', keys: ['l'], act: asks ? () => fetched.mutate() : null };
  useActions(months > 0 ? [deed] : []);
  if (months === 0) return null;
  return (
    <div className="older">
      <p className="small muted" role="status">
        {t(fetched.isSuccess ? 'customer.older.all' : online ? 'customer.older.part' : 'customer.older.offline', { count: months })}
      </p>
      {online && !fetched.isSuccess ? (
        <button type="button" className="button small" aria-disabled={fetched.isPending} onClick={() => deed.act?.()}>
          {t(fetched.isPending ? 'find.centre.asking' : 'customer.older.fetch')} <Cap of={deed} />
        </button>
      ) : null}
      {fetched.error ? <FaultLine error={fetched.error} /> : null}
    </div>
  );
}
