import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { AccountPage } from '../../ipc/generated/types';
import { askingFor, owedId, type Asking } from './offers';
import { OfferLine, type Current } from './services';
import { meansWords } from './words';

type PaymentsProps = { page: AccountPage; today: string; open: (asking: Asking) => void; current: Current };

/** How it is paid, what is owed, and what may be done about both. */
export function Payments({ page, today, open, current }: PaymentsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { account, currency, owed } = page;
  const change = askingFor(page, 'change_payment_method', undefined);
  const line = (asking: Asking, keyed: boolean) => (
    <ul className="actions">
      <OfferLine page={page} today={today} asking={asking} keyed={keyed} current={current?.action === asking.action && current.of === asking.of} open={open} />
    </ul>
  );
  return (
    <section className="payments" aria-labelledby="payments">
      <div className="section-head">
        <h2 id="payments">{t('account.parts.payments')}</h2>
      </div>
      <p className="payment-line">
        <span>{t('account.means.label')}</span>
        <span className="number">{account?.payment_method ? meansWords(account.payment_method, t) : <span className="muted">{t('account.no_means')}</span>}</span>
      </p>
      {change ? line(change, true) : null}
      {owed.length === 0 ? <p className="payment-line muted">{t('account.owes_nothing_long')}</p> : null}
      {owed.map((one, index) => {
        const assess = askingFor(page, 'assess_non_payment', owedId(one));
        return (
          <div key={owedId(one)}>
            <p className="payment-line">
              <span className="warning">
                <span className="no" aria-hidden="true" />
                {t('account.unpaid')}
              </span>
              <span className="muted">{[t('account.due', { day: formats.day(one.due_on) }), t('account.days_late', { count: one.days_late }), one.invoice ?? ''].filter(Boolean).join(' · ')}</span>
              <span className="figures owed-amount">{currency ? formats.money(one.amount, currency) : one.amount}</span>
            </p>
            {assess ? line(assess, index === 0) : null}
          </div>
        );
      })}
      {page.steps.length > 0 ? (
        <>
          <h3 className="small muted steps-head">{t('account.steps.title')}</h3>
          {page.steps.map((step) => {
            const asking: Asking = { action: step.offer.action, of: step.kind, offer: step.offer, step };
            const keyed = askingFor(page, step.offer.action, undefined)?.of === step.kind;
            return <div key={step.kind}>{line(asking, keyed)}</div>;
          })}
        </>
      ) : null}
    </section>
  );
}
