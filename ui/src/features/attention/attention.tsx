import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { askedWords } from '../../components/command-words';
import { Guarded } from '../../components/fault';
import { useFormats } from '../../components/format';
import { useKeys } from '../../components/keys';
import { useNow } from '../../components/now';
import { Problem } from '../../components/problem';
import { useAttention } from '../../components/queries';
import type { AttentionItem } from '../../ipc/generated/types';
import { Detail } from './detail';

/** What the centre did not take, or took with another outcome: a person settles each. */
export function AttentionScreen({ item: asked }: { item: string | undefined }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useAttention();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <div className="sheet skeleton" aria-busy="true" />;
  if (data.length === 0) {
    return (
      <div className="sheet">
        <h1>{t('attention.title')}</h1>
        <div className="empty" role="status">
          <p>
            <strong>{t('attention.none.title')}</strong>
          </p>
          <p className="muted">{t('attention.none.text')}</p>
        </div>
      </div>
    );
  }
  return <Items items={data} asked={asked} />;
}

function Items({ items, asked }: { items: AttentionItem[]; asked: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = items.findIndex((item) => item.command === asked);
  const at = Math.max(found, 0);
  const current = items[at];
  const choose = (to: number) => {
    const item = items[Math.min(Math.max(to, 0), items.length - 1)];
    // The one beside is no step of its own.
    if (item) void navigate({ to: '/attention', search: { item: item.command }, replace: true, resetScroll: false });
  };
  useKeys({
    j: () => choose(at + 1),
    k: () => choose(at - 1),
    ArrowDown: () => choose(at + 1),
    ArrowUp: () => choose(at - 1),
  });
  useEffect(() => {
    document.getElementById(`attention-${current?.command ?? ''}`)?.scrollIntoView({ block: 'nearest' });
  }, [current?.command]);
  return (
    <div className="attention-page">
      <nav className="attention-list" aria-label={t('attention.title')}>
        <header className="attention-head">
          <h1>{t('attention.title')}</h1>
          <span className="small muted">{items.length}</span>
        </header>
        <ul>
          {items.map((item, index) => (
            <li key={item.command} id={`attention-${item.command}`}>
              <Entry item={item} chosen={index === at} choose={() => choose(index)} />
            </li>
          ))}
        </ul>
        <p className="footer small muted" aria-hidden="true">
          <kbd>J</kbd>
          <kbd>K</kbd> {t('keys.choose')}
        </p>
      </nav>
      {current ? (
        <Guarded at={current.command}>
          <Detail key={current.command} item={current} />
        </Guarded>
      ) : null}
    </div>
  );
}

function Entry({ item, chosen, choose }: { item: AttentionItem; chosen: boolean; choose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { about, asked, cause } = item;
  const kind = cause.cause === 'rejected' ? t(`conflicts.${cause.conflict.kind}.name`) : t('attention.differently');
  return (
    <button type="button" className="attention-entry" aria-current={chosen ? 'true' : undefined} onClick={choose}>
      <span className="attention-line">
        <span className="clip strong">
          <bdi dir="auto">{about.customer_name ?? about.id}</bdi>
        </span>
        <span className="small muted number">{formats.moment(item.since, now)}</span>
      </span>
      <span className="clip small">
        {[...(about.customer_name ? [about.kind === 'order' ? about.id : t(`about.${about.kind}`)] : []), askedWords(asked, formats, t)].join(' · ')}
      </span>
      <span className={cause.cause === 'rejected' ? 'small warning' : 'small waiting-text'}>
        {kind}
        {item.behind > 0 ? <span className="muted">{` · ${t('attention.behind_short', { count: item.behind })}`}</span> : null}
      </span>
    </button>
  );
}
