import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

import { useFormats, type Formats } from '../../components/format';
import type { AccountPage, Charge, Decision } from '../../ipc/generated/types';
import type { Row } from '../decision/amount-rows';
import { AmountRow } from '../decision/amounts';
import type { Asking } from './offers';
import { factOf } from './words';

type AmountsProps = {
  page: AccountPage;
  asking: Asking;
  decision: Decision;
  /** Net, per period: of what is subscribed to. */
  price: string | null;
  /** Reckoning a debt: the principal with what it grew by. */
  total: string | null;
};

/** What is charged or credited, and how it came about. Every figure is the desk's. */
export function AccountAmounts(props: AmountsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { page, asking, decision, total } = props;
  const amount = decision.charge ?? decision.credit;
  const { currency } = page;
  if (!amount || !currency) return null;
  const head = decision.obligations.includes('pay_back') ? 'paid_back' : decision.credit ? 'credit' : asking.owed ? (total ? 'owed_in_all' : 'costs') : 'first';
  const rows = asking.owed ? costs(props, amount, formats, t) : share(props, amount, formats, t);
  return (
    <section className="amounts" aria-label={t('amounts.label')}>
      <p className="amount-head">
        <span>{t(`account.amounts.${head}`)}</span>
        <span className="figures" data-testid="account-amount">
          {formats.money(total ?? amount.gross, currency)}
        </span>
      </p>
      <ul>
        {rows.map((row) => (
          <li key={row.key}>
            <AmountRow row={row} amount={formats.figure(row.amount, currency)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A part of a period's price, and the tax on it. */
function share({ page, asking, decision, price }: AmountsProps, amount: Charge, formats: Formats, t: TFunction): Row[] {
  const currency = page.currency ?? '';
  const [days, of] = [factOf(decision, 'days'), factOf(decision, 'of')];
  const full = price ?? asking.row?.price ?? null;
  const net = formats.figure(amount.net, currency);
  const rows: Row[] = [
    {
      key: 'net',
      name: days && of ? t('account.amounts.share', { days, of }) : t('account.amounts.rest'),
      amount: amount.net,
      ...(days && of && full ? { why: t('account.amounts.why', { price: formats.figure(full, currency), days, of, amount: net }) } : {}),
    },
  ];
  const rate = page.account?.tax_rate;
  if (rate) {
    rows.push({
      key: 'tax',
      name: t('amounts.tax', { rate: formats.percent(rate) }),
      amount: amount.tax,
      why: t('amounts.why.tax', { rate: formats.percent(rate), base: net }),
    });
  }
  return rows;
}

/** What is unpaid, and what non-payment adds to it (NPY-1). */
function costs({ asking, decision }: AmountsProps, amount: Charge, formats: Formats, t: TFunction): Row[] {
  const [late, rate] = [factOf(decision, 'days_late'), factOf(decision, 'annual_rate')];
  return [
    ...(asking.owed ? [{ key: 'principal', name: t('account.amounts.principal'), amount: asking.owed.amount }] : []),
    { key: 'handling', name: t('account.amounts.handling'), amount: amount.handling ?? '0' },
    {
      key: 'late',
      name: t('account.amounts.late'),
      amount: amount.late_charge ?? '0',
      ...(rate && asking.owed ? { why: t('account.amounts.late_why', { rate: formats.percent(rate), days: late ?? '0' }) } : {}),
    },
  ];
}
