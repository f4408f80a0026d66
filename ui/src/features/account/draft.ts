import type { AccountCommand, AccountPage, EndMode, NewAccount, PaymentMeansKind } from '../../ipc/generated/types';
import type { Asking } from './offers';

/** What the agent has filled in so far. */
export type AccountDraft = {
  /** When the last paid service ends: the customer's choice (SUB-4). */
  mode: EndMode | null;
  /** Video: days that recordings are kept. */
  days: number | null;
  /** Video: the cameras to record. */
  cameras: string[];
  /** How often each event of handling happened. */
  events: Record<string, number>;
  /** A first service: a business's account, and how it is paid. */
  business: boolean;
  payment: PaymentMeansKind;
  /** The customer was told the requirements (Schedule 1). */
  told: boolean;
};

export function begin({ row, owed }: Asking): AccountDraft {
  // Whoever comes back to it had chosen once.
  const again = row?.durations.find((duration) => duration.days === row.retention_days);
  const only = row?.durations.length === 1 ? row.durations[0] : undefined;
  return { mode: null, days: (again ?? only)?.days ?? null, cameras: [], events: { ...owed?.happened }, business: false, payment: 'card', told: false };
}

/** How the account is opened, for a customer who has none. */
export const openingOf = ({ account, market }: AccountPage, { business, payment }: AccountDraft): { opening?: NewAccount } =>
  account === null && market !== null ? { opening: { market, consumer: !business, payment } } : {};

/** The command that the draft stands for; null where something must be chosen first. `price` is the desk's. */
export function commandOf({ action, offer, row, owed }: Asking, draft: AccountDraft, price?: string | null): AccountCommand | null {
  const { command } = offer;
  switch (action) {
    case 'subscribe': {
      if (!row) return null;
      // Before the desk has said what the choice costs, any price stands: it puts its own in its place.
      const asked = { type: 'subscribe', service: row.id, price: price ?? row.price ?? '0' } as const;
      if (row.part !== 'video') return asked;
      if (draft.days === null || draft.cameras.length === 0) return null;
      return { ...asked, retention_days: draft.days, cameras: draft.cameras };
    }
    case 'cancel_service':
      return command?.type === 'cancel_service' ? { ...command, ...(draft.mode ? { mode: draft.mode } : {}) } : null;
    case 'assess_non_payment': {
      if (!owed || command?.type !== 'assess_non_payment') return null;
      const counted = Object.entries(draft.events).filter(([, times]) => times > 0);
      return { ...command, events: Object.fromEntries(counted) };
    }
    default:
      return command;
  }
}
