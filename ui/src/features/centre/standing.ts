import type { TFunction } from 'i18next';

import type { Formats } from '../../components/format';
import type { SyncState } from '../../ipc/generated/types';

/** Green for done, amber for waiting, red for what stops the work; plain where nothing is to be done. */
export type Tone = 'done' | 'waiting' | 'refused' | 'plain';

/** What the corner of the window says. */
export type Told = {
  tone: Tone;
  /** How desk and centre stand, and how many wait. */
  words: string[];
  /** When the last exchange was. */
  more: string;
  /** The same for a screen reader, without what changes by itself. */
  spoken: string;
};

/** Hours before the end of the lease at which it is told. */
const SOON = 24;
const HOUR = 3_600_000;

const tones: Record<SyncState['standing']['is'], Tone> = {
  local: 'plain',
  online: 'done',
  offline: 'waiting',
  must_enrol: 'refused',
  must_upgrade: 'refused',
  revoked: 'refused',
  bootstrapping: 'waiting',
};

/** Whole percents, and never all of it before it is through. */
export function percentOf(done: number, total: number): number {
  return total > 0 ? Math.min(Math.floor((done / total) * 100), 99) : 0;
}

/** How desk and centre stand, in a few words. */
export function standingWords({ standing }: SyncState, now: number, formats: Formats, t: TFunction): string {
  switch (standing.is) {
    case 'offline':
      return standing.since ? t('standing.offline_since', { time: formats.moment(standing.since, now) }) : t('standing.offline');
    case 'bootstrapping':
      return standing.total > 0
        ? t('standing.bootstrapping', { percent: formats.percent(String(percentOf(standing.done, standing.total) / 100)) })
        : t('standing.bootstrapping_begins');
    default:
      return t(`standing.${standing.is}`);
  }
}

/** When desk and centre last spoke. */
export function lastWords({ last_sync }: SyncState, now: number, formats: Formats, t: TFunction): string {
  return last_sync ? t('standing.last', { time: formats.moment(last_sync, now), ago: formats.ago(last_sync, now) }) : t('standing.never');
}

/** All that the corner says. */
export function told(sync: SyncState, now: number, formats: Formats, t: TFunction): Told {
  const { standing, waiting, attention } = sync;
  const head = standingWords(sync, now, formats, t);
  const since = standing.is === 'online' && sync.last_sync ? t('standing.online_at', { time: formats.moment(sync.last_sync, now) }) : head;
  const waits = waiting > 0 ? [t('state.waits', { count: waiting, number: formats.number(waiting) })] : [];
  const asks = attention > 0 ? t('state.attention', { count: attention }) : '';
  return {
    tone: tones[standing.is] === 'done' && waiting > 0 ? 'waiting' : tones[standing.is],
    words: [waits.length > 0 ? head : since, ...waits],
    more: standing.is === 'local' ? '' : lastWords(sync, now, formats, t),
    spoken: [standing.is === 'bootstrapping' ? t('standing.bootstrapping_begins') : head, asks].filter(Boolean).join('. '),
  };
}

export type Lease = 'none' | 'soon' | 'over';

/** Whether the desk may still take commands without a word from the centre, and for how long. */
export function leaseOf({ lease_over, lease_until, standing }: SyncState, now: number): Lease {
  if (lease_over) return 'over';
  // While the centre answers it is prolonged by itself.
  if (lease_until === null || standing.is === 'online' || standing.is === 'local') return 'none';
  const left = Date.parse(lease_until) - now;
  return left <= SOON * HOUR ? 'soon' : 'none';
}
