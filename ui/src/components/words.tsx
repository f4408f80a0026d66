import { useTranslation } from 'react-i18next';

import type { CustomerFlag, OrderState, Span } from '../ipc/generated/types';

/** A text whose matched parts are marked. */
export function Spans({ spans }: { spans: Span[] }) {
  return (
    <bdi dir="auto">
      {spans.map((span, index) => (span.marked ? <mark key={index}>{span.text}</mark> : <span key={index}>{span.text}</span>))}
    </bdi>
  );
}

const flagTone: Record<CustomerFlag, string> = {
  dispute: 'refused',
  open_rma: 'waiting',
  pre_order: '',
  refused_parcel: 'waiting',
  open_claim: 'waiting',
  no_email: '',
};

export function Flags({ flags }: { flags: CustomerFlag[] }) {
  const { t } = useTranslation();
  return flags.map((flag) => (
    <span key={flag} className={`tag ${flagTone[flag]}`}>
      {t(`flags.${flag}`)}
    </span>
  ));
}

const stateTone: Record<OrderState, string> = {
  offer: '',
  paid: '',
  open: 'waiting',
  partly_shipped: '',
  in_transit: '',
  delivered: 'done',
  return_open: 'waiting',
  refused: 'waiting',
  cancelled: '',
  closed: '',
};

export function OrderStateWords({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return t(`states.${state}`);
}

export function OrderStateTag({ state }: { state: OrderState }) {
  return (
    <span className={`tag ${stateTone[state]}`}>
      <OrderStateWords state={state} />
    </span>
  );
}
