import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

import { Day } from '../../components/day';
import { FormDialog } from '../../components/form-dialog';
import { FormFoot } from '../../components/form-foot';
import { useFormats } from '../../components/format';
import { Option } from '../../components/option';
import { Problem } from '../../components/problem';
import { reread, useAppInfo } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { CustomerPage, NewCustomerPage } from '../../ipc/generated/types';
import { amendedBetween, detailsOf, draftOf, type DetailsDraft } from './details';
import { Alike, CustomerForm, useCheck, useCountries, useOnceChecked } from './form';
import { keep } from './kept';

type DialogProps = { page: CustomerPage; close: () => void };

/** How to reach a customer, corrected. */
export function AmendDialog(props: DialogProps) {
  const { t } = useTranslation();
  const { data, error, refetch } = useCountries();
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(open) => !open && props.close()} isDismissable>
      <Modal className="modal wide">
        <Dialog className="dialog">
          <Heading slot="title">{t('customer.amend.title')}</Heading>
          {error ? <Problem error={error} retry={() => void refetch()} /> : null}
          {data ? <Amend {...props} countries={data} /> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Amend({ page, close, countries }: DialogProps & { countries: NewCustomerPage }) {
  const { t } = useTranslation();
  const { customer, contact } = page;
  // What it was is what the agent saw when they began.
  const [was] = useState(() => detailsOf(draftOf(customer, contact)));
  const [draft, setDraft] = useState<DetailsDraft>(() => draftOf(customer, contact));
  const [tried, setTried] = useState(false);
  const [commandId] = useState(() => crypto.randomUUID());
  const { data: check, checking } = useCheck(draft, customer.id);
  const changed = amendedBetween(was, detailsOf(draft));
  const isChanged = Object.keys(changed).length > 0;
  const ready = isChanged && !checking && check?.fault === null;
  const amend = useMutation({
    mutationFn: () => call('amend_customer', { command_id: commandId, customer: customer.id, fields: changed }),
    onSuccess: (taken) => {
      keep(commandId, 'amended', taken);
      void reread();
      close();
    },
  });
  const take = useOnceChecked(draft, checking, () => {
    if (ready && !amend.isPending) amend.mutate();
  });
  const submit = () => {
    setTried(true);
    take();
  };
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <CustomerForm draft={draft} set={(typed) => setDraft((before) => ({ ...before, ...typed }))} page={countries} fault={check?.fault ?? null} tried={tried} />
      {isChanged ? <Alike hits={check?.alike ?? []} /> : null}
      {amend.error ? <Problem error={amend.error} retry={submit} /> : null}
      <FormFoot take={t('customer.amend.take')} ready={ready} back={close} />
    </form>
  );
}

/** Which edition of the terms the customer accepted, and when: it rules what is decided for them (TRM-1). */
export function TermsDialog({ page, close }: DialogProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data: app } = useAppInfo();
  const [terms, setTerms] = useState(page.editions[0]?.id ?? '');
  const [typed, setTyped] = useState<string | null>(null);
  const [commandId] = useState(() => crypto.randomUUID());
  const on = typed ?? app?.today ?? '';
  const edition = page.editions.find(({ id }) => id === terms);
  const early = edition !== undefined && on !== '' && on < edition.effective_on;
  const late = app !== undefined && on > app.today;
  const known = edition?.accepted_on === on;
  const ready = edition !== undefined && on !== '' && !early && !late && !known;
  const accept = useMutation({
    mutationFn: () => call('accept_terms', { command_id: commandId, customer: page.customer.id, terms, on }),
    onSuccess: (taken) => {
      keep(commandId, 'accepted', taken);
      void reread();
      close();
    },
  });
  const fault = early ? t('customer.terms.early', { day: formats.day(edition.effective_on) }) : late ? t('customer.terms.late') : known ? t('customer.terms.known') : null;
  const submit = () => {
    if (ready && !accept.isPending) accept.mutate();
  };
  return (
    <FormDialog title={t('customer.terms.title')} take={t('customer.terms.take')} ready={ready} error={accept.error} submit={submit} close={close}>
      <fieldset className="units">
        <legend className="small muted">{t('customer.terms.editions')}</legend>
        {page.editions.map((row) => (
          <Option
            key={row.id}
            name="edition"
            chosen={row.id === terms}
            choose={() => setTerms(row.id)}
            words={t('customer.terms.edition', { day: formats.day(row.effective_on) })}
            hint={[
              row.accepted_on ? t('customer.terms.accepted', { day: formats.day(row.accepted_on) }) : t('customer.terms.never'),
              row.rules_today ? t('customer.terms.rules') : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
      </fieldset>
      <Day label={t('customer.terms.on')} value={on} set={setTyped} fault={fault ?? undefined} />
    </FormDialog>
  );
}
