import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Guarded } from '../../components/fault';
import { useFormats } from '../../components/format';
import { useActions } from '../../components/actions';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { call } from '../../ipc/calls';
import type { NewOrderPage } from '../../ipc/generated/types';
import { Articles } from './articles';
import { begin, begunFor, keepDraft, sellingIn, type OrderDraft } from './draft';
import { OrderForm } from './form';
import { useKeptOrder } from './kept';
import { PlacingPanel } from './panel';

/** An order that a customer places on the phone. */
export function PlacingScreen({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({ queryKey: ['new order', id], queryFn: () => call('new_order', { id }) });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Screen page={data} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Screen({ page }: { page: NewOrderPage }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kept = useKeptOrder(page.customer.id);
  // Whoever comes back finds what was placed, and the way back from it.
  const [before, setBefore] = useState(kept && !kept.undone ? kept : undefined);
  const [draft, setDraft] = useState<OrderDraft>(() => begunFor(page));
  // Another order begins anew.
  const [round, setRound] = useState(0);
  const [isPlaced, setPlaced] = useState(before !== undefined);
  const back = () => void navigate({ to: '/customer/$id', params: { id: page.customer.id } });
  useKeys({ Escape: back });
  useActions([{ name: 'customer', keys: ['u'], act: back }]);
  const again = (emptied: boolean) => {
    setBefore(undefined);
    setPlaced(false);
    if (emptied) setDraft(begin(page));
    setRound((rounds) => rounds + 1);
  };
  const selling = sellingIn(page.catalogue, draft.market);
  const set = (changed: Partial<OrderDraft>) => setDraft((was) => ({ ...was, ...changed }));
  useEffect(() => keepDraft(page.customer.id, isPlaced ? null : draft), [draft, isPlaced, page.customer.id]);
  return (
    <div className="order with-panel form-first">
      <div className="column placing">
        <Head page={page} />
        {/* What was placed is not changed here any more. */}
        <fieldset className="plain" disabled={isPlaced}>
          {selling ? <Articles page={page} selling={selling} draft={draft} set={isPlaced ? undefined : set} /> : <p className="note">{t('placing.no_market')}</p>}
          <OrderForm page={page} selling={selling} draft={draft} set={set} />
        </fieldset>
      </div>
      <Guarded at={`${page.customer.id}-${round}`} leave={back}>
        <PlacingPanel key={round} page={page} draft={draft} set={set} before={before} placed={() => setPlaced(true)} again={again} close={back} />
      </Guarded>
    </div>
  );
}

function Head({ page }: { page: NewOrderPage }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { customer } = page;
  return (
    <header className="order-head">
      <p className="small crumbs">
        <Link className="link" to="/customer/$id" params={{ id: customer.id }}>
          <bdi dir="auto">{customer.name}</bdi>
        </Link>{' '}
        <kbd>U</kbd>
      </p>
      <div className="title-row">
        <h1>{t('placing.title')}</h1>
      </div>
      <p className="facts-row muted">
        {customer.email ? <span>{t('placing.form_to', { email: customer.email })}</span> : <span className="warning">{t('customer.no_email')}</span>}
        {customer.language === formats.language ? null : (
          <span>{t('customer.speaks', { language: t(`customer.languages.${customer.language}`) })}</span>
        )}
      </p>
    </header>
  );
}
