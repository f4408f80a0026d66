import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useBack } from '../../components/back';
import { useDraft } from '../../components/draft';
import { Field } from '../../components/field';
import { FormFoot } from '../../components/form-foot';
import { FormPage } from '../../components/form-page';
import { useKeys } from '../../components/keys';
import { Option } from '../../components/option';
import { Problem } from '../../components/problem';
import { reread, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';
import type { ContactChannel, NewCasePage } from '../../ipc/generated/types';
import { keep } from './kept';
import { NoteField } from './note';

const channels: ContactChannel[] = ['phone', 'email', 'chat', 'counter'];
/** Longest subject, in characters, as the desk has it. */
const LONGEST = 200;
/** As many orders as are asked about at once. */
const SHOWN = 8;

/** Somebody is in contact: what it is about, and what they say. */
export function NewCaseScreen({ customer, order }: { customer: string; order: string | undefined }) {
  const { data, error, refetch } = useQuery({ queryKey: ['new case', customer], queryFn: () => call('new_case', { customer }) });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return data ? <New page={data} order={order} /> : <div className="sheet skeleton" aria-busy="true" />;
}

function New({ page, order }: { page: NewCasePage; order: string | undefined }) {
  const { t } = useTranslation();
  const id = useId();
  const navigate = useNavigate();
  const goBack = useBack();
  const { data: sync } = useSync();
  const about = { kind: 'customer', id: page.customer } as const;
  const subject = useDraft(`new case:${page.customer}:subject`, about);
  const note = useDraft(`new case:${page.customer}:note`, about);
  const [channel, setChannel] = useState<ContactChannel>('phone');
  const [orders, setOrders] = useState<string[]>(order && page.orders.includes(order) ? [order] : []);
  const [services, setServices] = useState<string[]>([]);
  const [tried, setTried] = useState(false);
  const [commandId] = useState(() => crypto.randomUUID());
  const over = sync?.lease_over ?? false;
  const words = subject.text.trim();
  const fault = words === '' ? 'missing' : words.length > LONGEST ? 'long' : null;
  const start = useMutation({
    mutationFn: async () => {
      await Promise.all([subject.settle(), note.settle()]);
      const typed = note.text.trim() === '' ? null : note.text;
      return call('start_case', { command_id: commandId, customer: page.customer, channel, subject: words, orders, services, note: typed, drafts: [subject.place, note.place] });
    },
    onSuccess: (taken) => {
      subject.sent();
      note.sent();
      keep(commandId, 'new_case', taken);
      void reread();
      void navigate({ to: '/case/$number', params: { number: taken.case }, replace: true });
    },
  });
  const submit = () => {
    setTried(true);
    if (fault === null && !over && !start.isPending && !start.isSuccess) start.mutate();
  };
  const back = () => goBack();
  useKeys({ Escape: back, 'field:Mod+Enter': submit });
  const toggled = (all: string[], one: string) => (all.includes(one) ? all.filter((other) => other !== one) : [...all, one]);
  // The one that the agent came from is always there to be seen.
  const offered = [...new Set([...orders, ...page.orders])].slice(0, Math.max(SHOWN, orders.length));
  return (
    <FormPage title={t('cases.new.title')} lead={<bdi dir="auto">{page.customer_name}</bdi>} className="case-form" submit={submit}>
      <Field
        label={t('cases.new.subject')}
        value={subject.text}
        set={subject.set}
        focus
        fault={fault === 'long' || (fault && tried) ? t(`cases.new.faults.${fault}`) : undefined}
      />
      <fieldset className="units">
        <legend className="small muted">{t('cases.new.channel')}</legend>
        {channels.map((name) => (
          <Option key={name} name={`${id}-channel`} chosen={channel === name} choose={() => setChannel(name)} words={t(`cases.channels.${name}`)} />
        ))}
      </fieldset>
      <Ticks label={t('cases.new.orders')} all={offered} chosen={orders} toggle={(one) => setOrders((was) => toggled(was, one))} words={(one) => one} />
      <Ticks label={t('cases.new.services')} all={page.services} chosen={services} toggle={(one) => setServices((was) => toggled(was, one))} words={(one) => t(`services.${one}`, { defaultValue: one })} />
      <NoteField draft={note} label={t('cases.new.note')} rows={6} />
      {over ? <p className="note">{t('panel.lease_over')}</p> : null}
      {start.error ? <Problem error={start.error} retry={submit} /> : null}
      <FormFoot take={t('cases.new.take')} ready={fault === null && !over} back={back} />
    </FormPage>
  );
}

type TicksProps = { label: string; all: string[]; chosen: string[]; toggle: (one: string) => void; words: (one: string) => string };

/** What it is about: none, one or several. */
function Ticks({ label, all, chosen, toggle, words }: TicksProps) {
  if (all.length === 0) return null;
  return (
    <fieldset className="case-ticks">
      <legend className="small muted">{label}</legend>
      {all.map((one) => (
        <label key={one} className="tick">
          <input type="checkbox" checked={chosen.includes(one)} onChange={() => toggle(one)} /> <span>{words(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}
