import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Problem } from '../../components/problem';
import { Timeline } from '../../components/timeline';
import { call } from '../../ipc/calls';

/** What was done at this desk, newest first, and what waits for the network. */
export function HistoryScreen() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['history'], queryFn: () => call('recent_history', { limit: 100 }) });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return null;
  return (
    <div className="sheet">
      <h1>{t('history.title')}</h1>
      <p className="muted lead">{t('history.lead')}</p>
      {data.length === 0 ? <p className="muted">{t('history.none')}</p> : <Timeline entries={data} orders />}
    </div>
  );
}
