import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useActions } from '../../components/actions';
import { Field } from '../../components/field';
import { FormDialog } from '../../components/form-dialog';
import { Problem } from '../../components/problem';
import { useSync } from '../../components/queries';
import { call, CallError } from '../../ipc/calls';
import type { CustomerPage, Hindrance } from '../../ipc/generated/types';
import { Goes, Settled, Stays } from './erasing';

type EraseProps = { page: CustomerPage; close: () => void; erased: () => void };

/** Erasing a customer: what goes, what stays and why, and what has to be settled first. The centre has the last word. */
export function EraseDialog({ page, close, erased }: EraseProps) {
  const { t } = useTranslation();
  const { id } = page.customer;
  const { data: sync } = useSync();
  const weighed = useQuery({ queryKey: ['erasure', id], queryFn: () => call('weigh_erasure', { id }) });
  const [told, setTold] = useState<Hindrance[] | null>(null);
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const alone = sync?.standing.is === 'local';
  const hindrances = told ?? weighed.data?.weighed.hindrances ?? [];
  const may = !alone && weighed.isSuccess && hindrances.length === 0;
  const erase = () => {
    if (typed.trim() !== id) {
      setFault(true);
      return;
    }
    setError(null);
    setBusy(true);
    call('erase_customer', { id })
      .then((answer) => (answer.outcome === 'erased' ? erased() : setTold(answer.hindrances)), setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      wide
      title={t('customer.erase.title')}
      take={may ? t('customer.erase.take') : undefined}
      ready={may && !busy}
      busy={busy}
      error={error}
      submit={erase}
      close={close}
    >
      <p className="muted">{t('customer.erase.text')}</p>
      {alone ? <p className="waiting-text">{t('customer.erase.alone')}</p> : null}
      {sync?.orders_months && !told ? <p className="waiting-text">{t('customer.erase.part')}</p> : null}
      {weighed.error ? <Problem error={weighed.error} retry={() => void weighed.refetch()} /> : null}
      {hindrances.length > 0 ? <Settled hindrances={hindrances} customer={id} byCentre={told !== null} /> : null}
      {weighed.data ? (
        <>
          <Goes page={weighed.data} />
          <Stays kept={weighed.data.weighed.kept} customer={id} />
        </>
      ) : null}
      {may ? (
        <Field
          label={t('customer.erase.type', { id })}
          value={typed}
          set={(value) => {
            setTyped(value);
            setFault(false);
          }}
          hint={t('customer.erase.final')}
          fault={fault ? t('customer.erase.mistyped', { id }) : undefined}
          focus
        />
      ) : null}
      <p role="status" className="small muted">
        {busy ? t('customer.erase.busy') : null}
      </p>
      {error && CallError.from(error).code === 'centre_unreachable' ? <p className="small muted">{t('customer.erase.unsure')}</p> : null}
    </FormDialog>
  );
}

/** What the customer's page says once they are erased. */
export function Erased({ id }: { id: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const onward = () => void navigate({ to: '/' });
  useActions([{ name: 'find_another', inPlace: { Enter: onward } }]);
  return (
    <div className="sheet" role="status">
      <h1>{t('customer.erase.done')}</h1>
      <p className="muted lead">{t('customer.erase.done_text', { id })}</p>
      <button type="button" className="button" onClick={onward}>
        {t('customer.erase.onward')} <kbd>{t('keys.enter')}</kbd>
      </button>
    </div>
  );
}
