import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { StrayRow } from '../../ipc/generated/types';
import { goodsLine } from './goods';

/** After so many days a parcel has waited long: whoever sent it asks where it is. */
export const LONG = 14;

type RowsProps = { rows: StrayRow[]; label: string; at?: number; choose?: (at: number) => void };

/** Parcels in quarantine, one in a line. */
export function StrayRows({ rows, label, at = -1, choose }: RowsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <table className="table strays" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('quarantine.columns.parcel')}</th>
          <th scope="col">{t('quarantine.columns.arrived')}</th>
          <th scope="col">{t('quarantine.columns.goods')}</th>
          <th scope="col">{t('quarantine.columns.sender')}</th>
          <th scope="col">{t('quarantine.columns.place')}</th>
          <th scope="col">{t('quarantine.columns.order')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.number} id={`stray-${row.number}`} className={index === at ? 'chosen' : undefined} onMouseEnter={() => choose?.(index)}>
            <td className="number">
              <Link className="plain-link" to="/quarantine/$number" params={{ number: row.number }} onFocus={() => choose?.(index)}>
                {row.number}
              </Link>
            </td>
            <td className="number">
              {formats.day(row.arrived_on)}{' '}
              {row.settled ? <span className="tag done">{t(`quarantine.ends.${row.settled.how.type}`)}</span> : <span className={row.days >= LONG ? 'waiting-text' : 'muted'}>{t('quarantine.days', { count: row.days })}</span>}
            </td>
            <td className="fill">
              <bdi dir="auto">{row.goods.length > 0 ? goodsLine(row.goods) : <span className="muted">{t('quarantine.closed')}</span>}</bdi>
            </td>
            <td className="case-who">
              <bdi className="clip" dir="auto" title={row.sender ?? undefined}>
                {row.sender?.replaceAll('\n', ', ') ?? row.tracking ?? row.scanned ?? ''}
              </bdi>
            </td>
            <td className="case-who">
              <bdi className="clip" dir="auto">
                {row.place ?? ''}
              </bdi>
            </td>
            <td className="number">
              {row.order ? (
                <Link className="plain-link" to="/order/$number" params={{ number: row.order }}>
                  {row.order}
                </Link>
              ) : (
                <span className="muted">{t('quarantine.unknown')}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Parcels in quarantine that belong to an order, where there are any. */
export function StraysSection({ rows }: { rows: StrayRow[] }) {
  const { t } = useTranslation();
  if (rows.length === 0) return null;
  return (
    <section>
      <div className="section-head">
        <h2>{t('quarantine.title')}</h2>
      </div>
      <StrayRows rows={rows} label={t('quarantine.title')} />
    </section>
  );
}
