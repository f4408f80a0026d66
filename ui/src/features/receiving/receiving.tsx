import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { Guarded } from '../../components/fault';
import { Field } from '../../components/field';
import { Problem } from '../../components/problem';
import { useOrder } from '../../components/queries';
import { Timeline } from '../../components/timeline';
import { call } from '../../ipc/calls';
import type { Action, Offer, TimelineKind } from '../../ipc/generated/types';
import { offerTitle } from '../decision/offers';
import { DecisionPanel } from '../decision/panel';
import { useStrays } from '../quarantine/quarantine';
import { StrayRows } from '../quarantine/rows';
import { awaited, compact, ordersOf } from './awaited';

/** Within so many milliseconds of a scan Enter is still the scanner's. */
const TOO_SOON = 600;

/** What a scan led to. */
type Found = { scanned: string; orders: { number: string; awaited: Offer[] }[]; /** Parcels in quarantine that bear the number. */ parcels: string[] };
/** What is being received. */
type Open = { number: string; action: Action; reference: string | null; round: number };

const RECEIVED: TimelineKind[] = ['returned', 'stray_put_aside', 'stray_received'];
/** Parcels in quarantine that are shown here; the others have a page. */
const SHOWN = 5;

async function look(scanned: string): Promise<Found> {
  const [answer, { rows }] = await Promise.all([call('find', { query: scanned }), call('strays', { scope: 'waiting', called: scanned })]);
  const orders = ordersOf(answer);
  const pages = await Promise.all(orders.map(async ({ number, matched }) => ({ matched, page: await call('open_order', { number }) })));
  return { scanned, orders: pages.map(({ matched, page }) => ({ number: page.order.number, awaited: awaited(page, scanned, matched) })), parcels: rows.map(({ number }) => number) };
}

/** The warehouse's screen: a number is scanned, Enter takes what the parcel is into the house, and the next one comes. */
export function ReceivingScreen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState<Open | null>(null);
  const [done, setDone] = useState(false);
  const scan = useRef<HTMLInputElement>(null);
  const lastScan = useRef(-TOO_SOON);
  const toScan = () => scan.current?.focus();
  const begin = (number: string, { action, reference }: Offer) => {
    setDone(false);
    setOpen((before) => ({ number, action, reference, round: (before?.round ?? 0) + 1 }));
  };
  const close = () => {
    setOpen(null);
    toScan();
  };
  const found = useMutation({
    mutationFn: look,
    onMutate: () => setOpen(null),
    onSuccess: ({ scanned, orders, parcels }) => {
      setTyped('');
      // The number of a parcel in quarantine is that parcel.
      const itself = orders.length === 0 ? parcels.find((number) => compact(number) === compact(scanned)) : undefined;
      if (itself) void navigate({ to: '/quarantine/$number', params: { number: itself } });
      const [one, another] = orders.flatMap((order) => order.awaited.map((offer) => ({ order, offer })));
      if (one && !another) begin(one.order.number, one.offer);
    },
    onError: toScan,
  });
  const search = () => {
    if (typed.trim() !== '' && !found.isPending) found.mutate(typed.trim());
  };
  // With something typed Enter is the scanner's: it never takes what an earlier scan has opened.
  const entered = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.target !== scan.current) return;
    // Some scanners end a number with two: nobody has read by then what the second one would pay.
    const again = event.timeStamp - lastScan.current < TOO_SOON;
    if (typed.trim() === '' && !again) return;
    event.preventDefault();
    if (typed.trim() === '') return;
    lastScan.current = event.timeStamp;
    search();
  };
  // What is not awaited is put aside with what was scanned on it, and the order where one was found.
  const inVain = found.data && !open && found.data.orders.every(({ awaited: offers }) => offers.length === 0) ? found.data : null;
  const aside: Deed = {
    name: 'put_aside',
    keys: ['q'],
    act: () => void navigate({ to: '/quarantine/new', search: { scanned: inVain?.scanned, order: inVain?.orders[0]?.number } }),
  };
  useActions([{ name: 'scan', keys: ['n'], act: toScan }, aside]);
  return (
    <div className={open ? 'order with-panel form-first' : 'order'}>
      <div className="column receiving" onKeyDown={entered}>
        <header className="order-head">
          <h1>{t('receiving.title')}</h1>
          <p className="muted">{t('receiving.lead')}</p>
        </header>
        <Field label={t('receiving.scan')} value={typed} set={setTyped} ref={scan} focus optional hint={open && !done ? t('receiving.hint_open') : t('receiving.hint')} />
        <div role="status">
          {found.isPending ? <p className="muted">{t('receiving.looking')}</p> : null}
          {found.data && !open ? <Answer found={found.data} begin={begin} aside={aside} /> : null}
        </div>
        {found.error ? <Problem error={found.error} retry={search} /> : null}
        <Quarantined />
        <Lately />
      </div>
      {open ? (
        <Guarded at={`${open.number}-${open.round}`} leave={close}>
          <Beside key={`${open.number}-${open.round}`} open={open} close={close} begin={begin} toScan={toScan} done={() => setDone(true)} />
        </Guarded>
      ) : null}
    </div>
  );
}

