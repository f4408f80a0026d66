import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Day } from '../../components/day';
import { Field } from '../../components/field';
import { FormDialog } from '../../components/form-dialog';
import { Option } from '../../components/option';
import { CallError } from '../../ipc/host';
import type { StrayEnd, StrayPage } from '../../ipc/generated/types';
import { EvidenceField } from '../evidence/field';
import { evidenceOf, type Waiting } from '../evidence/files';
import { faultOf, goodsOf, typedOf } from './goods';
import { GoodsFields } from './goods-fields';
import { useOnStray } from './on-stray';

export type FormProps = { page: StrayPage; close: () => void };

/** What lies in it, and where it lies. */
export function DescribeForm({ page: { parcel }, close }: FormProps) {
  const { t } = useTranslation();
  const [rows, setRows] = useState(() => typedOf(parcel.goods ?? []));
  const [place, setPlace] = useState(parcel.place ?? '');
  const [tried, setTried] = useState(false);
  const onStray = useOnStray(parcel.number);
  const ready = rows.every((row) => faultOf(row) === null) && !onStray.pending;
  const submit = () => onStray.act({ type: 'describe_stray', goods: goodsOf(rows), ...(place.trim() === '' ? {} : { place: place.trim() }) }, close);
  return (
    <FormDialog title={t('quarantine.describe.title')} take={t('quarantine.describe.take')} ready={ready} error={onStray.error} submit={submit} close={close} wide>
      <div onBlur={() => setTried(true)}>
        <GoodsFields rows={rows} set={setRows} tried={tried} />
      </div>
      <Field label={t('quarantine.new.place')} value={place} set={setPlace} optional focus />
    </FormDialog>
  );
}

/** Whether what was asked failed because nothing here has the number that was typed. */
export const isUnknown = (error: unknown): boolean => error !== null && CallError.from(error).code === 'not_found';

/** The order that it belongs to, once somebody has found it. */
export function MatchForm({ page: { parcel }, close }: FormProps) {
  const { t } = useTranslation();
  const [number, setNumber] = useState('');
  const onStray = useOnStray(parcel.number);
  const typed = number.trim();
  const same = typed === (parcel.order ?? '');
  const submit = () => onStray.act({ type: 'match_stray', order: typed === '' ? null : typed, customer: null }, close);
  const unknown = isUnknown(onStray.error);
  return (
    <FormDialog title={t('quarantine.match.title')} take={t(typed === '' && parcel.order ? 'quarantine.match.none' : 'quarantine.match.take')} ready={!same && !onStray.pending} error={unknown ? null : onStray.error} submit={submit} close={close}>
      {parcel.order ? <p>{t('quarantine.match.now', { order: parcel.order })}</p> : null}
      <Field label={t('quarantine.match.order')} value={number} set={setNumber} focus optional fault={unknown ? t('quarantine.match.unknown') : undefined} hint={t('quarantine.match.hint')} />
    </FormDialog>
  );
}

/** Something that was found out. */
export function NoteForm({ page: { parcel }, close }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const onStray = useOnStray(parcel.number);
  const submit = () => onStray.act({ type: 'note_stray', text: text.trim() }, close);
  return (
    <FormDialog title={t('quarantine.note.title')} take={t('quarantine.note.take')} ready={text.trim() !== '' && !onStray.pending} error={onStray.error} submit={submit} close={close}>
      <div className="field">
        <label htmlFor={id}>{t('quarantine.note.text')}</label>
        <textarea id={id} className="input area" dir="auto" rows={4} maxLength={2000} autoFocus value={text} onChange={(event) => setText(event.target.value)} />
      </div>
    </FormDialog>
  );
}

/** Photos of it. */
export function PhotosForm({ page: { parcel }, close }: FormProps) {
  const { t } = useTranslation();
  const [files, setFiles] = useState<Waiting[]>([]);
  const onStray = useOnStray(parcel.number);
  const submit = () => onStray.act({ type: 'photograph_stray', photos: files.map(evidenceOf) }, close);
  return (
    <FormDialog title={t('quarantine.photos.title')} take={t('quarantine.photos.take')} ready={files.length > 0 && !onStray.pending} error={onStray.error} submit={submit} close={close} wide>
      <EvidenceField files={files} set={setFiles} of="goods" focus />
    </FormDialog>
  );
}

type End = StrayEnd['type'];

/** What became of it. */
export function SettleForm({ page, close }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const { parcel } = page;
  const ends: End[] = [...(parcel.order ? (['received'] as const) : []), 'sent_back', ...(page.may_dispose ? (['disposed'] as const) : [])];
  const [end, setEnd] = useState<End>(ends[0] ?? 'sent_back');
  const [on, setOn] = useState<string>(page.today);
  const issued = page.order?.issued ?? [];
  const [rma, setRma] = useState(issued.at(-1) ?? '');
  const [carrier, setCarrier] = useState(parcel.carrier ?? '');
  const [tracking, setTracking] = useState('');
  const [reason, setReason] = useState('');
  const onStray = useOnStray(parcel.number);
  const how: StrayEnd =
    end === 'received'
      ? { type: 'received', ...(rma === '' ? {} : { rma }) }
      : end === 'sent_back'
        ? { type: 'sent_back', carrier: carrier.trim(), ...(tracking.trim() === '' ? {} : { tracking: tracking.trim() }) }
        : { type: 'disposed', reason: reason.trim() };
  const told = how.type === 'received' || (how.type === 'sent_back' ? how.carrier !== '' : how.reason !== '');
  const inTime = on !== '' && on >= parcel.arrived_on && on <= page.today;
  const submit = () => onStray.act({ type: 'settle_stray', how, on }, close);
  return (
    <FormDialog title={t('quarantine.settle.title')} take={t('quarantine.settle.take')} ready={told && inTime && !onStray.pending} error={onStray.error} submit={submit} close={close}>
      <fieldset className="units">
        <legend className="small muted">{t('quarantine.settle.how')}</legend>
        {ends.map((name, at) => (
          <Option key={name} name={`${id}-end`} chosen={end === name} choose={() => setEnd(name)} words={t(`quarantine.settle.hows.${name}`, { order: parcel.order })} focus={at === 0} />
        ))}
      </fieldset>
      {page.may_dispose ? null : <p className="small muted">{t('quarantine.settle.no_disposal')}</p>}
      {end === 'received' && issued.length > 0 ? (
        <div className="field">
          <label htmlFor={`${id}-rma`}>{t('quarantine.settle.rma')}</label>
          <select id={`${id}-rma`} className="input" value={rma} onChange={(event) => setRma(event.target.value)}>
            {issued.map((number) => (
              <option key={number} value={number}>
                {number}
              </option>
            ))}
            <option value="">{t('quarantine.settle.refused')}</option>
          </select>
        </div>
      ) : null}
      {end === 'sent_back' ? (
        <div className="pair">
          <Field label={t('form.carrier')} value={carrier} set={setCarrier} />
          <Field label={t('form.tracking')} value={tracking} set={setTracking} optional />
        </div>
      ) : null}
      {end === 'disposed' ? <Field label={t('quarantine.settle.reason')} value={reason} set={setReason} /> : null}
      <Day label={t('quarantine.settle.on')} value={on} set={setOn} />
      {inTime ? null : <p className="small warning">{t('quarantine.settle.out_of_time')}</p>}
    </FormDialog>
  );
}
