import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';

import { parseSearch, steps, stringifySearch } from './components/address';
import { Guarded, PageFault, WholeFault } from './components/fault';
import { AccountScreen } from './features/account/account';
import { isAccountAction } from './features/account/offers';
import { ApprovalsScreen } from './features/approvals/approvals';
import { AttentionScreen } from './features/attention/attention';
import { CaseScreen } from './features/cases/case';
import { CasesScreen, isScope } from './features/cases/cases';
import { NewCaseScreen } from './features/cases/new';
import { EnrolScreen } from './features/centre/enrol';
import { CustomerScreen } from './features/customer/customer';
import { NewCustomerScreen } from './features/customer/new';
import { isAction } from './features/decision/offers';
import { DeadlinesScreen } from './features/deadlines/deadlines';
import { DocumentScreen } from './features/documents/document';
import { FiguresScreen } from './features/figures/figures';
import { WhatIfScreen } from './features/what-if/what-if';
import { useFindBox } from './features/find/box';
import { FindScreen } from './features/find/find';
import { OrderScreen } from './features/order/order';
import { OrdersScreen, isOrderScope } from './features/orders/orders';
import { PlacingScreen } from './features/placing/placing';
import { QueueScreen } from './features/queue/queue';
import { PutAsideScreen } from './features/quarantine/new';
import { StrayScreen } from './features/quarantine/parcel';
import { QuarantineScreen, isStrayScope } from './features/quarantine/quarantine';
import { ReceivingScreen } from './features/receiving/receiving';
import { SettingsScreen } from './features/settings/settings';
import { HistoryScreen } from './features/shell/history';
import { Nowhere } from './features/shell/nowhere';
import { Shell } from './features/shell/shell';
import type { AccountAction, Action, CaseScope, DocumentKind, OrderScope, StrayScope } from './ipc/generated/types';

const root = createRootRoute({ component: Shell, errorComponent: WholeFault, notFoundComponent: Nowhere });

const find = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: function Find() {
    const { query, box } = useFindBox();
    return (
      <Guarded at={query}>
        <FindScreen query={query} box={box} />
      </Guarded>
    );
  },
});

const customer = createRoute({
  getParentRoute: () => root,
  path: '/customer/$id',
  component: function Customer() {
    const { id } = customer.useParams();
    return <CustomerScreen key={id} id={id} />;
  },
});

const newCustomer = createRoute({
  getParentRoute: () => root,
  path: '/new-customer',
  // What was searched for and not found.
  validateSearch: (asked: Record<string, unknown>): { said?: string | undefined } => ({
    said: typeof asked['said'] === 'string' ? asked['said'] : undefined,
  }),
  component: function NewCustomer() {
    const { said } = newCustomer.useSearch();
    return <NewCustomerScreen said={said ?? ''} />;
  },
});

const services = createRoute({
  getParentRoute: () => root,
  path: '/customer/$id/services',
  // What is asked for beside the page, and the service or the unpaid amount that it is about.
  validateSearch: (asked: Record<string, unknown>): { do?: AccountAction | undefined; of?: string | undefined } => ({
    do: isAccountAction(asked['do']) ? asked['do'] : undefined,
    of: typeof asked['of'] === 'string' ? asked['of'] : undefined,
  }),
  component: function Services() {
    const { id } = services.useParams();
    const { do: action, of } = services.useSearch();
    return <AccountScreen key={id} id={id} action={action} of={of} />;
  },
});

const placing = createRoute({
  getParentRoute: () => root,
  path: '/customer/$id/order',
  component: function Placing() {
    const { id } = placing.useParams();
    return <PlacingScreen key={id} id={id} />;
  },
});

const newCase = createRoute({
  getParentRoute: () => root,
  path: '/customer/$id/case',
  // The order whose page the agent came from.
  validateSearch: (asked: Record<string, unknown>): { order?: string | undefined } => ({
    order: typeof asked['order'] === 'string' ? asked['order'] : undefined,
  }),
  component: function NewCase() {
    const { id } = newCase.useParams();
    const { order } = newCase.useSearch();
    return <NewCaseScreen key={id} customer={id} order={order} />;
  },
});

const cases = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: (asked: Record<string, unknown>): { scope?: CaseScope | undefined } => ({
    scope: isScope(asked['scope']) ? asked['scope'] : undefined,
  }),
  component: function Cases() {
    const { scope } = cases.useSearch();
    return <CasesScreen scope={scope ?? 'mine'} />;
  },
});

const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/case/$number',
  component: function Case() {
    const { number } = oneCase.useParams();
    return <CaseScreen key={number} number={number} />;
  },
});

