import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { OrderPage, Refund } from '../../ipc/generated/types';
import { amountRows, type Row } from './amount-rows';

/** Every amount of a refund, each with how it came about. */
export function Amounts({ page, refund, estimated }: { page: OrderPage; refund: Refund; estimated: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { currency } = page.order;
  const rows = amountRows(page, refund, formats, t);
  return (
    <section className="amounts" aria-label={t('amounts.label')}>
      <p className="amount-head">
        <span>{t(estimated ? 'amounts.if_complete' : 'amounts.refund')}</span>
        <span className="figures" data-testid="refund-total">
          {formats.money(refund.total, currency)}
        </span>
      </p>
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <AmountRow row={row} amount={formats.figure(row.amount, currency)} />
          </li>
        ))}
      </ul>
      {refund.capped ? <p className="small waiting-text">{t('amounts.capped')}</p> : null}
      {refund.tenders.length > 0 ? (
        <p className="small muted">
          {refund.tenders
            .map((tender) => t('amounts.tender', { amount: formats.money(tender.amount, currency), way: t(`amounts.way.${tender.method}`) }))
            .join(' · ')}
        </p>
      ) : null}
    </section>
  );
}

export function AmountRow({ row, amount }: { row: Row; amount: string }) {
  const line = (
    <span className="amount-row">
      <span className="amount-name">
        {row.name} {row.note ? <span className="small muted">{row.note}</span> : null}
      </span>
      <span className="figures">{amount}</span>
    </span>
  );
  if (!row.why) return <div className="amount-flat">{line}</div>;
  return (
    <details>
      <summary>{line}</summary>
      <p className="small muted why">{row.why}</p>
    </details>
  );
}
