import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useFormats } from '../../components/format';
import type { ErasurePage, Hindrance, Kept } from '../../ipc/generated/types';

/** The rules that it follows, by their ids. */
const RULES = { settled: 'ERS-1', kept: 'ERS-2' };

/** What has to be settled before somebody is erased (ERS-1), each with the way to where it is settled. */
export function Settled({ hindrances, customer, byCentre }: { hindrances: Hindrance[]; customer: string; byCentre: boolean }) {
  const { t } = useTranslation();
  return (
    <section className="refusal" role={byCentre ? 'alert' : undefined}>
      <h3>
        {t(byCentre ? 'customer.erase.centre_settles' : 'customer.erase.settle')} <span className="rule-id forbids">{RULES.settled}</span>
      </h3>
      <ul className="erasing">
        {hindrances.map((hindrance, index) => (
          <li key={index}>
            <Hindering hindrance={hindrance} customer={customer} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hindering({ hindrance, customer }: { hindrance: Hindrance; customer: string }): ReactNode {
  const { t } = useTranslation();
  const formats = useFormats();
  switch (hindrance.what) {
    case 'open_order':
    case 'money_on_its_way':
      return (
        <>
          <Link to="/order/$number" params={{ number: hindrance.order }} className="link">
            {hindrance.order}
          </Link>{' '}
          {t(`customer.erase.hindrances.${hindrance.what}`)}
        </>
      );
    case 'running_service':
      return (
        <>
          <Link to="/customer/$id/services" params={{ id: customer }} className="link">
            {t(`services.${hindrance.service}`, { defaultValue: hindrance.service })}
          </Link>{' '}
          {hindrance.stops_on ? t('customer.erase.hindrances.ending_service', { day: formats.day(hindrance.stops_on) }) : t('customer.erase.hindrances.running_service')}
        </>
      );
    case 'unpaid':
      return (
        <>
          <Link to="/customer/$id/services" params={{ id: customer }} className="link">
            {formats.money(hindrance.amount, hindrance.currency)}
          </Link>{' '}
          {t('customer.erase.hindrances.unpaid')}
        </>
      );
    case 'parcel_here':
      return (
        <>
          <Link to="/quarantine/$number" params={{ number: hindrance.parcel }} className="link">
            {hindrance.parcel}
          </Link>{' '}
          {t('customer.erase.hindrances.parcel_here')}
        </>
      );
    case 'open_dispute':
      return t('customer.erase.hindrances.open_dispute', { count: hindrance.count });
  }
}

/** What is gone afterwards. */
export function Goes({ page }: { page: ErasurePage }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t('customer.erase.goes')}</h3>
      <ul className="erasing">
        <li>{t('customer.erase.gone.record')}</li>
        {page.cases > 0 ? (
          <li>
            {t('customer.erase.gone.cases', { count: page.cases })}
            {page.open_cases > 0 ? <span className="warning"> {t('customer.erase.gone.open_cases', { count: page.open_cases })}</span> : null}
          </li>
        ) : null}
        {page.drafts > 0 ? <li>{t('customer.erase.gone.drafts', { count: page.drafts })}</li> : null}
        <li>{t('customer.erase.gone.labels')}</li>
        <li>{t('customer.erase.gone.words')}</li>
      </ul>
    </section>
  );
}

/** What the law keeps (ERS-2), and until when. */
export function Stays({ kept, customer }: { kept: Kept[]; customer: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = (one: Kept) => {
    switch (one.what) {
      case 'orders':
        return t('customer.erase.kept.orders', { count: one.count, day: formats.day(one.until) });
      case 'reasons':
        return t('customer.erase.kept.reasons', { count: one.orders });
      case 'account':
        return one.until ? t('customer.erase.kept.account', { day: formats.day(one.until) }) : t('customer.erase.kept.account_empty');
    }
  };
  return (
    <section>
      <h3>
        {t('customer.erase.stays', { id: customer })} <span className="rule-id">{RULES.kept}</span>
      </h3>
      <ul className="erasing">
        {kept.map((one) => (
          <li key={one.what}>{words(one)}</li>
        ))}
        <li>{t('customer.erase.kept.history')}</li>
      </ul>
      <p className="small muted">{t('customer.erase.why')}</p>
    </section>
  );
}