type BesideProps = { open: Open; close: () => void; begin: (number: string, offer: Offer) => void; toScan: () => void; done: () => void };

/** The decision beside the scan field, which keeps the focus: the next parcel needs no hand. */
function Beside({ open, close, begin, toScan, done }: BesideProps) {
  const { data: page, error, refetch } = useOrder(open.number);
  const shown = page !== undefined;
  useEffect(() => {
    if (shown) toScan();
    // Once, when it is drawn: whoever types in the panel stays there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shown]);
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!page) return <aside className="panel" aria-busy="true" />;
  const offer = page.offers.find(({ action, reference }) => action === open.action && reference === open.reference);
  return (
    <DecisionPanel
      page={page}
      action={open.action}
      offer={offer}
      before={undefined}
      close={close}
      open={(action, reference) => {
        const other = page.offers.find((one) => one.action === action && (!reference || one.reference === reference));
        if (other) begin(open.number, other);
      }}
      done={() => {
        done();
        toScan();
      }}
    />
  );
}

/** Nothing, or more than one thing: the person with the parcel says which. */
function Answer({ found: { scanned, orders, parcels }, begin, aside }: { found: Found; begin: (number: string, offer: Offer) => void; aside: Deed }) {
  const { t } = useTranslation();
  const putAside = (
    <button type="button" className="button small" onClick={() => void aside.act?.()}>
      {t('receiving.aside')} <Cap of={aside} />
    </button>
  );
  if (orders.length === 0) {
    return (
      <div className="note">
        <p>
          <strong>{t('receiving.unknown', { scanned })}</strong>
        </p>
        <p>{t('receiving.unknown_text')}</p>
        <Known parcels={parcels} />
        <p className="actions">{putAside}</p>
      </div>
    );
  }
  return orders.map((order, at) => (
    <div key={order.number} className="note">
      <p>
        <strong>{t(order.awaited.length > 0 ? 'receiving.several' : 'receiving.nothing', { order: order.number })}</strong>
      </p>
      {order.awaited.length === 0 ? <p>{t('receiving.nothing_text')}</p> : null}
      {at === 0 ? <Known parcels={parcels} /> : null}
      <p className="actions">
        {order.awaited.map((offer) => (
          <Awaited key={`${offer.action}-${offer.reference ?? ''}`} number={order.number} offer={offer} begin={begin} />
        ))}
        {order.awaited.length === 0 ? putAside : null}
        <Link className="link" to="/order/$number" params={{ number: order.number }}>
          {t('receiving.to_order', { order: order.number })}
        </Link>
      </p>
    </div>
  ));
}

function Awaited({ number, offer, begin }: { number: string; offer: Offer; begin: (number: string, offer: Offer) => void }) {
  const { t } = useTranslation();
  const { data: page } = useOrder(number);
  return (
    <button type="button" className="button small" onClick={() => begin(number, offer)}>
      {page ? offerTitle(page, offer, t) : offer.reference}
    </button>
  );
}

/** It was put aside already: nobody writes it down twice. */
function Known({ parcels }: { parcels: string[] }) {
  const { t } = useTranslation();
  return parcels.map((number) => (
    <p key={number}>
      {t('receiving.known')}{' '}
      <Link className="link" to="/quarantine/$number" params={{ number }}>
        {number}
      </Link>
    </p>
  ));
}

/** Parcels that nobody knows and that wait for somebody to find out. */
function Quarantined() {
  const { t } = useTranslation();
  const { data } = useStrays('waiting');
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.title')}</h2>
        <Link className="link small" to="/quarantine">
          {t('receiving.to_quarantine')}
        </Link>
      </div>
      {data && data.rows.length > 0 ? <StrayRows rows={data.rows.slice(0, SHOWN)} label={t('quarantine.title')} /> : <p className="muted none">{t('quarantine.none.waiting')}</p>}
    </section>
  );
}

/** What came in lately, at this desk and at others, with the way to it. */
function Lately() {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ['history'], queryFn: () => call('recent_history', { limit: 100 }) });
  const entries = (data ?? []).filter(({ kind }) => RECEIVED.includes(kind));
  return (
    <section>
      <div className="section-head">
        <h2>{t('receiving.lately')}</h2>
      </div>
      {entries.length > 0 ? <Timeline entries={entries} orders /> : <p className="muted none">{t('receiving.none')}</p>}
    </section>
  );
}
