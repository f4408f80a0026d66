import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { useCopy } from '../../components/copy';
import { Documents } from '../../components/documents';
import { Guarded } from '../../components/fault';
import { useFormats } from '../../components/format';
import { Marks } from '../../components/marks';
import { OrderFormLetter } from '../../components/order-form';
import { Problem } from '../../components/problem';
import { writeLink } from '../../components/link';
import { useOpened } from '../../components/opened';
import { useOrder, useTerms } from '../../components/queries';
import { Timeline } from '../../components/timeline';
import { Flags, OrderStateTag } from '../../components/words';
import type { Action, CustomerFlag, OrderPage, OrderState } from '../../ipc/generated/types';
import { useKept } from '../decision/kept';
import { isOpenable, keyedOffers, offerFor, offerTitle } from '../decision/offers';
import { whyNot } from '../decision/words';
import { GoodwillPanel } from '../decision/goodwill';
import { DecisionPanel } from '../decision/panel';
import { UndoBar } from '../decision/undo';
import { CasesSection } from '../cases/rows';
import { StraysSection } from '../quarantine/rows';
import { Claims } from '../claims/claims';
import { Actions } from './actions';
import { Exceptions } from './exceptions';
import { factsOf } from './facts';
import { Ledger } from './ledger';
import { ReturnPhotos } from './return-photos';
import { orderText } from './text';

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
  const formats = useFormats();
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
  const { data: terms } = useTerms(page.terms.id);
  const offered = keyedOffers(page).map(({ offer, key }): Deed => ({
    name: offer.action,
    title: offerTitle(page, offer, t),
    keys: key ? [key] : [],
    act: isOpenable(offer) ? () => open(offer.action, offer.reference) : null,
    why: offer.available ? undefined : () => whyNot(offer, terms, formats, t),
  }));
  const { copied, copy } = useCopy();
  const text: Deed = { name: 'copy_order', keys: ['y'], act: () => copy(orderText(page, formats, t)) };
  const link: Deed = { name: 'copy_link', act: () => copy(writeLink({ to: 'order', number: order.number })) };
  const contact: Deed = {
    name: 'new_case',
    keys: ['w'],
    act: page.customer.id ? () => void navigate({ to: '/customer/$id/case', params: { id: page.customer.id }, search: { order: order.number } }) : null,
  };
  useActions([...offered, contact, text, link, { name: 'customer', keys: ['u'], act: () => void navigate({ to: '/customer/$id', params: { id: page.customer.id } }) }]);
  useOpened('order', order.number, page.customer.name);
  const offer = current
    ? (page.offers.find((o) => o.action === current && (!reference || o.reference === reference)) ?? offerFor(page, current))
    : undefined;
  const panel = `${current ?? ''}-${reference ?? ''}-${round}`;
  return (
    <div className={current ? 'order with-panel' : 'order'}>
      <div className="column">
        <Header page={page} copied={copied !== null} />
        <Ledger page={page} beside={current !== undefined} {...(offer?.command && 'lines' in offer.command ? { concerned: offer.command.lines ?? [] } : {})} />
        <Actions page={page} open={open} current={current} />
        <Claims page={page} open={open} current={current} reference={reference} />
        <Exceptions page={page} />
        <ReturnPhotos page={page} />
        <StraysSection rows={page.strays} />
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
          {page.order_form ? <OrderFormLetter form={page.order_form} opened={false} /> : null}
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

function Header({ page, copied }: { page: OrderPage; copied: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { order, amounts } = page;
  const facts = factsOf(page, formats, t);
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
          <b>{facts.day}</b> {facts.channel}
        </span>
        <span>{facts.market}</span>
        <span>{facts.terms}</span>
        <span>{facts.paid}</span>
        <span className="small" role="status">
          {copied ? t('copy.done') : null}
        </span>
      </p>
    </header>
  );
}

