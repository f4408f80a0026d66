import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useBack } from '../../components/back';
import { Day } from '../../components/day';
import { Field } from '../../components/field';
import { FormFoot } from '../../components/form-foot';
import { FormPage } from '../../components/form-page';
import { useKeys } from '../../components/keys';
import { Problem } from '../../components/problem';
import { reread, useAppInfo, useSync } from '../../components/queries';
import { call } from '../../ipc/calls';
import { EvidenceField } from '../evidence/field';
import { evidenceOf, type Waiting } from '../evidence/files';
import { isUnknown } from './forms';
import { faultOf, goodsOf, nothing, type TypedGoods } from './goods';
import { GoodsFields } from './goods-fields';
import { keep } from './kept';

const filled = (text: string) => (text.trim() === '' ? null : text.trim());

/** A parcel that nobody knows is written down, with what stands on it and lies in it. */
export function PutAsideScreen({ scanned, order }: { scanned: string | undefined; order: string | undefined }) {
  const { t } = useTranslation();
  const id = useId();
  const navigate = useNavigate();
  const goBack = useBack();
  const { data: app } = useAppInfo();
  const { data: sync } = useSync();
  const [commandId] = useState(() => crypto.randomUUID());
  const [arrived, setArrived] = useState<string>();
  const [number, setNumber] = useState(scanned ?? '');
  const [carrier, setCarrier] = useState('');
  const [sender, setSender] = useState('');
  const [place, setPlace] = useState('');
  const [belongs, setBelongs] = useState(order ?? '');
  const [rows, setRows] = useState<TypedGoods[]>([nothing]);
  const [files, setFiles] = useState<Waiting[]>([]);
  const [tried, setTried] = useState(false);
  const today = app?.today ?? '';
  const day = arrived ?? today;
  const early = day > today;
  const over = sync?.lease_over ?? false;
  const sound = day !== '' && !early && rows.every((row) => faultOf(row) === null);
  const aside = useMutation({
    mutationFn: () =>
      call('put_aside', {
        command_id: commandId,
        arrived_on: day,
        scanned: filled(number),
        carrier: filled(carrier),
        tracking: null,
        sender: filled(sender),
        place: filled(place),
        goods: goodsOf(rows),
        photos: files.map(evidenceOf),
        order: filled(belongs),
      }),
    onSuccess: (taken) => {
      keep(commandId, 'new_stray', taken);
      void reread();
      void navigate({ to: '/quarantine/$number', params: { number: taken.stray }, replace: true });
    },
  });
  const submit = () => {
    setTried(true);
    if (sound && !over && !aside.isPending && !aside.isSuccess) aside.mutate();
  };
  const unknown = isUnknown(aside.error);
  const back = () => goBack();
  useKeys({ Escape: back, 'field:Mod+Enter': submit });
  return (
    <FormPage title={t('quarantine.new.title')} lead={t('quarantine.new.lead')} className="stray-form" submit={submit}>
      <div className="pair">
        <Field label={t('quarantine.new.scanned')} value={number} set={setNumber} focus optional />
        <Day label={t('quarantine.new.arrived')} value={day} set={setArrived} />
      </div>
      {early ? <p className="small warning">{t('quarantine.new.early')}</p> : null}
      <div className="pair">
        <Field label={t('form.carrier')} value={carrier} set={setCarrier} optional />
        <Field label={t('quarantine.new.place')} value={place} set={setPlace} optional />
      </div>
      <div className="field">
        <label htmlFor={id}>{t('quarantine.new.sender')}</label>
        <textarea id={id} className="input area" dir="auto" rows={2} maxLength={2000} value={sender} onChange={(event) => setSender(event.target.value)} />
      </div>
      <GoodsFields rows={rows} set={setRows} tried={tried} />
      <Field label={t('quarantine.new.order')} value={belongs} set={setBelongs} optional fault={unknown ? t('quarantine.match.unknown') : undefined} hint={t('quarantine.new.order_hint')} />
      <EvidenceField files={files} set={setFiles} of="goods" />
      {over ? <p className="note">{t('panel.lease_over')}</p> : null}
      {aside.error && !unknown ? <Problem error={aside.error} retry={submit} /> : null}
      <FormFoot take={t('quarantine.new.take')} ready={sound && !over} back={back} />
    </FormPage>
  );
}