const order = createRoute({
  getParentRoute: () => root,
  path: '/order/$number',
  // The decision that is open beside the order, and the parcel or RMA that it is about.
  validateSearch: (asked: Record<string, unknown>): { do?: Action | undefined; of?: string | undefined } => ({
    do: isAction(asked['do']) ? asked['do'] : undefined,
    of: typeof asked['of'] === 'string' ? asked['of'] : undefined,
  }),
  component: function Order() {
    const { number } = order.useParams();
    const { do: action, of: reference } = order.useSearch();
    return <OrderScreen key={number} number={number} action={action} reference={reference} />;
  },
});

const kinds: Record<DocumentKind, true> = { rma_label: true, return_slip: true, invoice: true, credit_note: true, claim_file: true };
const isKind = (name: string): name is DocumentKind => Object.hasOwn(kinds, name);

const paper = createRoute({
  getParentRoute: () => root,
  path: '/document/$kind/$number',
  component: function Paper() {
    const { kind, number } = paper.useParams();
    return isKind(kind) ? <DocumentScreen kind={kind} number={number} /> : <Nowhere />;
  },
});

const orders = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  validateSearch: (asked: Record<string, unknown>): { scope?: OrderScope | undefined } => ({
    scope: isOrderScope(asked['scope']) ? asked['scope'] : undefined,
  }),
  component: function Orders() {
    const { scope } = orders.useSearch();
    return <OrdersScreen scope={scope ?? 'all'} />;
  },
});

const quarantine = createRoute({
  getParentRoute: () => root,
  path: '/quarantine',
  validateSearch: (asked: Record<string, unknown>): { scope?: StrayScope | undefined } => ({
    scope: isStrayScope(asked['scope']) ? asked['scope'] : undefined,
  }),
  component: function Quarantine() {
    const { scope } = quarantine.useSearch();
    return <QuarantineScreen scope={scope ?? 'waiting'} />;
  },
});

const putAside = createRoute({
  getParentRoute: () => root,
  path: '/quarantine/new',
  // What was scanned in vain, and the order that awaits nothing of the kind.
  validateSearch: (asked: Record<string, unknown>): { scanned?: string | undefined; order?: string | undefined } => ({
    scanned: typeof asked['scanned'] === 'string' ? asked['scanned'] : undefined,
    order: typeof asked['order'] === 'string' ? asked['order'] : undefined,
  }),
  component: function PutAside() {
    const { scanned, order } = putAside.useSearch();
    return <PutAsideScreen scanned={scanned} order={order} />;
  },
});

const stray = createRoute({
  getParentRoute: () => root,
  path: '/quarantine/$number',
  component: function Stray() {
    const { number } = stray.useParams();
    return <StrayScreen key={number} number={number} />;
  },
});

const receiving = createRoute({ getParentRoute: () => root, path: '/receiving', component: ReceivingScreen });
const deadlines = createRoute({ getParentRoute: () => root, path: '/deadlines', component: DeadlinesScreen });

const queue = createRoute({ getParentRoute: () => root, path: '/queue', component: QueueScreen });

const attention = createRoute({
  getParentRoute: () => root,
  path: '/attention',
  validateSearch: (asked: Record<string, unknown>): { item?: string | undefined } => ({
    item: typeof asked['item'] === 'string' ? asked['item'] : undefined,
  }),
  component: function Attention() {
    const { item } = attention.useSearch();
    return <AttentionScreen item={item} />;
  },
});

const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: (asked: Record<string, unknown>): { item?: string | undefined } => ({
    item: typeof asked['item'] === 'string' ? asked['item'] : undefined,
  }),
  component: function Approvals() {
    const { item } = approvals.useSearch();
    return <ApprovalsScreen item={item} />;
  },
});

const figures = createRoute({ getParentRoute: () => root, path: '/figures', component: FiguresScreen });
const whatIf = createRoute({ getParentRoute: () => root, path: '/what-if', component: WhatIfScreen });
const enrol = createRoute({ getParentRoute: () => root, path: '/enrol', component: EnrolScreen });
const done = createRoute({ getParentRoute: () => root, path: '/history', component: HistoryScreen });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsScreen });

/** Every screen and its address. */
export const router = createRouter({
  routeTree: root.addChildren([find, customer, newCustomer, services, placing, newCase, order, orders, cases, oneCase, paper, receiving, quarantine, putAside, stray, deadlines, queue, attention, approvals, figures, whatIf, enrol, done, settings]),
  history: steps(),
  parseSearch,
  stringifySearch,
  search: { strict: true },
  defaultErrorComponent: PageFault,
  // A page begins at its top; one that was left is found as it was.
  scrollRestoration: true,
  scrollToTopSelectors: ['#page'],
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
