import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormDialog } from '../../components/form-dialog';
import { Option } from '../../components/option';
import { useSync } from '../../components/queries';
import { host } from '../../ipc/calls';
import type { CustomerPage, DataSort } from '../../ipc/generated/types';

/** A copy of all that is kept of a customer, for the customer. */
export function HandOutDialog({ page, close }: { page: CustomerPage; close: () => void }) {
  const { t } = useTranslation();
  const { data: sync } = useSync();
  const [sort, setSort] = useState<DataSort>('pdf');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = () => {
    setError(null);
    setBusy(true);
    host
      .saveCustomerData(page.customer.id, sort)
      .then(close, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog title={t('customer.hand_out.title')} take={t('customer.hand_out.take')} ready={!busy} error={error} submit={save} close={close}>
      <p className="muted">{t('customer.hand_out.text')}</p>
      {sync?.orders_months ? <p className="waiting-text">{t('customer.hand_out.part')}</p> : null}
      <fieldset className="units">
        <legend className="small muted">{t('customer.hand_out.as')}</legend>
        {(['pdf', 'json'] as const).map((one) => (
          <Option
            key={one}
            name="sort"
            focus={one === 'pdf'}
            chosen={one === sort}
            choose={() => setSort(one)}
            words={t(`customer.hand_out.sorts.${one}`)}
            hint={t(`customer.hand_out.hints.${one}`, { language: t(`customer.languages.${page.contact.language}`) })}
          />
        ))}
      </fieldset>
      <p className="small muted">{t('customer.hand_out.noted')}</p>
    </FormDialog>
  );
}
