import type {
  Action,
  By,
  CancelReason,
  ClaimStatus,
  LineQuantity,
  Offer,
  OrderCommand,
  OrderPage,
  ReturnReason,
} from '../../ipc/generated/types';
import { evidenceOf, type Waiting } from '../evidence/files';

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
  /** Our number for a new claim: the desk's to give. */
  number: string | undefined;
  /** What happened, and the reserves on the carrier's slip. */
  account: string;
  reserves: string;
  files: Waiting[];
  /** Where a claim goes. */
  to: ClaimStatus;
  carriersReference: string;
  amount: string;
  note: string;
  carrier: string;
  tracking: string;
  /** The id of a parcel that leaves: the desk's to give. */
  parcel: string;
};

/** Units of a line that can be asked for. */
export type Choice = { line: string; name: string; max: number };

const counted = (lines: LineQuantity[]) => Object.fromEntries(lines.map((line) => [line.line, line.quantity]));

/** The units that a command names, where it names any. */
export function unitsNamed(command: OrderCommand | null): LineQuantity[] | undefined {
  if (command?.type === 'release_shipment') return command.parcel?.lines;
  return command && 'lines' in command ? command.lines : undefined;
}

/** The lines that the action can be about, and how many units of each. */
export function choices(page: OrderPage, action: Action, reference: string, command: OrderCommand | null): Choice[] {
  const { ledger, order } = page;
  const asked = counted(unitsNamed(command) ?? []);
  const most = (line: (typeof ledger)[number]): number => {
    switch (action) {
      case 'cancel_order':
        return line.kind === 'promotional' ? 0 : line.open;
      case 'release_shipment':
        return line.kind === 'service' ? 0 : line.open;
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
  const named = unitsNamed(command);
  const listed = named ? counted(named) : null;
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
    number: command?.type === 'report_damage' ? command.number : undefined,
    account: '',
    reserves: '',
    files: [],
    to: command?.type === 'move_claim' ? command.to : 'filed',
    carriersReference: '',
    amount: '',
    note: '',
    carrier: command?.type === 'ship_replacement' ? command.carrier : command?.type === 'release_shipment' ? (command.parcel?.carrier ?? '') : '',
    parcel: command?.type === 'release_shipment' ? (command.parcel?.id ?? '') : '',
    tracking: '',
  };
}

/** A decimal as the desk reads it; undefined where nothing or no amount stands. */
export function decimal(typed: string): string | undefined {
  const text = typed.trim().replace(',', '.');
  return /^\d+(\.\d{1,2})?$/.test(text) && Number(text) > 0 ? text : undefined;
}

/** A text, where one was typed. */
const given = <Name extends string>(name: Name, typed: string): Partial<Record<Name, string>> =>
  typed.trim() === '' ? {} : ({ [name]: typed.trim() } as Record<Name, string>);

/** A command on a claim; null where something that it needs is missing. */
function claimCommand(draft: Draft): OrderCommand | null {
  const claim = draft.reference;
  const { on } = draft;
  switch (draft.action) {
    case 'move_claim': {
      const amount = decimal(draft.amount);
      if (draft.to === 'paid' && !amount) return null;
      return {
        type: 'move_claim',
        claim,
        to: draft.to,
        on,
        ...given('reference', draft.carriersReference),
        ...given('note', draft.note),
        ...(draft.to === 'paid' && amount ? { amount } : {}),
      };
    }
    case 'add_evidence': {
      const reserves = given('reserves', draft.reserves);
      return draft.files.length === 0 && !reserves.reserves ? null : { type: 'add_evidence', claim, evidence: draft.files.map(evidenceOf), ...reserves };
    }
    case 'ship_replacement':
      return draft.carrier.trim() === '' ? null : { type: 'ship_replacement', claim, on, carrier: draft.carrier.trim(), ...given('tracking', draft.tracking) };
    case 'deliver_replacement':
    case 'refund_claim':
      return { type: draft.action, claim, on };
    default:
      return null;
  }
}

/** The command that the draft stands for; null where no unit is chosen. */
export function commandOf(draft: Draft, possible: Choice[]): OrderCommand | null {
  const lines = possible
    .map((choice) => ({ line: choice.line, quantity: draft.units[choice.line] ?? 0 }))
    .filter((line) => line.quantity > 0);
  const whole = possible.every((choice) => (draft.units[choice.line] ?? 0) === choice.max);
  const shipment = draft.reference;
  switch (draft.action) {
    case 'goodwill':
      // It has a panel of its own.
      return null;
    case 'cancel_order':
      if (lines.length === 0 && possible.length > 0) return null;
      // All that is open, gifts and fees with it.
      return { type: 'cancel_order', by: draft.by, reason: draft.cancelReason, ...(whole ? {} : { lines }) };
    case 'release_shipment': {
      const carrier = draft.carrier.trim();
      if ((lines.length === 0 && possible.length > 0) || carrier === '') return null;
      const parcel = { id: draft.parcel, carrier, ...given('tracking', draft.tracking), on: draft.on };
      return { type: 'release_shipment', parcel: { ...parcel, ...(whole ? {} : { lines }) } };
    }
    case 'ask_authorisation':
      return { type: 'ask_authorisation' };
    case 'deliver_shipment':
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
        ...(draft.files.length > 0 ? { photos: draft.files.map(evidenceOf) } : {}),
      };
    }
    case 'report_damage':
      return lines.length === 0
        ? null
        : {
            type: 'report_damage',
            shipment,
            lines,
            reported_on: draft.on,
            in_stock: draft.inStock,
            ...(draft.number ? { number: draft.number } : {}),
            ...given('account', draft.account),
            ...given('reserves', draft.reserves),
            ...(draft.files.length > 0 ? { evidence: draft.files.map(evidenceOf) } : {}),
          };
    default:
      return claimCommand(draft);
  }
}
