import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useNow } from '../../components/now';
import { useAppInfo } from '../../components/queries';
import type { CaseRow, CaseStatus } from '../../ipc/generated/types';

const tones: Record<CaseStatus, string> = { open: 'tag', waiting: 'tag waiting', closed: 'tag done' };

/** Whose turn it is. */
export function StatusTag({ status }: { status: CaseStatus }) {
  const { t } = useTranslation();
  return <span className={tones[status]}>{t(`cases.status.${status}`)}</span>;
}

type RowsProps = {
  rows: CaseRow[];
  label: string;
  /** The customer's column, where they are not the page's own. */
  people?: boolean;
  at?: number;
  choose?: (at: number) => void;
};

/** Cases, one in a line. */
export function CaseRows({ rows, label, people = false, at = -1, choose }: RowsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const now = useNow();
  const { data: app } = useAppInfo();
  return (
    <table className="table cases" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('cases.columns.case')}</th>
          {people ? <th scope="col">{t('cases.columns.customer')}</th> : null}
          <th scope="col">{t('cases.columns.subject')}</th>
          <th scope="col">{t('cases.columns.status')}</th>
          <th scope="col">{t('cases.columns.assignee')}</th>
          <th scope="col">{t('cases.columns.touched')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.number} id={`case-${row.number}`} className={index === at ? 'chosen' : undefined} onMouseEnter={() => choose?.(index)}>
            <td className="number">
              <Link className="plain-link" to="/case/$number" params={{ number: row.number }} onFocus={() => choose?.(index)}>
                {row.number}
              </Link>
            </td>
            {people ? (
              <td className="case-who">
                <bdi className="clip" dir="auto">
                  {row.customer_name ?? row.customer}
                </bdi>
              </td>
            ) : null}
            <td className="fill">
              <bdi dir="auto">{row.subject}</bdi>
            </td>
            <td className="number">
              <StatusTag status={row.status} />
              {row.next_due && app ? (
                <span className={row.overdue ? 'warning' : 'muted'} title={formats.relative(row.next_due, app.today)}>
                  {' '}
                  {t(row.overdue ? 'cases.overdue' : 'cases.due', { day: formats.day(row.next_due) })}
                </span>
              ) : null}
            </td>
            <td className="case-who">
              {row.assignee ? (
                <bdi className="clip" dir="auto">
                  {row.assignee.name}
                </bdi>
              ) : (
                <span className="muted number">{t('cases.nobody')}</span>
              )}
            </td>
            <td className="number muted">{formats.moment(row.touched_at, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A customer's or an order's cases, with how many there are, and the way to a new one. */
export function CasesSection({ rows, customer, order }: { rows: CaseRow[]; customer: string; order?: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <section>
      <div className="section-head">
        <h2>{t('cases.title')}</h2>
        {customer ? (
          <>
            <Link className="link small" to="/customer/$id/case" params={{ id: customer }} search={{ order }}>
              {t('cases.new.title')}
            </Link>
            <kbd>W</kbd>
          </>
        ) : null}
        <span className="spacer" />
        <span className="small muted">{formats.number(rows.length)}</span>
      </div>
      {rows.length > 0 ? <CaseRows rows={rows} label={t('cases.title')} /> : <p className="muted none">{t(order ? 'cases.none.order' : 'cases.none.customer')}</p>}
    </section>
  );
}
