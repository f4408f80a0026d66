import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { useAnswersForOthers } from '../../components/answering';
import { Cap } from '../../components/cap';
import { useCopy } from '../../components/copy';
import { Documents } from '../../components/documents';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { useGrowing } from '../../components/growing';
import { writeLink } from '../../components/link';
import { useOpened } from '../../components/opened';
import { usePainted } from '../../components/painted';
import { Problem } from '../../components/problem';
import { useCustomer, useCustomerHistory } from '../../components/queries';
import { Standing } from '../../components/standing';
import { Timeline } from '../../components/timeline';
import { Undrawn } from '../../components/undrawn';
import { UndoBar } from '../../components/undo';
import type { CustomerPage, OrderSummary, ServiceAccount, TimelineEntry } from '../../ipc/generated/types';
import { CasesSection } from '../cases/rows';
import { AmendDialog, TermsDialog } from './amend';
import { EraseDialog, Erased } from './erase';
import { Header } from './head';
import { HandOutDialog } from './hand-out';
import { noteUndone, useKeptCustomer, type KeptCustomer } from './kept';
import { OlderOrders } from './older';
import { customerText } from './text';

/** What is asked beside the page. */
type Asked = 'amend' | 'terms' | 'hand_out' | 'erase';

/** Everything about one person on one page. */
export function CustomerScreen({ id }: { id: string }) {
  const { data, error, refetch } = useCustomer(id);
  const [erased, setErased] = useState(false);
  // They are gone from here before the window has its answer.
  if (erased) return <Erased id={id} />;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <Customer page={data} erased={() => setErased(true)} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function Customer({ page, erased }: { page: CustomerPage; erased: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { customer, contact, orders } = page;
  const [at, setAt] = useState(0);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { copied, copy } = useCopy();
  const navigate = useNavigate();
  const move = (by: number) => setAt((was) => Math.min(Math.max(was + by, 0), Math.max(orders.length - 1, 0)));
  const answers = useAnswersForOthers();
  const { email } = customer;
  const { phone } = contact;
  const open = useOpen();
  const openChosen = (event?: KeyboardEvent) => {
    const order = orders[at];
    if (!order) return false;
    open({ to: '/order/$number', params: { number: order.number } }, event);
    return;
  };
  const deeds = {
    email: { name: 'email', keys: ['e'], act: email ? () => copy(email) : null, why: email ? undefined : () => t('customer.no_email') },
    phone: { name: 'phone', keys: ['p'], act: phone ? () => copy(phone) : null, why: phone ? undefined : () => t('customer.no_phone') },
    services: { name: 'services', keys: ['s'], act: () => void navigate({ to: '/customer/$id/services', params: { id: customer.id } }) },
    order: { name: 'new_order', keys: ['n'], act: () => void navigate({ to: '/customer/$id/order', params: { id: customer.id } }) },
    contact: { name: 'new_case', keys: ['w'], act: () => void navigate({ to: '/customer/$id/case', params: { id: customer.id } }) },
    amend: { name: 'amend', keys: ['m'], act: () => setAsked('amend') },
    text: { name: 'copy_customer', keys: ['y'], act: () => copy(customerText(page, formats, t)) },
    link: { name: 'copy_link', act: () => copy(writeLink({ to: 'customer', id: customer.id })) },
    hand_out: {
      name: 'hand_out',
      keys: ['d'],
      act: answers ? () => setAsked('hand_out') : null,
      why: answers ? undefined : () => t('customer.hand_out.role'),
    },
    erase: {
      name: 'erase',
      keys: ['x'],
      act: answers ? () => setAsked('erase') : null,
      why: answers ? undefined : () => t('customer.erase.role'),
    },
    terms: { name: 'terms', keys: ['t'], act: () => setAsked('terms') },
  } satisfies Record<string, Deed>;
  useActions([
    { name: 'list', inPlace: { ArrowUp: () => move(-1), ArrowDown: () => move(1), j: () => move(1), k: () => move(-1) } },
    { name: 'open', inPlace: { Enter: openChosen } },
    { name: 'open_elsewhere', inPlace: { 'Mod+Enter': openChosen } },
    ...Object.values(deeds),
  ]);
  useOpened('customer', customer.id, customer.name);
  const kept = useKeptCustomer(customer.id);
  // Drawn together with the rest, hundreds of entries would hold up what is looked at first.
  const painted = usePainted();
  const history = useCustomerHistory(customer.id, painted);
  const done = painted ? history.data : undefined;
  const undone = (entry: KeptCustomer) => {
    noteUndone(entry);
    // Whose registration is taken back has no page any more.
    if (entry.what === 'registered') void navigate({ to: '/', replace: true });
  };
  return (
    <div className="columns">
      <div className="column">
        <Header page={page} copied={copied} deeds={deeds} />
        <section>
          <div className="section-head">
            <h2>{t('customer.sections.orders')}</h2>
            <Link className="link small" to="/customer/$id/order" params={{ id: customer.id }}>
              {t('placing.title')}
            </Link>
            <Cap of={deeds.order} />
            <span className="spacer" />
            <span className="small muted">{orders.length}</span>
          </div>
          {orders.length > 0 ? <Orders orders={orders} at={at} choose={setAt} /> : <p className="muted none">{t('customer.none.orders')}</p>}
          <OlderOrders customer={customer.id} />
        </section>
        <CasesSection rows={page.cases} customer={customer.id} />
        <Services page={page} deed={deeds.services} />
        <section>
          <SectionHead name="documents" count={done?.documents.length} />
          {history.error ? <Problem error={history.error} retry={() => void history.refetch()} /> : null}
          {done && done.documents.length > 0 ? (
            <Documents documents={done.documents} currency={orders[0]?.currency ?? 'EUR'} />
          ) : done ? (
            <p className="muted none">{t('customer.none.documents')}</p>
          ) : (
            <div className="skeleton" aria-busy={history.isPending} />
          )}
        </section>
      </div>
      <History entries={done?.timeline} />
      {asked === 'amend' ? <AmendDialog page={page} close={() => setAsked(null)} /> : null}
      {asked === 'hand_out' ? <HandOutDialog page={page} close={() => setAsked(null)} /> : null}
      {asked === 'erase' ? <EraseDialog page={page} close={() => setAsked(null)} erased={erased} /> : null}
      {asked === 'terms' ? <TermsDialog page={page} close={() => setAsked(null)} /> : null}
      {kept ? <UndoBar key={kept.commandId} kept={kept} undone={() => undone(kept)} told={t('customer.undone')} what={t(`customer.kept.${kept.what}`)} /> : null}
    </div>
  );
}

function SectionHead({ name, count }: { name: string; count: number | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="section-head">
      <h2>{t(`customer.sections.${name}`)}</h2>
      <span className="small muted">{count}</span>
    </div>
  );
}


function Orders({ orders, at, choose }: { orders: OrderSummary[]; at: number; choose: (at: number) => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const open = useOpen();
  // What is chosen by the keys is always drawn, with what comes next.
  const { drawn, rest } = useGrowing(orders.length, at + 30);
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('customer.columns.order')}</th>
          <th scope="col">{t('customer.columns.placed')}</th>
          <th scope="col">{t('customer.columns.what')}</th>
          <th scope="col">{t('customer.columns.state')}</th>
          <th scope="col" className="figures">
            {t('customer.columns.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.slice(0, drawn).map((order, index) => (
          <tr
            key={order.number}
            className={index === at ? 'chosen' : undefined}
            onMouseEnter={() => choose(index)}
            onClick={(event) => open({ to: '/order/$number', params: { number: order.number } }, event)}
          >
            <td className="number">
              <Link to="/order/$number" params={{ number: order.number }} className="plain-link" onFocus={() => choose(index)}>
                {order.number}
              </Link>
            </td>
            <td className="number muted">{formats.day(order.placed_on)}</td>
            <td className="fill">
              <bdi className="clip" dir="auto">
                {t('find.articles', { first: order.first_article, count: order.articles - 1 })}
              </bdi>
            </td>
            <td className="number">
              <Standing order={order} />
            </td>
            <td className="figures">{formats.money(order.total, order.currency)}</td>
          </tr>
        ))}
        <Undrawn rows={orders.length - drawn} ref={rest} />
      </tbody>
    </table>
  );
}

