import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import { Marks } from '../../components/marks';
import type { AccountPage } from '../../ipc/generated/types';
import { meansWords } from './words';

/** What is paid and when, under which terms, how, and what is owed. */
export function AccountHeader({ page, today }: { page: AccountPage; today: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { account, terms, period, currency } = page;
  const termsDay = terms ? (/\d{4}-\d{2}-\d{2}/.exec(terms.id)?.[0] ?? null) : null;
  const goesOn = Number(page.per_period) > 0;
  return (
    <header className="order-head">
      <p className="small crumbs">
        <Link className="link" to="/customer/$id" params={{ id: page.customer.id }}>
          <bdi dir="auto">{page.customer.name}</bdi>
        </Link>{' '}
        <kbd>U</kbd>
      </p>
      <div className="title-row">
        <h1>{t('account.title')}</h1>
        <Marks about={{ kind: 'account', id: page.customer.id }} timeline={page.timeline} />
        <span className="spacer" />
        {account && currency ? (
          <p className="total">
            {formats.money(page.per_period, currency)} <span className="small muted per">{t('account.net_a_month')}</span>
          </p>
        ) : null}
      </div>
      {account && currency ? (
        <p className="facts-row muted">
          {period ? (
            <span>
              {t('account.period')} <b>{t('account.from_to', { from: formats.day(period.start), to: formats.day(period.end) })}</b>
            </span>
          ) : null}
          <span title={period && goesOn ? formats.longDay(period.end) : undefined}>
            {period && goesOn ? (
              <>
                {t('account.next_fee')} <b>{formats.day(period.end)}</b> {t('account.in_brackets', { what: formats.relative(period.end, today) })}
              </>
            ) : (
              t('account.no_fee')
            )}
          </span>
          {terms ? (
            <span>
              {t('order.terms', { day: termsDay ? formats.day(termsDay) : terms.id })}
              {terms.accepted_on ? `, ${t('order.accepted', { day: formats.day(terms.accepted_on) })}` : ''}
            </span>
          ) : null}
          <span>{account.payment_method ? meansWords(account.payment_method, t) : t('account.no_means')}</span>
          {page.owed.length > 0 ? (
            <span className="warning">{t('account.owes', { amounts: formats.money(page.owed_total, currency) })}</span>
          ) : (
            <span>{t('account.owes_nothing')}</span>
          )}
        </p>
      ) : null}
    </header>
  );
}

/** For a customer who has never subscribed: nothing is asked of an account that is not there. */
export function NoAccount({ page }: { page: AccountPage }) {
  const { t } = useTranslation();
  return (
    <div className="no-account" role="status">
      <p>
        <strong>{t('account.none.title')}</strong>
      </p>
      {page.services.length > 0 ? <p className="muted">{t('account.none.text')}</p> : null}
    </div>
  );
}
