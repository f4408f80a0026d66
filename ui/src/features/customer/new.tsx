import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FormFoot } from '../../components/form-foot';
import { FormPage } from '../../components/form-page';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { NewCustomerPage } from '../../ipc/generated/types';
import { beginWith, detailsOf, type DetailsDraft } from './details';
import { Alike, CustomerForm, useCheck, useCountries, useOnceChecked } from './form';
import { keep } from './kept';

/** Somebody new on the phone; `said` is what was searched for and not found. */
export function NewCustomerScreen({ said }: { said: string }) {
  const { data, error, refetch } = useCountries();
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <New page={data} said={said} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function New({ page, said }: { page: NewCustomerPage; said: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: sync } = useSync();
  const [draft, setDraft] = useState<DetailsDraft>(() => beginWith(said, page.home, i18n.language === 'fr' ? 'fr' : 'en'));
  const [tried, setTried] = useState(false);
  const [commandId] = useState(() => crypto.randomUUID());
  const { data: check, checking } = useCheck(draft, null);
  const over = sync?.lease_over ?? false;
  const ready = !checking && check?.fault === null && !over;
  const register = useMutation({
    mutationFn: () => call('register_customer', { command_id: commandId, details: detailsOf(draft) }),
    onSuccess: (taken) => {
      keep(commandId, 'registered', taken);
      void reread();
      void navigate({ to: '/customer/$id', params: { id: taken.customer }, replace: true });
    },
  });
  const take = useOnceChecked(draft, checking, () => {
    if (ready && !register.isPending && !register.isSuccess) register.mutate();
  });
  const submit = () => {
    setTried(true);
    take();
  };
  const back = () => void navigate({ to: '/' });
  useKeys({ Escape: back });
  return (
    <FormPage title={t('customer.new.title')} lead={t('customer.new.text')} submit={submit}>
      <CustomerForm draft={draft} set={(changed) => setDraft((was) => ({ ...was, ...changed }))} page={page} fault={check?.fault ?? null} tried={tried} />
      <Alike hits={check?.alike ?? []} />
      {over ? <p className="note">{t('panel.lease_over')}</p> : null}
      {register.error ? <Problem error={register.error} retry={submit} /> : null}
      <FormFoot take={t('customer.new.take')} ready={ready} back={back} />
    </FormPage>
  );
}
