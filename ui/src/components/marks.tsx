import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import type { AboutKind, TimelineEntry } from '../ipc/generated/types';
import { useAttention, useSync } from './queries';

type MarksProps = { about: { kind: AboutKind; id: string }; timeline: TimelineEntry[] };

/** What of an order or an account waits to be sent, and what needs somebody; each leads to where it is told. */
export function Marks({ about, timeline }: MarksProps) {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  const { data: items } = useAttention((sync?.attention ?? 0) > 0);
  // One command may be told in two entries: a cancellation and what it pays back.
  const waiting = new Set(timeline.filter((entry) => entry.waiting).map((entry) => entry.command)).size;
  const item = items?.find((other) => other.about.kind === about.kind && other.about.id === about.id);
  return (
    <>
      {item ? (
        <Link className="tag refused" to="/attention" search={{ item: item.command }}>
          {t('order.attention')}
        </Link>
      ) : null}
      {waiting > 0 ? (
        <Link className="tag waiting" to="/queue">
          {t('order.waits', { count: waiting })}
        </Link>
      ) : null}
    </>
  );
}
