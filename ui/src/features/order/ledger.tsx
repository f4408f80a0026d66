import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { useRoomUpTo } from '../../components/zoom';
import type { LineLedger, LineQuantity, OrderPage } from '../../ipc/generated/types';

/** Up to these widths of the window a panel leaves no room for every column; the wider where there are more of them. */
const NARROW = 1400;
const NARROW_FOR_MORE = 1700;

const always = ['ordered', 'open', 'in_transit', 'kept', 'authorised', 'returned'] as const;
const whenAny = ['cancelled', 'refused', 'claimed'] as const;

type LedgerProps = {
  page: OrderPage;
  concerned?: LineQuantity[];
  /** Whether a panel stands beside it. */
  beside: boolean;
};

/** Where every unit is, and what the order comes to. */
export function Ledger({ page, concerned, beside }: LedgerProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { amounts, order, ledger } = page;
  const extra = whenAny.filter((column) => ledger.some((line) => line[column] > 0));
  // Beside a panel there may be room only for what says something.
  const tight = useRoomUpTo(extra.length > 0 ? NARROW_FOR_MORE : NARROW) && beside;
  const columns = [...always, ...extra].filter((column) => !tight || column === 'ordered' || ledger.some((line) => line[column] > 0));
  const figure = (amount: string) => formats.figure(amount, order.currency);
  const sums: [string, string][] = [];
  if (Number(amounts.discount) > 0) {
    sums.push([t('order.discount', { codes: order.discounts.map((d) => d.code).join(', ') }), `-${amounts.discount}`]);
  }
  if (order.delivery) sums.push([t('order.delivery'), amounts.delivery]);
  for (const [rate, tax] of Object.entries(amounts.tax)) sums.push([t('order.tax', { rate: formats.percent(rate) }), tax]);
  const names = new Map(ledger.map((line) => [line.line, line.name]));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('order.ledger')}>
      <table className={tight ? 'table ledger tight' : 'table ledger'}>
        <thead>
          <tr>
            <th scope="col">{t('order.columns.line')}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="figures">
                {t(`order.columns.${column}`)}
              </th>
            ))}
            <th scope="col" className="figures">
              {t('order.columns.net', { currency: formats.symbol(order.currency) })}
            </th>
          </tr>
        </thead>
        <tbody>
          {ledger.map((line) => (
            <tr key={line.line} className={concerned?.some((c) => c.line === line.line) ? 'concerned' : undefined}>
              <td className="fill">
                <LineName line={line} names={names} />
              </td>
              {columns.map((column) => (
                <td key={column} className={line[column] === 0 ? 'figures zero' : 'figures'}>
                  {formats.number(line[column])}
                </td>
              ))}
              <td className={line.kind === 'promotional' ? 'figures zero' : 'figures'}>
                {line.kind === 'promotional' ? '–' : figure(line.net)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.map(([name, amount]) => (
            <tr key={name}>
              <th scope="row" colSpan={columns.length + 1}>
                {name}
              </th>
              <td className="figures">{figure(amount)}</td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row" colSpan={columns.length + 1}>
              {t('order.total')}
            </th>
            <td className="figures">{figure(amounts.total)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function LineName({ line, names }: { line: LineLedger; names: Map<string, string> }) {
  const { t } = useTranslation();
  const gift = line.kind === 'promotional';
  const withWhat = line.granted_with.map((id) => names.get(id) ?? id).join(', ');
  return (
    <span className="line-name" title={line.serials.length > 0 ? t('order.serials', { serials: line.serials.join(', ') }) : undefined}>
      <bdi dir="auto" className="clip">
        {line.name}
      </bdi>
      {gift ? <span className="tag">{t('order.gift')}</span> : null}
      {line.kind === 'service' ? <span className="tag">{t('order.service')}</span> : null}
      <span className="small muted clip">{gift && withWhat ? t('order.gift_with', { what: withWhat }) : line.sku}</span>
    </span>
  );
}
