import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions, type Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { Scopes } from '../../components/scopes';
import { call } from '../../ipc/calls';
import type { StrayScope, StraysPage } from '../../ipc/generated/types';
import { StrayRows } from './rows';

const scopes: StrayScope[] = ['waiting', 'settled'];
export const isStrayScope = (name: unknown): name is StrayScope => scopes.some((scope) => scope === name);

export const useStrays = (scope: StrayScope, enabled = true) => useQuery({ queryKey: ['strays', scope], queryFn: () => call('strays', { scope }), enabled });

/** Parcels that nobody knows, or knew: those that lie here, and what became of the others. */
export function QuarantineScreen({ scope }: { scope: StrayScope }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const { data, error, refetch } = useStrays(scope);
  const show = (to: StrayScope) => void navigate({ to: '/quarantine', search: { scope: to }, replace: true, resetScroll: false });
  const aside: Deed = { name: 'put_aside', keys: ['n'], act: () => void navigate({ to: '/quarantine/new' }) };
  useActions([aside]);
  return (
    <div className="sheet wide">
      <div className="title-row">
        <h1>{t('quarantine.title')}</h1>
        <Link className="button small" to="/quarantine/new">
          {t('quarantine.new.title')} <Cap of={aside} />
        </Link>
        <span className="spacer" />
        <Scopes label={t('quarantine.scope')} names={scopes} scope={scope} words={(name) => t(`quarantine.scopes.${name}`)} count={(name) => (name === 'waiting' && data ? formats.number(data.waiting) : '')} show={show} />
      </div>
      {error ? <Problem error={error} retry={() => void refetch()} /> : data ? <List key={scope} page={data} scope={scope} /> : <div className="skeleton" aria-busy="true" />}
    </div>
  );
}

function List({ page: { rows }, scope }: { page: StraysPage; scope: StrayScope }) {
  const { t } = useTranslation();
  const openPlace = useOpen();
  const [asked, setAt] = useState(0);
  const last = Math.max(rows.length - 1, 0);
  const at = Math.min(asked, last);
  const chosen = rows[at]?.number;
  const move = (by: number) => () => setAt(Math.min(Math.max(at + by, 0), last));
  const open = (event?: KeyboardEvent) => (chosen === undefined ? false : openPlace({ to: '/quarantine/$number', params: { number: chosen } }, event));
  useActions([
    { name: 'strays', inPlace: { ArrowDown: move(1), ArrowUp: move(-1), j: move(1), k: move(-1) } },
    { name: 'open', inPlace: { Enter: () => open() } },
    { name: 'open_elsewhere', inPlace: { 'Mod+Enter': open } },
  ]);
  useEffect(() => {
    document.getElementById(`stray-${chosen ?? ''}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (rows.length > 0) return <StrayRows rows={rows} label={t(`quarantine.scopes.${scope}`)} at={at} choose={setAt} />;
  return (
    <div className="empty" role="status">
      <p>
        <strong>{t(`quarantine.none.${scope}`)}</strong>
      </p>
      <p className="muted">{t('quarantine.none.text')}</p>
    </div>
  );
}
