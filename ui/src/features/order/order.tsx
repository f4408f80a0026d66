import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Documents } from '../../components/documents';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { useOrder } from '../../components/queries';
import { go, href, swap, type Route } from '../../components/route';
import { Timeline } from '../../components/timeline';
import { Flags, OrderStateTag } from '../../components/words';
import type { CustomerFlag, OrderPage, OrderState } from '../../ipc/types';
import { useKept } from '../decision/kept';
import { actionKeys, offerFor } from '../decision/offers';
import { DecisionPanel } from '../decision/panel';
import { UndoBar } from '../decision/undo';
import { Actions } from './actions';
import { Ledger } from './ledger';

/** Flags that only repeat where the order stands. */
const saidBy: Partial<Record<OrderState, CustomerFlag[]>> = { return_open: ['open_rma'], refused: ['refused_parcel'], offer: ['pre_order'] };

type OrderRoute = Extract<Route, { name: 'order' }>;

/** The order, and beside it the decision that is being made. */
export function OrderScreen({ route }: { route: OrderRoute }) {
  const { data, error, refetch } = useOrder(route.number);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Screen page={data} route={route} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Screen({ page, route }: { page: OrderPage; route: OrderRoute }) {
  const { t } = useTranslation();
  const { order } = page;
  // Asking for the same action again begins anew.
  const [round, setRound] = useState(0);
  const kept = useKept(order.number);
  // Whoever comes back from a paper finds the panel as it was left.
  const [before] = useState(kept && !kept.undone && kept.action === route.action && (!route.reference || kept.reference === route.reference) ? kept : undefined);
  const [done, setDone] = useState(before?.commandId);
  const open = (action: NonNullable<OrderRoute['action']>, reference?: string | null) => {
    setRound((rounds) => rounds + 1);
    setDone(undefined);
    const next: Route = { name: 'order', number: order.number, action, ...(reference ? { reference } : {}) };
    // A decision beside the order is no step of its own: Esc closes it at once.
    swap(next);
  };
  const close = () => {
    setRound((rounds) => rounds + 1);
    setDone(undefined);
    swap({ name: 'order', number: order.number });
    document.getElementById('page')?.focus({ preventScroll: true });
  };
  useKeys({
    ...Object.fromEntries(
      Object.entries(actionKeys).map(([action, key]) => [
        key,
        () => {
          const offer = offerFor(page, action as keyof typeof actionKeys);
          if (!offer?.command) return false;
          open(offer.action, offer.reference);
          return;
        },
      ]),
    ),
    u: () => go({ name: 'customer', id: page.customer.id }),
  });
  const offer = route.action
    ? (page.offers.find((o) => o.action === route.action && (!route.reference || o.reference === route.reference)) ??
      offerFor(page, route.action))
    : undefined;
  return (
    <div className={route.action ? 'order with-panel' : 'order'}>
      <div className="column">
        <Header page={page} />
        <Ledger page={page} beside={route.action !== undefined} {...(offer?.command && 'lines' in offer.command ? { concerned: offer.command.lines ?? [] } : {})} />
        <Actions page={page} open={open} current={route.action} />
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
      {route.action ? (
        <DecisionPanel
          key={`${route.action}-${route.reference ?? ''}-${round}`}
          page={page}
          action={route.action}
          offer={offer}
          before={round === 0 ? before : undefined}
          close={close}
          open={open}
          done={setDone}
        />
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
  const termsDay = /\d{4}-\d{2}-\d{2}/.exec(terms.id)?.[0];
  return (
    <header className="order-head">
      <p className="small crumbs">
        <a className="link" href={href({ name: 'customer', id: page.customer.id })}>
          <bdi dir="auto">{page.customer.name}</bdi>
        </a>{' '}
        <kbd>U</kbd>
      </p>
      <div className="title-row">
        <h1 className="number">{order.number}</h1>
        <OrderStateTag state={page.state} />
        <Flags flags={page.flags.filter((flag) => !(saidBy[page.state] ?? []).includes(flag))} />
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
          {Number(amounts.captured) > 0
            ? t('order.paid', { how: paid })
            : methods.length > 0
              ? t('order.authorised', { how: paid })
              : t('order.unpaid')}
          {Number(amounts.refunded) > 0 ? `, ${t('order.refunded', { amount: formats.money(amounts.refunded, order.currency) })}` : ''}
        </span>
      </p>
    </header>
  );
}
