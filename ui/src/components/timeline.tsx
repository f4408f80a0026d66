import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useAppInfo } from './queries';
import { useFormats } from './format';
import { useGrowing } from './growing';
import type { TimelineEntry } from '../ipc/generated/types';

type TimelineProps = {
  entries: TimelineEntry[];
  /** Leads to the order or the services that an entry is about. */
  orders?: boolean;
  narrow?: boolean;
  /** What the merchant calls the services, by id. */
  names?: Record<string, string>;
};

/** What happened, newest first. */
export function Timeline({ entries, orders = false, narrow = false, names = {} }: TimelineProps) {
  const { drawn, rest } = useGrowing(entries.length);
  return (
    <ol className={narrow ? 'timeline narrow' : 'timeline'}>
      {entries.slice(0, drawn).map((entry, index) => (
        <Event key={`${entry.at}-${entry.kind}-${index}`} entry={entry} orders={orders} names={names} />
      ))}
      {drawn < entries.length ? <li ref={rest} aria-hidden="true" /> : null}
    </ol>
  );
}

/** What is done to a service names it in place of a number. */
const ofServices: TimelineEntry['kind'][] = ['subscribed', 'service_ended', 'service_reactivated', 'service_withdrawn', 'service_discontinued'];

function Event({ entry, orders, names }: { entry: TimelineEntry; orders: boolean; names: Record<string, string> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const day = formats.dayOfInstant(entry.at);
  const today = app?.today === day;
  const reference = entry.reference ?? '';
  const named =
    entry.kind === 'amended'
      ? formats.list(reference.split(' ').map((field) => t(`customer.fields.${field}`)))
      : ofServices.includes(entry.kind) ? (names[reference] ?? t(`services.${reference}`, { defaultValue: reference })) : orders && (entry.case || entry.stray) ? '' : reference;
  const rest = [
    { text: entry.lines.map((line) => `${line.quantity} ${line.name}`).join(', ') },
    { text: entry.amount ? formats.money(entry.amount.value, entry.amount.currency) : '', whole: true },
    { text: entry.carrier ? t(`carriers.${entry.carrier}`, { defaultValue: entry.carrier }) : '' },
    { text: named, whole: named === reference && entry.kind !== 'amended' },
    { text: entry.agent ?? '' },
  ].filter((part) => part.text !== '');
  return (
    <li>
      <time dateTime={entry.at} className="muted" title={formats.longDay(day)}>
        {today ? [t('history.today'), formats.time(entry.at)].filter(Boolean).join(' ') : formats.day(day)}
      </time>
      <span className={entry.rejected ? 'dot refused' : entry.waiting ? 'dot waiting' : today ? 'dot now' : 'dot'} aria-hidden="true" />
      <span className="event">
        <strong>{t(`timeline.${entry.kind}`)}</strong>{' '}
        <bdi dir="auto" className="muted">
          {rest.map((part, index) => (
            <span key={part.text} className={part.whole ? 'number' : undefined}>
              {index > 0 ? ' · ' : ''}
              {part.text}
            </span>
          ))}
        </bdi>
        {entry.verdict === 'applied_differently' ? <span className="muted"> · {t('verdicts.differently')}</span> : null}
        {entry.rejected ? <span className="warning"> · {t('verdicts.rejected')}</span> : null}
        {entry.waiting ? <span className="waiting-text"> · {t('history.waiting')}</span> : null}
        {orders && entry.order ? (
          <>
            {' '}
            <Link className="link" to="/order/$number" params={{ number: entry.order }}>
              {entry.order}
            </Link>
          </>
        ) : null}
        {orders && entry.case ? (
          <>
            {' '}
            <Link className="link" to="/case/$number" params={{ number: entry.case }}>
              {entry.case}
            </Link>
          </>
        ) : null}
        {orders && entry.stray ? (
          <>
            {' '}
            <Link className="link" to="/quarantine/$number" params={{ number: entry.stray }}>
              {entry.stray}
            </Link>
          </>
        ) : null}
        {orders && entry.account ? (
          <>
            {' '}
            <Link className="link" to="/customer/$id/services" params={{ id: entry.account }}>
              {t('timeline.services')}
            </Link>
          </>
        ) : null}
      </span>
    </li>
  );
}
