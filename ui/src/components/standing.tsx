import { useTranslation } from 'react-i18next';

import type { OrderSummary } from '../ipc/generated/types';
import { useFormats } from './format';
import { useAppInfo } from './queries';
import { OrderStateWords } from './words';

/** Where an order stands, and what ends next or is still to be shipped. */
export function Standing({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const { next_deadline: next } = order;
  return (
    <>
      <OrderStateWords state={order.state} />
      {next && app ? (
        <span className="muted" title={formats.relative(next.on, app.today)}>
          {`, ${t(`deadlines.short.${next.name}`, { day: formats.day(next.on) })}`}
        </span>
      ) : order.open_units > 0 ? (
        <span className="muted">{`, ${t('customer.open_units', { count: order.open_units })}`}</span>
      ) : null}
    </>
  );
}
