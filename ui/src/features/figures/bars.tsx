import { Link } from '@tanstack/react-router';
import { Fragment, useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { host } from '../../ipc/calls';
import type { Bar, SavedTable } from '../../ipc/generated/types';
import { useBehind } from './count';

/** Below it a column is not as high as it can be: one or two are not many. */
const LOW = 5;

/** A row: what is counted, how long its bar is, and the figures themselves. */
export type BarRow = { id: string; label: ReactNode; size: number; cells: ReactNode[]; bar: Bar };

type BarsProps = { title: string; run: string; table: SavedTable; first: string; heads: string[]; rows: BarRow[]; none: string; note?: ReactNode };

/** A table whose rows are bars: the figures stand beside them, and a row opens the orders behind it. */
export function Bars({ title, run, table, first, heads, rows, none, note }: BarsProps) {
  const [open, setOpen] = useState<string | null>(null);
  const heading = useId();
  const most = Math.max(...rows.map((row) => row.size), 0);
  return (
    <section className="figure" aria-labelledby={heading}>
      <Head id={heading} title={title} save={rows.length > 0 ? { run, table } : null} />
      {note ? <p className="small muted figure-note">{note}</p> : null}
      {rows.length === 0 ? (
        <p className="muted none">{none}</p>
      ) : (
        <table className="bars" aria-labelledby={heading}>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              <td className="bar-cell" />
              {heads.map((head) => (
                <th key={head} scope="col" className="right">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const shown = open === row.id;
              return (
                <Fragment key={row.id}>
                  <tr className={shown ? 'shown' : ''}>
                    <th scope="row">
                      <button type="button" className="bar-name" aria-expanded={shown} onClick={() => setOpen(shown ? null : row.id)}>
                        <span className="clip">{row.label}</span>
                      </button>
                    </th>
                    <td className="bar-cell" aria-hidden="true">
                      <span className="bar" style={{ width: `${most > 0 ? Math.max((row.size / most) * 100, row.size > 0 ? 1 : 0) : 0}%` }} />
                    </td>
                    {row.cells.map((cell, at) => (
                      <td key={heads[at]} className="right figures">
                        {cell}
                      </td>
                    ))}
                  </tr>
                  {shown ? (
                    <tr className="behind">
                      <td colSpan={2 + heads.length}>
                        <BehindOrders run={run} bar={row.bar} />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What is shown, and the way to have it as a file. */
function Head({ id, title, save }: { id: string; title: string; save: { run: string; table: SavedTable } | null }) {
  const { t } = useTranslation();
  const [failed, setFailed] = useState(false);
  const write = ({ run, table }: { run: string; table: SavedTable }) => {
    setFailed(false);
    host.saveTable(run, table).catch(() => setFailed(true));
  };
  return (
    <>
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {save ? (
          <button type="button" className="button small" aria-label={t('figures.save_named', { what: title })} onClick={() => write(save)}>
            {t('figures.save')}
          </button>
        ) : null}
      </div>
      <p className="warning small" role="alert" hidden={!failed}>
        {failed ? t('figures.not_saved') : null}
      </p>
    </>
  );
}

/** A column of a week. */
export type Column = { id: string; words: string; day: string; size: number; figure: string; bar: Bar };

/** Weeks side by side: a column opens the orders behind it. */
export function Columns({ title, run, table, columns, none }: { title: string; run: string; table: SavedTable; columns: Column[]; none: string }) {
  const [open, setOpen] = useState<string | null>(null);
  const heading = useId();
  const most = Math.max(...columns.map((column) => column.size), LOW);
  const shown = columns.find((column) => column.id === open);
  // A day under each column is read only where there is room for it.
  const every = Math.ceil(columns.length / 14);
  return (
    <section className="figure figure-wide" aria-labelledby={heading}>
      <Head id={heading} title={title} save={columns.length > 0 ? { run, table } : null} />
      {columns.length === 0 ? <p className="muted none">{none}</p> : null}
      <div className="week-bars">
        {columns.map((column, at) => (
          <button key={column.id} type="button" className="week-bar" aria-expanded={column.id === open} aria-label={column.words} title={column.words} disabled={column.size === 0} onClick={() => setOpen(column.id === open ? null : column.id)}>
            <span className="due-count" aria-hidden="true">{column.size > 0 ? column.figure : ''}</span>
            <span className="week-fill" aria-hidden="true" style={{ height: `${Math.round((column.size / most) * 56)}px` }} />
            <span className="week-day" aria-hidden="true">{at % every === 0 ? column.day : ''}</span>
          </button>
        ))}
      </div>
      {shown ? <BehindOrders run={run} bar={shown.bar} /> : null}
    </section>
  );
}

function BehindOrders({ run, bar }: { run: string; bar: Bar }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data, error } = useBehind(run, bar);
  if (error) return <p className="warning small" role="alert">{t('figures.gone')}</p>;
  if (!data) return <p className="muted small" aria-busy="true">{t('figures.reading')}</p>;
  return (
    <>
      <ul className="behind-list">
        {data.orders.map((one, at) => (
          <li key={`${one.order}-${at}`}>
            <Link className="plain-link number" to="/order/$number" params={{ number: one.order }}>
              {one.order}
            </Link>
            <span className="clip">
              <bdi dir="auto">{one.customer_name ?? ''}</bdi>
            </span>
            <span className="muted">{formats.day(one.on)}</span>
            <span className="right figures">
              {one.amount ? formats.money(one.amount.amount, one.amount.currency) : null}
              {one.units !== undefined ? t('figures.units_of', { count: one.units, number: formats.number(one.units) }) : null}
              {one.days !== undefined ? t('figures.days_of', { count: one.days, number: formats.number(one.days) }) : null}
            </span>
          </li>
        ))}
      </ul>
      {data.count > data.orders.length ? (
        <p className="small muted">{t('figures.newest', { shown: formats.number(data.orders.length), count: data.count, number: formats.number(data.count) })}</p>
      ) : null}
    </>
  );
}
