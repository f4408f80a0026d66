// Commands and decisions on the wire: the mirror of crates/domain/src/command.rs and decision.rs.

export type PaymentMethod = 'card' | 'cheque' | 'bank_transfer' | 'credit';
export type LineKind = 'hardware' | 'service' | 'promotional';
export type LineQuantity = { line: string; quantity: number };
export type CancelReason =
  | 'change_of_mind'
  | 'mistake'
  | 'late'
  | 'other'
  | 'incompatible_requirements'
  | 'split_delivery'
  | 'false_information'
  | 'stock_shortage'
  | 'unavailable'
  | 'force_majeure'
  | 'strike'
  | 'flood_or_fire'
  | 'incorrect_information'
  | 'prior_non_payment_dispute'
  | 'no_email'
  | 'non_payment';
export type ReturnReason = 'change_of_mind' | 'faulty' | 'not_as_described' | 'incompatible_requirements' | 'other';

export type CancelOrder = { type: 'cancel_order'; by: 'customer' | 'merchant'; reason: CancelReason; lines?: LineQuantity[] };
export type RefuseDelivery = { type: 'refuse_delivery'; shipment: string; on: string };
export type ReceiveRefused = { type: 'receive_refused'; shipment: string; on: string };
export type RequestReturn = {
  type: 'request_return';
  lines: LineQuantity[];
  reason?: ReturnReason | null;
  notified_on?: string;
};
export type ReceivedLine = { line: string; quantity: number; diminished_percent?: string; diminished_amount?: string };
export type ReceiveReturn = {
  type: 'receive_return';
  rma: string;
  lines: ReceivedLine[];
  promotional_returned?: LineQuantity[];
  sent_on?: string;
  received_on: string;
  return_cost?: string;
};
export type ReportDamage = {
  type: 'report_damage';
  shipment: string;
  lines: LineQuantity[];
  reported_on: string;
  in_stock: boolean;
};
export type OrderCommand = CancelOrder | RefuseDelivery | ReceiveRefused | RequestReturn | ReceiveReturn | ReportDamage;
export type Action = OrderCommand['type'];

export type Fact = string | number | boolean;
export type Ground = {
  id: string;
  clause: string;
  effect: 'permits' | 'forbids' | 'limits' | 'obliges';
  facts?: Record<string, Fact>;
};
export type Alternative =
  | 'request_return'
  | 'refuse_delivery'
  | 'cancel_order'
  | 'cancel_service'
  | 'reactivate_service'
  | 'subscribe'
  | 'report_damage'
  | 'contact_reseller';
export type DeadlineName =
  | 'return_by'
  | 'refund_by'
  | 'return_period_end'
  | 'withdrawal_end'
  | 'refused_delivery_refund'
  | 'carrier_notice';
export type GoodsPart = {
  line: string;
  quantity: number;
  credited_before: number;
  of: number;
  net: string;
  credited_net_before: string;
  amount: string;
};
export type Parts = {
  goods: GoodsPart[];
  delivery: {
    price: string;
    ground_price: string | null;
    units_left: number;
    reason: 'units_left' | 'refunded_before' | 'ground_price' | 'full_price';
  } | null;
  promotional: {
    line: string;
    pieces: number;
    value: string;
    due: string;
    amount: string;
    reason: 'units_left' | 'returned' | 'kept' | 'received' | 'damaged' | 'settled_before';
  }[];
  diminished: { line: string; percent: string | null; of: string; amount: string; waived: boolean }[];
};
export type Refund = {
  goods: string;
  delivery: string;
  promotional: string;
  diminished: string;
  bases: Record<string, string>;
  tax: Record<string, string>;
  reimbursement: string;
  unrecovered: string;
  capped: boolean;
  total: string;
  tenders: { payment: string | null; method: PaymentMethod; amount: string }[];
  parts: Parts;
};
export type Decision = {
  outcome: 'allowed' | 'refused' | 'choice_required';
  overridable: boolean;
  rules: Ground[];
  alternatives: Alternative[];
  flags: 'late_notice'[];
  deadlines: Partial<Record<DeadlineName, string>>;
  return_shipping: 'customer' | 'merchant' | null;
  remedy: 'replacement' | 'refund' | null;
  obligations: string[];
  refund: Refund | null;
  estimate: Refund | null;
  void_authorisation: string | null;
};
