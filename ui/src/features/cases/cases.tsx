import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { useOpen } from '../../components/elsewhere';
import { useFormats } from '../../components/format';
import { Problem } from '../../components/problem';
import { Scopes } from '../../components/scopes';
import { call } from '../../ipc/calls';
import type { CaseScope, CasesPage } from '../../ipc/generated/types';
import { CaseRows } from './rows';

const scopes: CaseScope[] = ['mine', 'team', 'closed'];
export const isScope = (name: unknown): name is CaseScope => scopes.some((scope) => scope === name);

export const useCases = (scope: CaseScope, enabled = true) => useQuery({ queryKey: ['cases', scope], queryFn: () => call('cases', { scope }), enabled });

/** What was written down of contacts: one's own, everybody's, and what is closed. */
export function CasesScreen({ scope }: { scope: CaseScope }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const { data, error, refetch } = useCases(scope);
  const show = (scope: CaseScope) => void navigate({ to: '/cases', search: { scope }, replace: true, resetScroll: false });
  const count = (scope: CaseScope) => (scope === 'closed' || !data ? '' : formats.number(data[scope]));
  return (
    <div className="sheet wide">
      <div className="title-row">
        <h1>{t('cases.title')}</h1>
        <span className="spacer" />
        <Scopes label={t('cases.scope')} names={scopes} scope={scope} words={(name) => t(`cases.scopes.${name}`)} count={count} show={show} />
      </div>
      {error ? <Problem error={error} retry={() => void refetch()} /> : data ? <List key={scope} page={data} scope={scope} /> : <div className="skeleton" aria-busy="true" />}
    </div>
  );
}

function List({ page, scope }: { page: CasesPage; scope: CaseScope }) {
  const { t } = useTranslation();
  const openPlace = useOpen();
  const [asked, setAt] = useState(0);
  const { rows } = page;
  const at = Math.min(asked, Math.max(rows.length - 1, 0));
  const chosen = rows[at]?.number;
  const move = (by: number) => () => setAt(Math.min(Math.max(at + by, 0), Math.max(rows.length - 1, 0)));
  const open = (event?: KeyboardEvent) => (chosen === undefined ? false : openPlace({ to: '/case/$number', params: { number: chosen } }, event));
  useActions([
    { name: 'cases', inPlace: { ArrowDown: move(1), ArrowUp: move(-1), j: move(1), k: move(-1) } },
    { name: 'open', inPlace: { Enter: () => open() } },
    { name: 'open_elsewhere', inPlace: { 'Mod+Enter': open } },
  ]);
  useEffect(() => {
    document.getElementById(`case-${chosen ?? ''}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (rows.length > 0) return <CaseRows rows={rows} label={t(`cases.scopes.${scope}`)} people at={at} choose={setAt} />;
  return (
    <div className="empty" role="status">
      <p>
        <strong>{t(`cases.none.${scope}`)}</strong>
      </p>
      <p className="muted">{t('cases.none.text')}</p>
    </div>
  );
}
