import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { Chooser, NothingWaits } from '../../components/chooser';
import { askedWords } from '../../components/command-words';
import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { Problem } from '../../components/problem';
import { useAttention } from '../../components/queries';
import type { AttentionItem } from '../../ipc/generated/types';
import { Detail } from './detail';

/** What the centre did not take, or took with another outcome: a person settles each. */
export function AttentionScreen({ item: asked }: { item: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useAttention();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <div className="sheet skeleton" aria-busy="true" />;
  if (data.length === 0) return <NothingWaits title={t('attention.title')} none={t('attention.none.title')} text={t('attention.none.text')} />;
  return (
    <Chooser
      title={t('attention.title')}
      items={data}
      idOf={({ command }) => command}
      asked={asked}
      // The one beside is no step of its own.
      choose={(item) => void navigate({ to: '/attention', search: { item }, replace: true, resetScroll: false })}
      entry={(item) => <Entry item={item} />}
      detail={(item) => <Detail item={item} />}
    />
  );
}

function Entry({ item }: { item: AttentionItem }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { about, asked, cause } = item;
  const kind = cause.cause === 'rejected' ? t(`conflicts.${cause.conflict.kind}.name`) : t('attention.differently');
  return (
    <>
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
    </>
  );
}
