import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFaultWords } from '../../components/fault-words';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { queries, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { SyncState } from '../../ipc/generated/types';
import { leaseOf } from './standing';

/** Asks the centre at once. */
export const useSyncNow = () =>
  useMutation({
    mutationFn: () => call('sync_now', {}),
    onSuccess: (sync) => {
      queries.setQueryData<SyncState>(['sync'], sync);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => ['queue', 'attention'].includes(queryKey[0] as string) });
    },
  });

type Kind = 'must_upgrade' | 'must_enrol' | 'lease_over' | 'lease_soon';

function kindOf(sync: SyncState, now: number): Kind | null {
  if (sync.standing.is === 'must_upgrade' || sync.standing.is === 'must_enrol') return sync.standing.is;
  const lease = leaseOf(sync, now);
  return lease === 'none' ? null : `lease_${lease}`;
}

/** What keeps the agent from working as usual, over every page, and what to do about it. */
export function Banner() {
  const { t } = useTranslation();
  const formats = useFormats();
  const fault = useFaultWords();
  const now = useNow();
  const { data: sync } = useSync();
  const again = useSyncNow();
  const kind = sync ? kindOf(sync, now) : null;
  if (!sync || !kind) return null;
  const { lease_until: until, last_sync: last } = sync;
  const words = {
    until: until ? formats.moment(until, now) : '',
    last: last ? formats.moment(last, now) : t('standing.never_word'),
    count: sync.waiting,
    number: formats.number(sync.waiting),
  };
  return (
    <section className={kind === 'lease_soon' ? 'banner waiting' : 'banner refused'} aria-label={t('banner.label')}>
      <p>
        <strong>{t(`banner.${kind}.title`, words)}</strong> {t(`banner.${kind}.text`, words)}
        {sync.waiting > 0 ? ` ${t('banner.waits', words)}` : ''}
        {again.error ? (
          <span role="alert"> {fault(again.error).title}.</span>
        ) : null}
      </p>
      {kind === 'must_enrol' ? (
        <Link className="button small" to="/enrol">
          {t('enrol.again')}
        </Link>
      ) : null}
      {kind === 'lease_soon' || kind === 'lease_over' ? (
        <button type="button" className="button small" aria-disabled={again.isPending} onClick={() => again.isPending || again.mutate()}>
          {t(again.isPending ? 'queue.sending' : 'banner.try')}
        </button>
      ) : null}
    </section>
  );
}
