// What travels between the window and the desk: the mirror of crates/desk/src/ipc/types.rs and crates/domain.

import type { Action, Decision, LineKind, LineQuantity, OrderCommand, PaymentMethod, ReturnReason } from './decisions';

export type * from './decisions';

export type Language = 'en' | 'fr';
export type Theme = 'system' | 'light' | 'dark';
export type Settings = { language: Language; theme: Theme };

export type AppInfo = {
  version: string;
  shop: string;
  demo: boolean;
  agent: { name: string; role: 'agent' | 'supervisor' };
  series: string;
  customers: number;
  orders: number;
  waiting: number;
  settings: Settings;
  today: string;
  now: string;
};

export type Span = { text: string; marked: boolean };
export type CustomerFlag = 'dispute' | 'open_rma' | 'pre_order' | 'refused_parcel' | 'open_claim' | 'no_email';
export type OrderState =
  | 'offer'
  | 'paid'
  | 'open'
  | 'partly_shipped'
  | 'in_transit'
  | 'delivered'
  | 'return_open'
  | 'refused'
  | 'cancelled'
  | 'closed';
export type OrderSummary = {
  number: string;
  placed_on: string;
  total: string;
  currency: string;
  state: OrderState;
  open_units: number;
  first_article: string;
  articles: number;
  next_deadline: { name: string; on: string } | null;
};
export type Target = { kind: 'customer'; id: string } | { kind: 'order'; number: string };
export type Matched =
  | 'name'
  | 'email'
  | 'phone'
  | 'order'
  | 'rma'
  | 'invoice'
  | 'tracking'
  | 'serial'
  | 'postcode'
  | 'town';
export type Hit = {
  target: Target;
  matched: Matched;
  title: Span[];
  subtitle: Span[];
  place: Span[];
  last_order: OrderSummary | null;
  flags: CustomerFlag[];
};
export type GroupKind = 'exact' | 'customers' | 'orders';
export type FindAnswer = {
  query: string;
  micros: number;
  customers_total: number;
  readings: { typed: string; read_as: string }[];
  groups: { kind: GroupKind; hits: Hit[] }[];
};

export type Customer = {
  id: string;
  name: string;
  email: string | null;
  open_disputes: number;
  accepted_terms: { id: string; on: string }[];
};
export type Contact = {
  phone: string | null;
  street: string | null;
  postcode: string | null;
  town: string | null;
  country: string;
  language: Language;
};
export type DocumentKind = 'rma_label' | 'return_slip' | 'invoice' | 'credit_note';
export type DocumentRef = { kind: DocumentKind; number: string; on: string; total: string | null; provisional: boolean };
export type TimelineKind =
  | 'ordered'
  | 'paid'
  | 'shipped'
  | 'delivered'
  | 'refused'
  | 'cancelled'
  | 'return_asked'
  | 'returned'
  | 'refunded'
  | 'claim'
  | 'undone'
  | 'imported';
export type TimelineEntry = {
  at: string;
  kind: TimelineKind;
  reference: string | null;
  order: string | null;
  lines: { name: string; quantity: number }[];
  amount: { value: string; currency: string } | null;
  agent: string | null;
  waiting: boolean;
  carrier: string | null;
};

export type Shipment = {
  id: string;
  carrier: string;
  tracking: string | null;
  lines: LineQuantity[];
  shipped_on: string | null;
  delivered_on: string | null;
  refused_on: string | null;
  back_on?: string | null;
};
export type Rma = {
  number: string;
  notified_on: string;
  reason: ReturnReason | null;
  statutory: boolean;
  lines: { line: string; quantity: number; received: number }[];
  status: 'open' | 'received' | 'expired';
};
export type Order = {
  number: string;
  kind: 'regular' | 'pre_order';
  accepted_on?: string | null;
  channel: 'web' | 'customer_service' | 'reseller';
  placed_at: string;
  currency: string;
  market: string;
  consumer: boolean;
  time_zone: string;
  customer?: string;
  lines: {
    id: string;
    sku: string;
    name?: string;
    kind: LineKind;
    quantity: number;
    unit_price?: string;
    value?: string;
    tax_rate: string;
    granted_with?: string[];
  }[];
  delivery: { price: string; ground_price: string | null; tax_rate: string } | null;
  discounts: { code: string; amount: string }[];
  payments: { id: string; method: PaymentMethod; authorised: string; captured: string; refunded: string }[];
  shipments: Shipment[];
  rmas: Rma[];
  claims: { shipment: string; lines: LineQuantity[]; status: string; replacement_delivered: boolean }[];
};

export type LineLedger = {
  line: string;
  sku: string;
  name: string;
  kind: LineKind;
  granted_with: string[];
  ordered: number;
  open: number;
  cancelled: number;
  in_transit: number;
  refused: number;
  delivered: number;
  kept: number;
  authorised: number;
  returned: number;
  claimed: number;
  net: string;
  unit_price: string;
  serials: string[];
};
export type OrderAmounts = {
  lines_net: string;
  discount: string;
  delivery: string;
  bases: Record<string, string>;
  tax: Record<string, string>;
  total: string;
  captured: string;
  refunded: string;
};

export type Offer = {
  action: Action;
  available: boolean;
  decision: Decision | null;
  command: OrderCommand | null;
  reference: string | null;
};
export type OrderPage = {
  order: Order;
  version: number;
  customer: { id: string; name: string; email: string | null; language: Language };
  terms: { id: string; accepted_on: string | null };
  ledger: LineLedger[];
  amounts: OrderAmounts;
  offers: Offer[];
  timeline: TimelineEntry[];
  documents: DocumentRef[];
  flags: CustomerFlag[];
  state: OrderState;
};
export type Service = { id: string; name?: string; price: string; status: string; started_on: string; stops_on?: string | null };
export type ServiceAccount = {
  currency: string;
  services: Service[];
  period?: { start: string; end: string } | null;
  unpaid?: { amount: string; due_on?: string }[];
};
export type CustomerPage = {
  customer: Customer;
  contact: Contact;
  flags: CustomerFlag[];
  orders: OrderSummary[];
  accounts: ServiceAccount[];
  documents: DocumentRef[];
  timeline: TimelineEntry[];
};
export type Preview = {
  decision: Decision;
  version: number;
  effects: { service: string; text_code: string; cameras: number }[];
};
export type Taken = {
  decision: Decision;
  rma_number: string | null;
  credit: number | null;
  documents: DocumentRef[];
  version: number;
  undo_until: string | null;
};
export type Bilingual = { en: string; fr: string };
export type TermsText = {
  id: string;
  effective_on: string;
  clauses: { id: string; title: Bilingual; summary: Bilingual }[];
  rules: { id: string; clause: string; summary: Bilingual }[];
};
export type DocumentPages = { pages: string[]; file_name: string };