/** What is subscribed to; the page of its own has what else there is, and what may be done. */
function Services({ page, deed }: { page: CustomerPage; deed: Deed }) {
  const { t } = useTranslation();
  const count = page.accounts.reduce((sum, account) => sum + account.services.length, 0);
  return (
    <section>
      <div className="section-head">
        <h2>
          <Link className="head-link" to="/customer/$id/services" params={{ id: page.customer.id }}>
            {t('customer.sections.services')}
          </Link>{' '}
          <Cap of={deed} />
        </h2>
        <span className="small muted">{count}</span>
      </div>
      {page.accounts.length > 0 ? page.accounts.map((account, index) => <Subscribed key={index} account={account} />) : <p className="muted none">{t('customer.none.services')}</p>}
    </section>
  );
}

function Subscribed({ account }: { account: ServiceAccount }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <table className="table">
      <tbody>
        {account.services.map((service) => (
          <tr key={service.id}>
            <td className="fill">{t(`services.${service.id}`, { defaultValue: service.id })}</td>
            <td className="number muted">{t('customer.service.since', { day: formats.day(service.started_on) })}</td>
            <td className="number">
              {t(`customer.service.${service.status}`, { day: service.stops_on ? formats.day(service.stops_on) : '' })}
            </td>
            <td className="figures">{t('customer.service.price', { price: formats.money(service.price, account.currency) })}</td>
          </tr>
        ))}
        {account.unpaid.map((unpaid, index) => (
          <tr key={index} className="warning">
            <td colSpan={3}>
              {t('customer.service.unpaid_since', { day: formats.day(unpaid.due_on) })}
            </td>
            <td className="figures">{formats.money(unpaid.amount, account.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const filters: Record<string, TimelineEntry['kind'][]> = {
  orders: ['ordered', 'paid', 'shipped', 'delivered', 'cancelled', 'imported'],
  returns: ['refused', 'return_asked', 'returned', 'refunded', 'claim', 'undone'],
  services: [
    'subscribed',
    'service_ended',
    'service_reactivated',
    'service_withdrawn',
    'service_discontinued',
    'payment_changed',
    'non_payment_assessed',
    ...['reminded', 'services_interrupted', 'services_suspended', 'account_ended', 'measure_lifted'] as const,
  ],
  cases: ['case_opened', 'case_closed', 'case_reopened'],
  person: ['registered', 'amended', 'terms_accepted'],
};

/** What was done; nothing yet where it is still gathered. */
function History({ entries }: { entries: TimelineEntry[] | undefined }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('all');
  const shown = filter === 'all' ? entries : entries?.filter((entry) => filters[filter]?.includes(entry.kind));
  return (
    <aside className="side" aria-label={t('customer.sections.timeline')}>
      <div className="section-head">
        <h2>{t('customer.sections.timeline')}</h2>
        <span className="filters">
          {['all', ...Object.keys(filters)].map((name) => (
            <button key={name} type="button" className="filter" aria-pressed={name === filter} onClick={() => setFilter(name)}>
              {t(`customer.filters.${name}`)}
            </button>
          ))}
        </span>
      </div>
      {!shown ? (
        <div className="skeleton" aria-busy="true" />
      ) : shown.length > 0 ? (
        <Timeline entries={shown} orders narrow />
      ) : (
        <p className="muted none">{t('customer.none.timeline')}</p>
      )}
    </aside>
  );
}
