import { useTranslation } from 'react-i18next';

import type { Deed } from '../../components/actions';
import { Cap } from '../../components/cap';
import { Copyable } from '../../components/copy';
import { useFormats } from '../../components/format';
import { Flags } from '../../components/words';
import type { CustomerPage } from '../../ipc/generated/types';
import { placeOf } from './text';

type HeaderProps = { page: CustomerPage; copied: string | null; deeds: Record<'email' | 'phone' | 'amend' | 'hand_out' | 'erase' | 'terms', Deed> };

/** Who it is, how to reach them, and what is done on themselves. */
export function Header({ page, copied, deeds }: HeaderProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { customer, contact } = page;
  const accepted = customer.accepted_terms.toSorted((a, b) => a.on.localeCompare(b.on)).at(-1);
  return (
    <header className="customer-head">
      <div className="title-row">
        <h1 className="long">
          <bdi dir="auto">{customer.name}</bdi>
        </h1>
        <Flags flags={page.flags} />
        <span className="spacer" />
        <button type="button" className="button small" onClick={() => deeds.amend.act?.()}>
          {t('customer.amend.name')} <Cap of={deeds.amend} />
        </button>
        <button type="button" className="button small" onClick={() => deeds.terms.act?.()}>
          {t('customer.terms.name')} <Cap of={deeds.terms} />
        </button>
        {deeds.hand_out.act ? (
          <button type="button" className="button small" onClick={() => deeds.hand_out.act?.()}>
            {t('customer.hand_out.name')} <Cap of={deeds.hand_out} />
          </button>
        ) : null}
        {deeds.erase.act ? (
          <button type="button" className="button small" onClick={() => deeds.erase.act?.()}>
            {t('customer.erase.name')} <Cap of={deeds.erase} />
          </button>
        ) : null}
      </div>
      <p className="facts-row">
        {customer.email ? (
          <Copyable text={customer.email} label={t('customer.email')}>
            <Cap of={deeds.email} />
          </Copyable>
        ) : (
          <span className="muted">{t('customer.no_email')}</span>
        )}
        {contact.phone ? (
          <Copyable text={contact.phone} label={t('customer.phone')}>
            <Cap of={deeds.phone} />
          </Copyable>
        ) : null}
        <span className="small muted" role="status">
          {copied ? t('copy.done') : null}
        </span>
      </p>
      <p className="facts-row muted">
        <bdi dir="auto">{placeOf(page, formats)}</bdi>
        <span>{t('customer.speaks', { language: t(`customer.languages.${contact.language}`) })}</span>
        <span>{accepted ? t('customer.accepted', { day: formats.day(accepted.on) }) : t('customer.no_terms')}</span>
        {customer.open_disputes > 0 ? <span className="warning">{t('customer.disputes', { count: customer.open_disputes })}</span> : null}
      </p>
    </header>
  );
}
