import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Documents } from '../../components/documents';
import { Guarded } from '../../components/fault';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { Marks } from '../../components/marks';
import { Problem } from '../../components/problem';
import { useOrder } from '../../components/queries';
import { Timeline } from '../../components/timeline';
import { Flags, OrderStateTag } from '../../components/words';
import type { Action, CustomerFlag, OrderPage, OrderState } from '../../ipc/generated/types';
import { useKept } from '../decision/kept';
import { actionKeys, isAction, offerFor } from '../decision/offers';
import { GoodwillPanel } from '../decision/goodwill';
import { DecisionPanel } from '../decision/panel';
import { UndoBar } from '../decision/undo';
import { CasesSection } from '../cases/rows';
import { Claims } from '../claims/claims';
import { Actions } from './actions';
import { Exceptions } from './exceptions';
import { Ledger } from './ledger';

/** Flags that only repeat where the order stands. */
const saidBy: Partial<Record<OrderState, CustomerFlag[]>> = { return_open: ['open_rma'], refused: ['refused_parcel'], offer: ['pre_order'] };

/** The order, the decision that is open beside it, and the parcel or RMA that this is about. */
type OrderProps = { number: string; action: Action | undefined; reference: string | undefined };

/** The order, and beside it the decision that is being made. */
export function OrderScreen(props: OrderProps) {
  const { data, error, refetch } = useOrder(props.number);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Screen page={data} {...props} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Screen({ page, action: current, reference }: OrderProps & { page: OrderPage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { order } = page;
  // Asking for the same action again begins anew.
  const [round, setRound] = useState(0);
  const kept = useKept(order.number);
  // Whoever comes back from a paper finds the panel as it was left.
  const [before, setBefore] = useState(kept && !kept.undone && kept.action === current && (!reference || kept.reference === reference) ? kept : undefined);
  const [done, setDone] = useState(before?.commandId);
  // A decision beside the order is no step of its own: Esc closes it at once.
  const show = (search: { do?: Action; of?: string | undefined }) => {
    setBefore(undefined);
    setDone(undefined);
    void navigate({ to: '/order/$number', params: { number: order.number }, search, replace: true, resetScroll: false });
  };
  const open = (action: Action, about?: string | null) => {
    const of = about ?? undefined;
    if (action === current && of === reference) setRound((rounds) => rounds + 1);
    show({ do: action, of });
  };
  const close = () => {
    show({});
    document.getElementById('page')?.focus({ preventScroll: true });
  };
  useKeys({
    ...Object.fromEntries(
      Object.entries(actionKeys).map(([action, key]) => [
        key,
        () => {
          const offer = isAction(action) ? offerFor(page, action) : undefined;
          if (!offer?.command && !(offer?.action === 'goodwill' && offer.available)) return false;
          open(offer.action, offer.reference);
          return;
        },
      ]),
    ),
    u: () => void navigate({ to: '/customer/$id', params: { id: page.customer.id } }),
    w: () => {
      if (!page.customer.id) return false;
      void navigate({ to: '/customer/$id/case', params: { id: page.customer.id }, search: { order: order.number } });
      return;
    },
  });
  const offer = current
    ? (page.offers.find((o) => o.action === current && (!reference || o.reference === reference)) ?? offerFor(page, current))
    : undefined;
  const panel = `${current ?? ''}-${reference ?? ''}-${round}`;
  return (
    <div className={current ? 'order with-panel' : 'order'}>
      <div className="column">
        <Header page={page} />
        <Ledger page={page} beside={current !== undefined} {...(offer?.command && 'lines' in offer.command ? { concerned: offer.command.lines ?? [] } : {})} />
        <Actions page={page} open={open} current={current} />
        <Claims page={page} open={open} current={current} reference={reference} />
        <Exceptions page={page} />
        <CasesSection rows={page.cases} customer={page.customer.id} order={order.number} />
        <section>
          <div className="section-head">
            <h2>{t('order.history')}</h2>
          </div>
          <Timeline entries={page.timeline} />
        </section>
        <section>
          <div className="section-head">
            <h2>{t('order.documents')}</h2>
          </div>
          {page.documents.length > 0 ? (
            <Documents documents={page.documents} currency={order.currency} />
          ) : (
            <p className="muted none">{t('order.no_documents')}</p>
          )}
        </section>
        {kept && kept.commandId !== done && (kept.undone || page.version <= kept.taken.version) ? <UndoBar key={kept.commandId} kept={kept} /> : null}
      </div>
      {current ? (
        <Guarded at={panel} leave={close}>
          {current === 'goodwill' ? (
            <GoodwillPanel key={panel} page={page} before={before} close={close} open={open} done={setDone} />
          ) : (
          <DecisionPanel
            key={panel}
            page={page}
            action={current}
            offer={offer}
            before={before}
            close={close}
            open={open}
            done={setDone}
          />
          )}
        </Guarded>
      ) : null}
    </div>
  );
}

function Header({ page }: { page: OrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { order, terms, amounts } = page;
  const methods = [...new Set(order.payments.map((payment) => payment.method))];
  const paid = methods.map((method) => t(`payment.${method}`)).join(', ');
  const reserved = order.payments.some((payment) => Number(payment.authorised) > 0);
  const standing = Number(amounts.captured) > 0 ? 'paid' : reserved ? 'authorised' : methods.length > 0 ? 'promised' : 'unpaid';
  const termsDay = /\d{4}-\d{2}-\d{2}/.exec(terms.id)?.[0];
  return (
    <header className="order-head">
      <p className="small crumbs">
        <Link className="link" to="/customer/$id" params={{ id: page.customer.id }}>
          <bdi dir="auto">{page.customer.name}</bdi>
        </Link>{' '}
        <kbd>U</kbd>
      </p>
      <div className="title-row">
        <h1 className="number">{order.number}</h1>
        <OrderStateTag state={page.state} />
        <Flags flags={page.flags.filter((flag) => !(saidBy[page.state] ?? []).includes(flag))} />
        <Marks about={{ kind: 'order', id: page.order.number }} timeline={page.timeline} />
        <span className="spacer" />
        <p className="total">{formats.money(amounts.total, order.currency)}</p>
      </div>
      <p className="facts-row muted">
        <span>
          <b>{formats.day(formats.dayOfInstant(order.placed_at))}</b> {t(`order.channel.${order.channel}`)}
        </span>
        <span>
          {formats.country(order.market)}, {t(order.consumer ? 'order.consumer' : 'order.business')}
        </span>
        <span>
          {t('order.terms', { day: termsDay ? formats.day(termsDay) : terms.id })}
          {terms.accepted_on ? `, ${t('order.accepted', { day: formats.day(terms.accepted_on) })}` : ''}
        </span>
        <span>
          {t(`order.${standing}`, { how: paid })}
          {Number(amounts.refunded) > 0 ? `, ${t('order.refunded', { amount: formats.money(amounts.refunded, order.currency) })}` : ''}
        </span>
      </p>
    </header>
  );
}

