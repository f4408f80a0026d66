import type {
  Action,
  By,
  CancelReason,
  LineQuantity,
  Offer,
  OrderCommand,
  OrderPage,
  ReturnReason,
} from '../../ipc/generated/types';

/** What the agent has filled in so far. */
export type Draft = {
  action: Action;
  /** The parcel or the RMA that it is about. */
  reference: string;
  by: By;
  cancelReason: CancelReason;
  returnReason: ReturnReason | '';
  /** Told on, received on, refused on, reported on. */
  on: string;
  sentOn: string;
  units: Record<string, number>;
  wear: Record<string, string>;
  /** Pieces that somebody has said came back: a gift that nobody speaks of is kept (REF-3). */
  gifts: Record<string, number>;
  cost: string;
  inStock: boolean;
};

/** Units of a line that can be asked for. */
export type Choice = { line: string; name: string; max: number };

const counted = (lines: LineQuantity[]) => Object.fromEntries(lines.map((line) => [line.line, line.quantity]));

/** The lines that the action can be about, and how many units of each. */
export function choices(page: OrderPage, action: Action, reference: string, command: OrderCommand | null): Choice[] {
  const { ledger, order } = page;
  const asked = command && 'lines' in command ? counted(command.lines ?? []) : {};
  const most = (line: (typeof ledger)[number]): number => {
    switch (action) {
      case 'cancel_order':
        return line.kind === 'promotional' ? 0 : line.open;
      case 'request_return':
        return line.kind === 'hardware' ? line.kept + line.in_transit : 0;
      case 'receive_return': {
        const rma = order.rmas.find((known) => known.number === reference);
        const under = rma?.lines.find((known) => known.line === line.line);
        return under ? under.quantity - under.received : 0;
      }
      case 'report_damage': {
        const parcel = order.shipments.find((known) => known.id === reference);
        const inside = parcel?.lines.find((known) => known.line === line.line)?.quantity ?? 0;
        return line.kind === 'hardware' ? Math.min(inside, line.kept) : 0;
      }
      default:
        return 0;
    }
  };
  const possible = ledger.map((line) => ({ line: line.line, name: line.name, max: most(line) }));
  const some = possible.filter((choice) => choice.max > 0);
  if (some.length > 0) return some;
  // Nothing is possible: the default command stands, so that the decision says why not.
  return possible.map((choice) => ({ ...choice, max: asked[choice.line] ?? 0 })).filter((choice) => choice.max > 0);
}

/** Gift pieces that the customer still has. */
export function giftChoices(page: OrderPage): Choice[] {
  return page.ledger
    .filter((line) => line.kind === 'promotional')
    .map((line) => ({ line: line.line, name: line.name, max: line.delivered + line.in_transit - line.returned }))
    .filter((choice) => choice.max > 0);
}

/** What the panel starts from: the offer's default command. */
export function begin(page: OrderPage, action: Action, offer: Offer | undefined, today: string): Draft {
  const command = offer?.command ?? null;
  const reference = offer?.reference ?? '';
  const possible = choices(page, action, reference, command);
  const listed = command && 'lines' in command && command.lines ? counted(command.lines) : null;
  const units = Object.fromEntries(possible.map((c) => [c.line, listed ? Math.min(listed[c.line] ?? 0, c.max) : c.max]));
  return {
    action,
    reference,
    by: 'customer',
    cancelReason: 'change_of_mind',
    returnReason: '',
    on: today,
    sentOn: '',
    units,
    wear: {},
    gifts: {},
    cost: '',
    inStock: true,
  };
}

/** A decimal as the desk reads it; undefined where nothing or no amount stands. */
export function decimal(typed: string): string | undefined {
  const text = typed.trim().replace(',', '.');
  return /^\d+(\.\d{1,2})?$/.test(text) && Number(text) > 0 ? text : undefined;
}

/** The command that the draft stands for; null where no unit is chosen. */
export function commandOf(draft: Draft, possible: Choice[]): OrderCommand | null {
  const lines = possible
    .map((choice) => ({ line: choice.line, quantity: draft.units[choice.line] ?? 0 }))
    .filter((line) => line.quantity > 0);
  const whole = possible.every((choice) => (draft.units[choice.line] ?? 0) === choice.max);
  const shipment = draft.reference;
  switch (draft.action) {
    case 'cancel_order':
      if (lines.length === 0 && possible.length > 0) return null;
      // All that is open, gifts and fees with it.
      return { type: 'cancel_order', by: draft.by, reason: draft.cancelReason, ...(whole ? {} : { lines }) };
    case 'refuse_delivery':
    case 'receive_refused':
      return shipment === '' ? null : { type: draft.action, shipment, on: draft.on };
    case 'request_return':
      return lines.length === 0
        ? null
        : { type: 'request_return', lines, reason: draft.returnReason === '' ? null : draft.returnReason, notified_on: draft.on };
    case 'receive_return': {
      if (lines.length === 0) return null;
      const gifts = Object.entries(draft.gifts).map(([line, quantity]) => ({ line, quantity }));
      const cost = decimal(draft.cost);
      return {
        type: 'receive_return',
        rma: draft.reference,
        lines: lines.map((line) => {
          const wear = decimal(draft.wear[line.line] ?? '');
          return { ...line, ...(wear ? { diminished_percent: wear } : {}) };
        }),
        promotional_returned: gifts.filter((gift) => gift.quantity > 0),
        received_on: draft.on,
        ...(draft.sentOn ? { sent_on: draft.sentOn } : {}),
        ...(cost ? { return_cost: cost } : {}),
      };
    }
    case 'report_damage':
      return lines.length === 0 ? null : { type: 'report_damage', shipment, lines, reported_on: draft.on, in_stock: draft.inStock };
  }
}
