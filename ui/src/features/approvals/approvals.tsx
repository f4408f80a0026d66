import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { Chooser, NothingWaits } from '../../components/chooser';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { useApprovals } from '../../components/queries';
import type { Approval } from '../../ipc/generated/types';
import { Detail } from './detail';
import { approvalWords } from './words';

/** Exceptions that agents asked for and no supervisor has answered yet. */
export function ApprovalsScreen({ item: asked }: { item: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useApprovals();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <div className="sheet skeleton" aria-busy="true" />;
  if (data.length === 0) return <NothingWaits title={t('approvals.title')} none={t('approvals.none.title')} text={t('approvals.none.text')} />;
  return (
    <Chooser
      title={t('approvals.title')}
      items={data}
      idOf={({ exception }) => exception.id}
      asked={asked}
      // The one beside is no step of its own.
      choose={(item) => void navigate({ to: '/approvals', search: { item }, replace: true, resetScroll: false })}
      entry={(item) => <Entry item={item} />}
      detail={(item) => <Detail item={item} />}
    />
  );
}

function Entry({ item }: { item: Approval }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { exception } = item;
  return (
    <>
      <span className="attention-line">
        <span className="clip strong">
          <bdi dir="auto">{item.customer_name ?? item.order}</bdi>
        </span>
        <span className="small muted number">{formats.day(exception.asked_on)}</span>
      </span>
      <span className="clip small">{[item.order, approvalWords(item, formats, t)].join(' · ')}</span>
      <span className="small muted">
        {t('approvals.by', { who: exception.asked_by.name })} · {formats.money(exception.granted, item.currency)}
        {item.provisional ? <span className="waiting-text"> · {t('exceptions.provisional')}</span> : null}
      </span>
    </>
  );
}
